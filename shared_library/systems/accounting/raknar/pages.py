"""Räknar as a whole: the sign-in, and the way to a supplier. Reading and writing stand in their own files."""

from __future__ import annotations

from shared_library.browser import Screen
from shared_library.errors import LoginRefused
from shared_library.systems.accounting.raknar.read import Reader
from shared_library.systems.accounting.raknar.write import Writer
from shared_library.vault import credentials

SYSTEM = "Räknar"
PERSONAL = (".bar form span",)
LOGIN_FORM = "main.seat form"
LOOK_UP = "Slå upp leverantör"


class RaknarPages(Reader, Writer):
    """All verbs of `AccountingPages`, for Räknar."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._opened = ""

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM)

    @property
    def supplier(self) -> str:
        return self._opened

    def log_in(self) -> None:
        """One try. Raises LoginRefused when Räknar says that signum and password do not fit."""
        self._opened = ""
        user, password = credentials("accounting")
        screen = self.screen
        screen.go_to_login(f"{self._url}plats")
        screen.fill("Signum", user)
        screen.fill("Lösen", password)
        screen.press("Ta plats")
        screen.wait_for_any("div.bar", "main.seat .stop")
        if screen.sees("main.seat .stop"):
            raise LoginRefused("Räknar refused the user name or the password of the secret accounting.")

    def open_supplier(self, organisation_number: str) -> bool:
        """By ten digits without a dash: Räknar finds nothing by any other way of writing."""
        self._opened = ""
        screen = self.any_page()
        screen.follow(LOOK_UP, LOOK_UP)
        screen.fill("Org.nr, tio siffror", organisation_number)
        screen.press("Slå upp")
        screen.wait_for_any("nav.tabs", "main .stop", LOGIN_FORM)
        screen.refuse_wrong_page()
        if not screen.sees("nav.tabs"):
            return False
        self._opened = organisation_number
        return True

    def any_page(self) -> Screen:
        """A page of Räknar with its menu, also when the last one that came was a fault's."""
        if not self.screen.sees_link(LOOK_UP):
            self.screen.go(f"{self._url}dagbok")
        return self.screen

    def open_tab(self, name: str) -> Screen:
        """A tab of the open supplier. From anywhere else the way leads over the supplier's own address."""
        if not self.screen.sees("nav.tabs"):
            self.screen.go(f"{self._url}leverantor/{self._opened}/uppgifter")
        self.screen.follow(name)
        self.screen.wait_for_any(f'nav.tabs [aria-current]:text-is("{name}")', LOGIN_FORM)
        self.screen.refuse_wrong_page()
        return self.screen
