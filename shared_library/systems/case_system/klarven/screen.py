"""The verbs of `Screen` for a client that renders itself: addresses change without a page load, lists are
made of roles instead of tables, faults come as a toast that is gone after four seconds.

A view is there when `main` is no longer busy. A failed answer is remembered when it comes, so that a toast
that has vanished is still told.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from playwright.sync_api import Response

from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.errors import ApplicationException, ElementNotFound, SystemFailed

SYSTEM = "Klarven"
PERSONAL = (".personal", "textarea")
LOGIN_FORM = "form#entry"
FAULT = ".toast.error:not([data-told])"
PROBLEMS = "main .problems"
INTERFACE = "/klarven/api/"

READ_VIEW = """body => {
  const text = element => element.innerText.replace(/\\u00a0/g, ' ').trim();
  const cells = (row, role) => [...row.querySelectorAll(`[role=${role}]`)].map(text);
  const tables = {}, values = {};
  for (const list of body.querySelectorAll('main [role=table]')) {
    const [head, rows] = list.querySelectorAll('[role=rowgroup]');
    const names = cells(head, 'columnheader');
    tables[text(body.ownerDocument.getElementById(list.getAttribute('aria-labelledby')))] =
      [...rows.querySelectorAll('[role=row]')].map(row =>
        Object.fromEntries(cells(row, 'cell').map((value, n) => [names[n], value])));
  }
  for (const field of body.querySelectorAll('main .field'))
    values[text(field.querySelector('.name'))] = text(field.querySelector('.value'));
  return {tables, values};
}"""
READ_GRID = """grid => {
  const text = element => element.innerText.replace(/\\u00a0/g, ' ').trim();
  const names = [...grid.querySelectorAll('[role=columnheader]')].map(text);
  const rows = [...grid.querySelectorAll('[role=row][aria-rowindex]')].map(row => [
    Number(row.getAttribute('aria-rowindex')),
    Object.fromEntries([...row.querySelectorAll('[role=gridcell]')].map((cell, n) => [names[n], text(cell)]))]);
  return {total: Number(grid.getAttribute('aria-rowcount')), names, rows};
}"""
SETTLED = f"""() => document.querySelector('main[aria-busy="false"], dialog[open], {LOGIN_FORM}, {FAULT}')"""
MARK_TOLD = "body => body.querySelectorAll('.toast.error').forEach(toast => { toast.dataset.told = 'yes'; })"
SCROLL = "grid => { const box = grid.querySelector('.window'); box.scrollBy(0, box.clientHeight); }"


class KlarvenScreen(Screen):
    """Klarven's one tab of the browser."""

    _troubled = False

    @classmethod
    def shown(cls) -> KlarvenScreen:
        return cast(KlarvenScreen, cls.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM))

    # -- waiting ------------------------------------------------------------------------------------

    def _act(self, role: Literal["button", "link"], name: str, then: tuple[str, ...]) -> str:
        word = {"button": "the button", "link": "the link"}[role]
        self._forget_faults()
        with self._looking_for(f"{word} '{name}'"):
            self._root.get_by_role(role, name=name, exact=True).first.click()
            if then:
                # Seen at the next frame; a locator alone would look again after half a second.
                self.page.wait_for_function(SETTLED)
        return self.expect(*then, when=f"after {word} '{name}'") if then else ""

    def expect(self, *headings: str, when: str = "") -> str:
        """Wait until a view (or a dialog) with one of these headings is there and no longer busy.

        A fault, the login form, or a form that came back with problems ends the waiting too."""
        words = " or ".join(f"'{heading}'" for heading in headings)
        places = [self._root.locator('main[aria-busy="false"]'), self._root.locator("dialog[open]")]
        wanted = self._root.locator(f"{LOGIN_FORM}, {FAULT}, {PROBLEMS}")
        for place in places:
            for heading in headings:
                wanted = wanted.or_(place.get_by_role("heading", name=heading, exact=True))
        with self._looking_for(f"the heading {words} {when}".strip()):
            seen: list[str] = wanted.first.evaluate("e => [e.id || e.className, e.innerText.trim()]")
        self._refuse_failed_page()
        self._refuse_sight(seen[0])
        return seen[1]

    def await_sight(self, *selectors: str) -> None:
        """As `wait_for_any`, where a fault or the login form ends the waiting too, and is told."""
        with self._looking_for(" or ".join(selectors)):
            wanted = self._root.locator(", ".join((*selectors, LOGIN_FORM, FAULT, PROBLEMS)))
            seen: str = wanted.first.evaluate("e => e.id || e.className")
        self._refuse_failed_page()
        self._refuse_sight(seen)

    def refuse_fault(self) -> None:
        """What the interface answered, or what a toast says while it is there."""
        self._refuse_failed_page()
        if self.sees(FAULT):
            self._refuse_sight("toast error")

    def _refuse_sight(self, seen: str) -> None:
        """What came instead of what was waited for, by its id or class."""
        if seen == "entry":
            raise self._logged_out()
        if seen == "problems":
            raise self.refused_form()
        if seen == "toast error":
            self._troubled = True
            raise SystemFailed(f"{SYSTEM} tells of a fault of its own on {self.where}.")

    def refused_form(self) -> ApplicationException:
        """The form's own list of problems: the system's texts, not the case's."""
        listed = "; ".join(self.texts(f"{PROBLEMS} li"))
        return ApplicationException(
            "form_refused", f"{SYSTEM} refused the form on {self.where}: {listed or 'no reason'}"
        )

    # -- reading ------------------------------------------------------------------------------------

    def read(self) -> Reading:
        with self._looking_for("the view's lists and fields"):
            return Reading(self._root.locator("body").evaluate(READ_VIEW), self.where)

    def all_rows(self, grid: str, *columns: str) -> list[dict[str, str]]:
        """Every row of a list that only holds the rows in sight: read, scroll on, until all have been seen."""
        found: dict[int, dict[str, str]] = {}
        while True:
            seen = self._grid(grid)
            missing = [column for column in columns if column not in seen["names"]]
            if missing:
                raise ElementNotFound(f"the column '{missing[0]}' in the list '{grid}'", self.where, 0)
            found |= dict(seen["rows"])
            following = next((n for n in range(1, seen["total"] + 1) if n not in found), None)
            if following is None:
                return [found[n] for n in sorted(found)]
            with self._looking_for(f"the list '{grid}'"):
                self._root.get_by_role("grid", name=grid, exact=True).evaluate(SCROLL)
            self.await_sight(f'[role=row][aria-rowindex="{following}"]')

    def _grid(self, name: str) -> dict[str, Any]:
        with self._looking_for(f"the list '{name}'"):
            read: dict[str, Any] = self._root.get_by_role("grid", name=name, exact=True).evaluate(READ_GRID)
            return read

    def dismiss_dialog(self) -> None:
        """Leave an open question unanswered."""
        if self.sees("dialog[open]"):
            with self._looking_for("the open dialog"):
                self.page.keyboard.press("Escape")

    # -- faults -------------------------------------------------------------------------------------

    def _remember_failure(self, response: Response) -> None:
        """The first failed answer since the last click, of the page itself or of the interface."""
        if response.status >= 500 and self._failed is None:
            request: Any = response.request
            if INTERFACE in response.url or request.is_navigation_request():
                self._failed = response.status
                self._troubled = True

    def _forget_faults(self) -> None:
        """What was told before must not be told again of what is done next."""
        self._failed = None
        if self._troubled:
            self._troubled = False
            with self._looking_for("the toasts"):
                self._root.locator("body").evaluate(MARK_TOLD)
