"""The verbs of `Screen` for Tryton's web client: windows by address, fields by label, dialogs above all else.

The client speaks with its server after nearly every field, and writes the form anew with the answer: nothing is typed
or read before it is at rest.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Response

from shared_library.browser import Screen
from shared_library.errors import ApplicationException
from shared_library.systems.accounting.tryton import scripts

SYSTEM = "Tryton"
PERSONAL = ("#user-preferences", "input[name=attn]", 'table.tree:has(label[title="Value"])')
"""Who is logged in, and the persons among a party's addresses and means of contact."""
LOGIN_FORM = ".login-dialog.in form, .ask-dialog.in form:has(input[type=password])"
WINDOW = "#tabcontent > .tab-pane.active"
DIALOG = ".modal.in"
CLOSE = "#tablist button.close"
LIST, FORM = f"{WINDOW} table.tree thead", f"{WINDOW} .form label"
BRIEFLY_MS = 2000
FULL = 1000
"""As many rows as Tryton shows at most; there may be more then."""
Json = dict[str, Any]


class TrytonWindow(Screen):
    """Tryton's one tab of the browser: what is opened, awaited and read in it."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.page.add_init_script(scripts.WATCH)

    # -- windows ------------------------------------------------------------------------------------

    def open_list(self, client: str, model: str, domain: list[Any]) -> list[dict[str, str]]:
        """A window of its own, opened by the address that the client itself would show; all its rows."""
        self._window(f"{client}/model/{model};domain={quote(json.dumps(domain))}", LIST)
        seen = self.look()
        rows: list[dict[str, str]] = seen["lists"][""]
        total = seen["count"].partition("/")[2].strip()
        while len(rows) < int(total or 0) < FULL:
            with self._looking_for(f"row {len(rows) + 1} of {total}"):
                self._root.locator(f"{WINDOW} table.tree tbody tr").last.scroll_into_view_if_needed()
            before, rows = len(rows), self.look()["lists"][""]
            if len(rows) == before:
                break
        if not total.isdecimal() or len(rows) != int(total):
            raise ApplicationException(
                "list_cut", f"{SYSTEM} does not show all rows of a list of {total or 'unknown'}."
            )
        return rows

    def open_first(self) -> Json:
        """The only row of the list, as a form."""
        with self._looking_for("the list's row"):
            self._root.locator(f"{WINDOW} table.tree tbody tr td.selection-state input").first.check()
        self.press_icon("switch_", "Switch")
        self.wait_for_any(FORM)
        return self.look()

    def open_form(self, client: str, model: str, record: int) -> None:
        """One record by its number, in a window of its own."""
        self._window(f"{client}/model/{model}/{record}", FORM)
        self.rest()

    @property
    def record(self) -> int:
        """The number of the record whose form is open; the client keeps it in its address."""
        number = urlsplit(self.page.url).fragment.partition(";")[0].rpartition("/")[2]
        if not number.isdecimal():
            raise ApplicationException("address", f"{SYSTEM} does not say in its address which record is open.")
        return int(number)

    def new(self, client: str, model: str, domain: list[Any]) -> None:
        """An empty form. Its own defaults come from the server, after it is there."""
        self._window(f"{client}/model/{model};domain={quote(json.dumps(domain))}", LIST)
        self.press_icon("new_", "New")
        self.wait_for_any(FORM)
        self.rest()

    def _window(self, address: str, *selectors: str) -> None:
        """The client opens an address of its own as one more window, unless it is there; so the others are closed
        first. Where that is not to be had (a question is open, a form is not saved) all is loaded anew."""
        if not self._emptied(address):
            with self._looking_for("an empty page"):
                self.page.goto("about:blank")
        self.go(address)
        self.wait_for_any(*selectors, LOGIN_FORM)
        self.refuse_wrong_page()

    def _emptied(self, address: str) -> bool:
        if not self.page.url.startswith(address.partition("#")[0]) or self.sees(DIALOG):
            return False
        crosses = self._root.locator(CLOSE)
        try:
            for left in range(crosses.count(), 0, -1):
                crosses.first.click(timeout=BRIEFLY_MS)
                crosses.nth(left - 1).wait_for(state="detached", timeout=BRIEFLY_MS)
        except PlaywrightError:  # most likely a question whether to save
            return False
        return True

    def press_icon(self, identity: str, name: str) -> None:
        """A button of the window's toolbar, which has no text."""
        self.rest()
        with self._looking_for(f"the button '{name}' of the toolbar"):
            self._root.locator(f"{WINDOW} .btn-toolbar button#{identity}").click()

    # -- waiting and reading ------------------------------------------------------------------------

    def rest(self) -> None:
        """Wait until nothing is on its way to the server."""
        try:
            self.page.evaluate(scripts.AT_REST)
        except PlaywrightError as error:
            if "never at rest" not in error.message:
                with self._looking_for("the window"):
                    raise
            raise ApplicationException("busy", f"{SYSTEM} did not come to rest on {self.where}.") from None
        self.refuse_wrong_page()

    def look(self) -> Json:
        """Fields by label and lists by title, of the uppermost dialog or else the window."""
        self.rest()
        with self._looking_for("the window's fields and lists"):
            seen: Json = self.top.evaluate(scripts.READ)
        return seen

    def wait_until_gone(self, selector: str) -> None:
        with self._looking_for(f"an end of {selector}"):
            self._root.locator(selector).first.wait_for(state="hidden")

    @property
    def top(self) -> Locator:
        """What a person can act on now."""
        dialogs = self._root.locator(DIALOG)
        return dialogs.last if dialogs.count() else self._root.locator(WINDOW)

    def _remember_failure(self, response: Response) -> None:
        if response.status >= 500:
            self._failed = response.status
