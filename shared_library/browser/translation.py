"""Playwright's errors in our words. Its own texts may quote the page, so nothing of them is passed on."""

from __future__ import annotations

from playwright.sync_api import Error as PlaywrightError

from shared_library.browser.session import BrowserSession
from shared_library.errors import ApplicationException, RunStopped, SystemFailed


def translated(error: PlaywrightError, element: str, system: str, where: str) -> ApplicationException:
    """What an error of the browser means for the case; ``element`` is what was looked for."""
    if BrowserSession.stopping:
        return RunStopped("The run was told to end; the browser is closed.")
    if "net::ERR" in error.message:
        reason = error.message.split("net::ERR_", 1)[1].split()[0]
        return SystemFailed(f"{system} does not answer ({reason}).")
    if "closed" in error.message.lower() or "crashed" in error.message.lower():
        return ApplicationException("browser_gone", f"The browser ended while looking for {element}.")
    return ApplicationException("browser", f"The browser refused {element} on {where}.")
