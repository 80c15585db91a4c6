"""The browser of a robot: one Chromium, one context, one page, found by role and label as a person would.

``session`` starts and ends it, ``screen`` finds and acts, ``processes`` ends it from outside Playwright. Playwright
is imported when a keyword first needs it: a robot without a browser starts half a second sooner.
"""

from typing import TYPE_CHECKING

from shared_library import lazily

if TYPE_CHECKING:
    from shared_library.browser.screen import Screen
    from shared_library.browser.session import BrowserSession
else:
    __getattr__ = lazily.names(
        __name__,
        {
            "BrowserSession": "shared_library.browser.session",
            "Screen": "shared_library.browser.screen",
        },
    )

__all__ = ["BrowserSession", "Screen"]
