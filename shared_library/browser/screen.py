"""What a person sees and does on a page: find by label, role or heading; type, choose, press, read.

Nothing here waits by sleeping; Playwright waits for the element, and the error says what was looked for
and where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from typing import ClassVar, Literal

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator

from shared_library.browser.place import Place
from shared_library.browser.reading import READ_PAGE, Reading
from shared_library.browser.scripts import COVER, FILL_FORM, HEADING_NOW, UNCOVER
from shared_library.browser.session import BrowserSession


class Screen(Place):
    """One tab of one system. ``inside(title)`` gives the same verbs within a frame."""

    _open: ClassVar[dict[str, Screen]] = {}
    before_save: ClassVar[Callable[[], None]] = staticmethod(lambda: None)

    @classmethod
    def of(cls, system: str, personal: Sequence[str] = (), login_form: str = "") -> Screen:
        """The system's own screen. ``personal`` names the elements that pictures must cover,
        ``login_form`` what is seen when the system has logged us out (CSS selectors)."""
        page, known = BrowserSession.shared().page(system), cls._open.get(system)
        if known is None or known.page is not page:
            known = cls._open[system] = cls(page, system, personal=personal, login_form=login_form)
        return known

    @classmethod
    def open_screens(cls) -> list[Screen]:
        pages = BrowserSession.shared().open_pages
        return [screen for system, screen in cls._open.items() if pages.get(system) is screen.page]

    # -- going ------------------------------------------------------------------------------------

    @property
    def blank(self) -> bool:
        """A new tab, in which nothing has been opened yet."""
        return self.page.url == "about:blank"

    def go(self, url: str) -> None:
        self.go_to_login(url)
        self.refuse_wrong_page()

    def go_to_login(self, url: str) -> None:
        """As `go`, where the login form is what we want to see."""
        with self._looking_for("the page itself"):
            try:
                self.page.goto(url, wait_until="domcontentloaded")
            except PlaywrightError:
                # The browser's own error page is on its way and would interrupt the next navigation.
                with suppress(PlaywrightError):
                    self.page.wait_for_url("chrome-error://**", timeout=1000)
                raise
        self._refuse_failed_page()

    def inside(self, frame_title: str) -> Screen:
        """The frame with this title attribute, as a person sees a tab's content."""
        if frame_title not in self._inside:
            self._inside[frame_title] = Screen(
                self.page,
                self.system,
                personal=self.personal,
                login_form=self.login_form,
                within=self,
                frame_title=frame_title,
            )
        return self._inside[frame_title]

    # -- doing ------------------------------------------------------------------------------------

    def fill(self, label: str, text: str) -> None:
        with self._looking_for(f"the field '{label}'"):
            self._label(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        with self._looking_for(f"the choice '{option}' in the list '{label}'"):
            self._label(label).select_option(label=option)

    def tick(self, label: str) -> None:
        with self._looking_for(f"the box '{label}'"):
            self._label(label).check()

    def fill_form(self, texts: Mapping[str, str], choices: Mapping[str, str] | None = None) -> None:
        """`fill` and `choose` for many fields in one go, with the same events. A field that is not there, not
        to be edited, or that shows something else afterwards, goes the slow way, which waits and says which."""
        choices = choices or {}
        with self._looking_for("the form"):
            left: list[str] = self._root.evaluate(FILL_FORM, [dict(choices), dict(texts)])
        for label in left:
            if label in choices:
                self.choose(label, choices[label])
            else:
                self.fill(label, texts[label])

    def press(self, name: str, *then: str) -> str:
        """Press a button and wait for its page. ``then``: headings that may come; the one that came is returned."""
        return self._act("button", name, then)

    def save(self, name: str, *then: str) -> str:
        """Press a button that writes in the system: the lease is asked for first."""
        Screen.before_save()
        return self._act("button", name, then)

    def follow(self, name: str, *then: str) -> str:
        """Follow a link; ``then`` as in `press`."""
        return self._act("link", name, then)

    def open_inside(self, link: str, frame_title: str, heading: str) -> None:
        """Follow a link whose page opens in a frame."""
        inner = self.inside(frame_title)
        looking = self._looking_for(f"the link '{link}', and a new page in the frame '{frame_title}'")
        self._outermost._failed = None
        with looking, inner._root.expect_navigation(wait_until="domcontentloaded"):
            self._root.get_by_role("link", name=link, exact=True).first.click()
        inner._refuse_failed_page()
        inner.expect(heading, when=f"after the link '{link}'")

    def _act(self, role: Literal["button", "link"], name: str, then: tuple[str, ...]) -> str:
        word = {"button": "the button", "link": "the link"}[role]
        element = self._root.get_by_role(role, name=name, exact=True).first
        self._outermost._failed = None
        with (
            self._looking_for(
                lambda: f"{word} '{name}'" if not element.count() else f"a new page after {word} '{name}'"
            ),
            # Waiting for the event, not polling, and never seeing the page that is being left.
            self._root.expect_navigation(wait_until="domcontentloaded"),
        ):
            element.click()
        self._refuse_failed_page()
        return self.expect(*then, when=f"after {word} '{name}'") if then else ""

    # -- seeing -----------------------------------------------------------------------------------

    def expect(self, *headings: str, when: str = "") -> str:
        """Wait until a page with one of these headings is there; which one is returned."""
        words = " or ".join(f"'{heading}'" for heading in headings)
        looked_for = f"the heading {words} {when}".strip()
        with self._looking_for(looked_for):
            there: str = self._root.evaluate(HEADING_NOW, list(headings))
        if there:
            return there
        found = [self._root.get_by_role("heading", name=heading, exact=True) for heading in headings]
        wanted = reduce(lambda one, other: one.or_(other), found)
        if self.login_form:
            wanted = wanted.or_(self._root.locator(self.login_form))
        with self._looking_for(looked_for):
            seen: list[str] = wanted.first.evaluate("e => [e.tagName, e.innerText.trim()]")
        self._refuse_failed_page()
        if seen[0] == "FORM":
            raise self._logged_out()
        return seen[1]

    def wait_for_any(self, *selectors: str) -> None:
        """Wait until one of several things is there, of which the login form may be one."""
        with self._looking_for(" or ".join(selectors)):
            self._root.locator(", ".join(selectors)).first.wait_for(state="attached")
        self._refuse_failed_page()

    def sees(self, selector: str) -> bool:
        """Whether it is there now; does not wait."""
        with self._looking_for(selector):
            return self._root.locator(selector).count() > 0

    def sees_link(self, name: str) -> bool:
        with self._looking_for(f"the link '{name}'"):
            return self._root.get_by_role("link", name=name, exact=True).count() > 0

    def sees_button(self, name: str) -> bool:
        with self._looking_for(f"the button '{name}'"):
            return self._root.get_by_role("button", name=name, exact=True).count() > 0

    def texts(self, selector: str) -> list[str]:
        with self._looking_for(selector):
            return [text.strip() for text in self._root.locator(selector).all_inner_texts()]

    def read(self) -> Reading:
        """Everything that stands in the page's tables and lists, at once."""
        with self._looking_for("the page's tables and lists"):
            return Reading(self._root.evaluate(READ_PAGE), self.where)

    def picture(self) -> bytes:
        """The page as a JPEG, with everything that the page object calls personal covered."""
        frames = self.page.frames
        with self._looking_for("the page for a picture"):
            for frame in frames:
                frame.evaluate(COVER, list(self.personal))
            try:
                return self.page.screenshot(type="jpeg", quality=60, caret="initial")
            finally:
                for frame in frames:
                    frame.evaluate(UNCOVER)

    def _label(self, label: str) -> Locator:
        return self._root.get_by_label(label, exact=True).first
