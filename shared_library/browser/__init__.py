"""The browser of a robot: one Chromium, one context, one page, found by role and label as a person would.

``session`` starts and ends it, ``screen`` finds and acts, ``processes`` ends it from outside Playwright.
"""

from shared_library.browser.screen import Screen
from shared_library.browser.session import BrowserSession

__all__ = ["BrowserSession", "Screen"]
