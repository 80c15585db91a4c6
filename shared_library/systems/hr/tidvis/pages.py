"""Tidvis as a whole: the door, the list, and the way to a request. Reading and writing stand in their own files."""

from __future__ import annotations

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.errors import ApplicationException, LockedByOther, LoginRefused
from shared_library.systems.hr.interface import Json, NewRequest
from shared_library.systems.hr.tidvis import words
from shared_library.systems.hr.tidvis.read import ASKED, Reader
from shared_library.systems.hr.tidvis.write import Writer
from shared_library.vault import credentials

SYSTEM = "Tidvis"
PERSONAL = ("[data-person]", ".who", "textarea")
LOGIN_FORM = "form#port"
LIST = "Ansökningar att hantera"
TO_LIST = "Att hantera"
LET_GO = "Släpp ansökan"
BUSY = "Ansökan är i andra händer"
COLUMNS = ("Nummer", "Personkod", "Ledighet", "Kom in", "Steg", "E-postadress")


class TidvisPages(Reader, Writer):
    """All verbs of `HrSystemPages`, for Tidvis."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._opened = ""
        self._shown = ""
        """The request's page that stands there; empty when it may be another's, or a fault's."""

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM)

    @property
    def reference(self) -> str:
        return self._opened

    def log_in(self) -> None:
        """One try. Raises LoginRefused when Tidvis says that name and code do not belong together."""
        self._opened = ""
        user, code = credentials("hr_system")
        screen = self.screen
        screen.go_to_login(f"{self._url}in")
        screen.fill("Ditt namn i Tidvis", user)
        screen.fill("Din kod", code)
        screen.press("Stig in")
        screen.wait_for_any("header.rail", ".card .wrong")
        if screen.sees(".card .wrong"):
            raise LoginRefused("Tidvis refused the user name or the password of the secret hr_system.")

    def new_requests(self) -> list[NewRequest]:
        """Every request that nobody has handled, on all pages of the list."""
        self._opened = ""
        screen = self._any_page()
        screen.follow(TO_LIST, LIST)
        found: list[NewRequest] = []
        while True:
            rows = screen.read().table("Ledighetsansökningar", *COLUMNS)
            found += [_request(row) for row in rows if row["Steg"] == words.NEW]
            if not screen.sees_link("Bläddra framåt"):
                return found
            screen.follow("Bläddra framåt", LIST)

    def open_request(self, reference: str) -> None:
        """By the number field that stands on every page. The request is in our hands until it is let go."""
        if self._opened == reference:
            return
        screen = self._any_page()
        screen.fill("Ansökans nummer", reference)
        heading = screen.press("Öppna", f"Ansökan {reference}", BUSY, LIST, "Ansökan finns inte")
        if heading == BUSY:
            raise LockedByOther(f"Another user has {reference} in hand in Tidvis.")
        if heading != f"Ansökan {reference}":
            raise ApplicationException("case_not_found", f"Tidvis finds no request {reference} in this municipality.")
        self._opened, self._shown = reference, ASKED

    def close_request(self) -> None:
        """Let the request go, so that a manager can open it at once."""
        reference, self._opened, self._shown = self._opened, "", ""
        if not reference:
            return
        if not self.screen.sees_button(LET_GO):  # a page of fault stands in its place
            self.screen.go(f"{self._url}ansokan/{reference}")
        self.screen.press(LET_GO, LIST)

    def open_page(self, name: str, heading: str, *, anew: bool = True) -> Screen:
        """One of the request's pages; ``anew``: also when it stands there. From anywhere else the way leads over the
        request's own address, since the navigation may be gone."""
        shown, self._shown = self._shown, ""
        if not shown:
            self.screen.go(f"{self._url}ansokan/{self._opened}")
        if (name != ASKED) if not shown else (anew or shown != name):
            self.screen.follow(name, heading)
        else:
            self.screen.expect(heading)
        self._shown = name
        return self.screen

    def leave_pages(self) -> Screen:
        """On the way to a form, and whatever comes after it."""
        self._shown = ""
        return self.screen

    def _any_page(self) -> Screen:
        """A page of Tidvis with its menu, also when the last one that came was a fault's."""
        if not self.screen.sees_link(TO_LIST):
            self.screen.go(f"{self._url}lista")
        return self.screen


def _request(row: dict[str, str]) -> NewRequest:
    address = row["E-postadress"]
    contact: Json | None = {"channel": "email", "address": address} if address != words.NOTHING else None
    return NewRequest(
        reference=row["Nummer"],
        kind=swedish.choice(row["Ledighet"], words.KIND, "Ledighetsansökningar, Ledighet"),
        received_at=words.utc(row["Kom in"], "Ledighetsansökningar, Kom in"),
        person=words.number(row["Personkod"], "Ledighetsansökningar, Personkod"),
        contact=contact,
    )
