"""One browser for the whole robot process, started when first needed and never left behind.

Warm for many cases: a new context per case costs 0.15 s, and a login several page loads. It ends at exit,
on SIGTERM, and (through Playwright's driver, which ends when its pipe closes) when the robot is killed.
"""

from __future__ import annotations

import atexit
import contextlib
import signal
import threading
from types import FrameType
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from shared_library.browser.processes import children, kill_children, kill_trees
from shared_library.environment import chromium, limit_drivers_heap, watched
from shared_library.errors import ApplicationException

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
TIMEOUT_SECONDS = 10.0
CASES_PER_TAB, CASES_PER_BROWSER = 10, 40
PACE_MS = 300
"""Between two actions of a robot that somebody watches."""


class BrowserSession:
    """``page(system)`` gives the one page of a system; each system has its own tab and keeps its login."""

    _the_one: BrowserSession | None = None
    stopping = False
    watches_signals = False

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._context: BrowserContext | None = None
        self._pages: dict[str, Page] = {}
        self._driver: list[int] = []
        self._cases_in_tabs = self._cases_in_browser = 0

    @classmethod
    def shared(cls) -> BrowserSession:
        if cls._the_one is None:
            cls._the_one = cls()
        return cls._the_one

    @property
    def open_pages(self) -> dict[str, Page]:
        return {name: page for name, page in self._pages.items() if not page.is_closed()}

    def page(self, system: str) -> Page:
        page = self._pages.get(system)
        if page is None or page.is_closed():
            page = self._pages[system] = _patient(self._started().new_page())
        return page

    def tidy(self) -> None:
        """To be called between two cases. The pages forget the documents they have left (6 MB a case on a machine with
        free memory); after some cases each system gets a new tab, since Playwright keeps a tab's requests, answers and
        frames, here and in its driver, until it is closed. What the driver keeps even so goes with the browser, later:
        the next case starts a new one and logs in again."""
        self._cases_in_tabs += 1
        self._cases_in_browser += 1
        if self._cases_in_browser >= CASES_PER_BROWSER:
            self.close()
            return
        if self._cases_in_tabs >= CASES_PER_TAB:
            self._cases_in_tabs = 0
            for system, page in self.open_pages.items():
                self._renew(system, page)
        for page in self.open_pages.values():
            with contextlib.suppress(PlaywrightError):
                page.request_gc()

    def _renew(self, system: str, page: Page) -> None:
        """Another tab, opened by the old one, which then closes: cookies are the browser's anyway, and the tab's own
        storage is handed on, so nobody needs to log in. It is blank; the page object finds its way from there."""
        with contextlib.suppress(PlaywrightError):
            with page.expect_popup() as opened:
                page.evaluate("() => { window.open('about:blank'); }")
            self._pages[system] = _patient(opened.value)
        with contextlib.suppress(PlaywrightError):
            page.close()

    def close(self) -> None:
        """Close everything; safe to call twice, and after the browser has been killed."""
        playwright, self._playwright, self._context, self._pages = self._playwright, None, None, {}
        self._cases_in_tabs = self._cases_in_browser = 0
        if playwright is not None:
            with contextlib.suppress(Exception):
                playwright.stop()
        # What Playwright could not end; a robot's other helpers live on.
        kill_trees(self._driver)
        self._driver = []

    def _started(self) -> BrowserContext:
        if self._context is None:
            limit_drivers_heap()
            before = set(children())
            self._playwright = sync_playwright().start()
            self._driver = [pid for pid in children() if pid not in before]
            atexit.register(self.close)
            _die_with_sigterm()
            try:
                browser = self._playwright.chromium.launch(
                    executable_path=chromium(), args=FLAGS, chromium_sandbox=False,
                    headless=not watched(), slow_mo=PACE_MS if watched() else 0,
                )  # fmt: skip
            except PlaywrightError:
                raise ApplicationException(
                    "browser_missing",
                    "No browser could be started. Install chromium-headless-shell or set COE_CHROMIUM.",
                ) from None
            self._context = browser.new_context(
                locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1280, "height": 900}
            )
        return self._context


def _patient(page: Page) -> Page:
    page.set_default_timeout(TIMEOUT_SECONDS * 1000)
    return page


def _die_with_sigterm() -> None:
    """Told to end: the browser goes at once, whatever Playwright call is on its way fails, and Robot
    Framework's own handler lets the run end in order. A second signal ends the process."""
    if BrowserSession.watches_signals or threading.current_thread() is not threading.main_thread():
        return
    BrowserSession.watches_signals = True
    before: Any = signal.getsignal(signal.SIGTERM)

    def handler(_number: int, _frame: FrameType | None) -> None:
        if BrowserSession.stopping:
            raise SystemExit(143)
        BrowserSession.stopping = True
        kill_children()
        if before in (signal.SIG_DFL, None):
            raise SystemExit(143)

    signal.signal(signal.SIGTERM, handler)
