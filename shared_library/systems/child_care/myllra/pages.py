"""Myllra as a whole: the login, the queue, and the way to an application. Reading and writing stand in their files."""

from __future__ import annotations

from shared_library.browser import Screen
from shared_library.errors import ApplicationException, LockedByOther, LoginRefused
from shared_library.systems.child_care.interface import Json, NewApplication
from shared_library.systems.child_care.myllra import words
from shared_library.systems.child_care.myllra.read import Reader
from shared_library.systems.child_care.myllra.write import Writer
from shared_library.vault import credentials

SYSTEM = "Myllra"
PERSONAL = (".personal",)
LOGIN_FORM = "form#logga-in"
QUEUE, NEW = "Kö", "Nya ansökningar"
CLOSE = "Stäng ansökan"
BUSY, MISSING = "Ansökan är öppen hos någon annan", "Ansökan finns inte"
COLUMNS = ("Ansökan", "Född", "Ködatum", "Vårdnadshavare", "Kontakt", "Inkom")


class MyllraPages(Reader, Writer):
    """All verbs of `ChildCarePages`, for Myllra."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._opened = ""
        self._shown = False

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM)

    @property
    def reference(self) -> str:
        return self._opened

    def log_in(self) -> None:
        """One try. Raises LoginRefused when Myllra says that name and password do not belong together."""
        self._opened, self._shown = "", False
        user, password = credentials("child_care_system")
        screen = self.screen
        screen.go_to_login(f"{self._url}logga-in")
        screen.fill("Användare", user)
        screen.fill("Lösenord", password)
        screen.press("Logga in")
        screen.wait_for_any("nav", "p.fel")
        if screen.sees("p.fel"):
            raise LoginRefused("Myllra refused the user name or the password of the secret child_care_system.")

    def new_applications(self) -> list[NewApplication]:
        """Every application without a registered right, on all pages of the queue."""
        self._opened, self._shown = "", False
        screen = self.any_page()
        screen.follow(QUEUE, QUEUE)
        found: list[NewApplication] = []
        if not screen.sees("table"):
            return found
        while True:
            found += [_application(row) for row in screen.read().table(NEW, *COLUMNS)]
            if not screen.sees_link("Nästa sida"):
                return found
            screen.follow("Nästa sida", QUEUE)

    def open_application(self, reference: str) -> None:
        """By its address, which the number makes. It is ours until it is closed."""
        if self._opened == reference:
            return
        self._shown = False
        self._go(reference)
        self._opened, self._shown = reference, True

    def close_application(self) -> None:
        reference, self._opened, self._shown = self._opened, "", False
        if not reference:
            return
        if not self.screen.sees_button(CLOSE):  # a form, or a page of fault, stands in its place
            self.screen.go(f"{self._url}ansokan/{reference}")
        self.screen.press(CLOSE, QUEUE)

    def application(self, *, anew: bool = True) -> Screen:
        """The open application's page; ``anew``: also when it stands there."""
        if anew or not self._shown:
            self._go(self._opened)
            self._shown = True
        return self.screen

    def leave_page(self) -> Screen:
        """On the way to a form, and whatever comes after it."""
        self._shown = False
        return self.screen

    def any_page(self) -> Screen:
        """A page of Myllra with its menu, also when the last one that came was a fault's."""
        self._shown = False
        if not self.screen.sees_link(QUEUE):
            self.screen.go(self._url)
        return self.screen

    def _go(self, reference: str) -> None:
        screen, heading = self.screen, f"Ansökan {reference}"
        screen.go(f"{self._url}ansokan/{reference}")
        there = screen.expect(heading, BUSY, MISSING)
        if there == BUSY:
            raise LockedByOther(f"Another user has {reference} open in Myllra.")
        if there == MISSING:
            raise ApplicationException(
                "case_not_found", f"Myllra finds no application {reference} in this municipality."
            )


def _application(row: dict[str, str]) -> NewApplication:
    address = row["Kontakt"]
    contact: Json | None = None if address == words.PROTECTED else {"channel": "email", "address": address}
    return NewApplication(
        reference=row["Ansökan"],
        received_at=words.utc(row["Inkom"], f"{NEW}, Inkom"),
        person=words.person_number(row["Vårdnadshavare"], f"{NEW}, Vårdnadshavare"),
        contact=contact,
    )
