"""The browser of a robot: one Chromium, one context, one page, found by role and label as a person would.

``session`` starts and ends it, ``screen`` finds and acts, ``processes`` ends it from outside Playwright. Playwright
is imported when a keyword first needs it: a robot without a browser starts half a second sooner.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared_library.browser.screen import Screen
    from shared_library.browser.session import BrowserSession

__all__ = ["BrowserSession", "Screen"]


def __getattr__(name: str) -> Any:
    if name == "Screen":
        from shared_library.browser.screen import Screen  # noqa: PLC0415 - see above

        return Screen
    if name == "BrowserSession":
        from shared_library.browser.session import BrowserSession  # noqa: PLC0415 - see above

        return BrowserSession
    raise AttributeError(name)
