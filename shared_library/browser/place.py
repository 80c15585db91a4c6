"""Where a screen looks (a page, or a frame in it), and what is said when something is not there.

Texts of Playwright's own errors are never passed on: they may quote the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from shared_library.browser.session import TIMEOUT_SECONDS
from shared_library.browser.translation import translated
from shared_library.errors import ElementNotFound, SessionEnded, SystemFailed
from shared_library.masking import mask


class Place:
    """A page or a frame; a fault of the system is remembered by the page, whichever frame it came in."""

    def __init__(
        self,
        page: Page,
        system: str,
        *,
        personal: Sequence[str] = (),
        login_form: str = "",
        within: Place | None = None,
        frame_title: str = "",
    ) -> None:
        self.page = page
        self.system = system
        self.personal = list(personal)
        self.login_form = login_form
        self._outer = within
        self._frame_title = frame_title
        self._frame: Frame | None = None
        self._inside: dict[str, Any] = {}
        self._failed: int | None = None
        self._outermost: Place = within._outermost if within else self
        if within is None:
            page.on("response", self._remember_failure)

    @property
    def _root(self) -> Frame:
        """Where this screen looks: the page itself, or the frame with our title as it is now."""
        if self._outer is None:
            return self.page.main_frame
        if self._frame is None or self._frame.is_detached():
            with self._outer._looking_for(f"the frame '{self._frame_title}'"):
                place = self._outer._root.locator(f'iframe[title="{self._frame_title}"]').element_handle()
                self._frame = place.content_frame()
                place.dispose()
        if self._frame is None:
            raise ElementNotFound(f"the frame '{self._frame_title}'", self._outer.where, TIMEOUT_SECONDS)
        return self._frame

    @property
    def where(self) -> str:
        """Title and path in words, without query or personal number."""
        try:
            path = urlsplit(self.page.url).path
            frame = f", frame '{self._frame_title}'" if self._frame_title else ""
            return mask(f"{self.system}'s page '{self.page.title()}' ({path}{frame})")
        except PlaywrightError:
            return f"{self.system}'s page"

    @contextmanager
    def _looking_for(self, element: str | Callable[[], str]) -> Iterator[None]:
        """``element``: what to say was looked for; a function where that shows only afterwards."""
        try:
            yield
        except PlaywrightTimeout:
            self.refuse_wrong_page()
            words = element if isinstance(element, str) else element()
            raise ElementNotFound(words, self.where, TIMEOUT_SECONDS) from None
        except PlaywrightError as error:
            words = element if isinstance(element, str) else "what was pressed"
            raise translated(error, words, self.system, self.where) from None

    def _remember_failure(self, response: Response) -> None:
        request: Any = response.request
        if request.is_navigation_request():
            self._failed = response.status if response.status >= 500 else None

    def refuse_wrong_page(self) -> None:
        """A fault of the system, or its login form where a page should be, is told as what it is."""
        self._refuse_failed_page()
        if self.login_form and self._root.locator(self.login_form).count():
            raise self._logged_out()

    def _logged_out(self) -> SessionEnded:
        return SessionEnded(f"{self.system} has logged us out.")

    def _refuse_failed_page(self) -> None:
        status, self._outermost._failed = self._outermost._failed, None
        if status is not None:
            raise SystemFailed(f"{self.system} answered with the fault {status} on {self.where}.")
