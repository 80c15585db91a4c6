"""Typing in Tryton's forms: type, leave the field, wait for the server's answer, and look at what stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator

from shared_library.browser import Screen
from shared_library.errors import ApplicationException
from shared_library.systems.accounting.tryton.screen import DIALOG, LOGIN_FORM, PERSONAL, SYSTEM, WINDOW, TrytonWindow

TRIES = 3


class TrytonScreen(TrytonWindow):
    """All verbs: those of a window, and those of a form."""

    @classmethod
    def shown(cls) -> TrytonScreen:
        return cast(TrytonScreen, cls.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM))

    def put(self, label: str, text: str, shows: Callable[[str], bool] | None = None) -> None:
        """Type, leave the field, look. A number's field is another element while it has the focus: hence the keys."""
        for _ in range(TRIES):
            with self._looking_for(f"the field '{label}'"):
                self._named(label).focus()
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.insert_text(text)
                self.page.keyboard.press("Tab")
            if (shows or text.__eq__)(self.look()["fields"].get(label, "")):
                return
        raise ApplicationException("value_lost", f"{SYSTEM} does not keep what is typed into '{label}'.")

    def put_day(self, label: str, day: str, shows: Callable[[str], bool]) -> None:
        """By the field's calendar, which takes a day in one way whatever the language."""
        for _ in range(TRIES):
            if shows(self.chosen_day(label, day)):
                return
        raise ApplicationException("value_lost", f"{SYSTEM} does not keep the day chosen in '{label}'.")

    def pick(self, label: str, typed: str, fits: Callable[[str], bool]) -> bool:
        """Type, and choose the one proposal that fits. False when none or several do: «Create …» is never chosen."""
        for _ in range(TRIES):
            with self._looking_for(f"proposals below the field '{label}'"):
                self._named(label).click()
                self.page.keyboard.press("ControlOrMeta+a")
                self._named(label).press_sequentially(typed)
                opened = self.top.locator(".dropdown.open > .dropdown-completion")
                opened.wait_for()
                self.rest()
                proposals = opened.locator("li.completion")
                fitting = [at for at, text in enumerate(proposals.all_inner_texts()) if fits(text.strip())]
                if len(fitting) != 1:
                    self.page.keyboard.press("Escape")
                    return False
                proposals.nth(fitting[0]).click()
            if fits(self.look()["fields"].get(label, "")):
                return True
        raise ApplicationException("value_lost", f"{SYSTEM} does not keep what is chosen in '{label}'.")

    def _named(self, label: str) -> Locator:
        return self.top.get_by_label(f"{label}:", exact=True).or_(self.top.get_by_label(label, exact=True)).first

    def chosen_day(self, label: str, day: str) -> str:
        """What the field shows of a day that was chosen in its calendar."""
        with self._looking_for(f"the calendar of '{label}'"):
            self._named(label).locator("xpath=..").locator("input[type=date]").fill(day)
        shown: str = self.look()["fields"].get(label, "")
        return shown

    def new_line(self, title: str) -> None:
        """Open the dialog of a new row in the list of this title."""
        self.rest()
        with self._looking_for(f"the button 'New' of the list '{title}'"):
            heading = f'.form-one2many:has(> .form-one2many-menu label:text-is("{title}"))'
            self._root.locator(f"{WINDOW} {heading} button[title=New]").first.click()
        self.wait_for_any(f"{DIALOG} label")
        self.rest()

    def enter(self, selector: str, text: str) -> None:
        """Type into what stands there, and press Enter."""
        with self._looking_for(selector):
            field = self._root.locator(selector)
            field.fill(text)
            field.press("Enter")

    def close_dialog(self, name: str) -> None:
        """Press the button that keeps a line's dialog. A press while an answer is awaited is lost: then once more."""
        for _ in range(TRIES):
            self.press_named(name)
            try:
                self._root.locator(DIALOG).wait_for(state="hidden", timeout=2000)
            except PlaywrightError:
                continue
            self.rest()
            return
        raise ApplicationException("form_refused", f"{SYSTEM} keeps the dialog of a line open after '{name}'.")

    def save_form(self) -> None:
        """Save the record: the lease is asked for first."""
        Screen.before_save()
        self.press_icon("save", "Save")
        with self._looking_for("a saved record"):
            self._root.locator(f"{WINDOW} .btn-toolbar button#save:disabled").wait_for()
        self.rest()

    def tab(self, name: str) -> None:
        with self._looking_for(f"the tab '{name}'"):
            self.top.get_by_role("tab", name=name, exact=True).click()
        self.rest()

    def press_named(self, name: str) -> None:
        """A button of the dialog or the window; names of others may begin alike («Add», «Add and New»)."""
        self.rest()
        with self._looking_for(f"the button '{name}'"):
            self.top.get_by_role("button", name=name, exact=True).click()
        self.rest()
