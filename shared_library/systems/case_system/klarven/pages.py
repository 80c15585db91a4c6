"""Klarven as a whole: login in two steps, inbox, and the way to an akt."""

from __future__ import annotations

from shared_library import swedish
from shared_library.errors import ApplicationException, LockedByOther, LoginRefused
from shared_library.systems.case_system.interface import Json, NewApplication
from shared_library.systems.case_system.klarven import words
from shared_library.systems.case_system.klarven.read import Reader
from shared_library.systems.case_system.klarven.registers import RegisterReader
from shared_library.systems.case_system.klarven.screen import FAULT, KlarvenScreen
from shared_library.systems.case_system.klarven.write import Writer
from shared_library.vault import credentials

INBOX = "Inkorg"
COLUMNS = ("Akt", "Personnr", "Avser", "Inkom", "Läge", "Utskick", "Når på")
SECOND_STEP = 'h1:text-is("Ange lösenfras")'
REFUSED = ".entry .wrong:not([hidden])"
INSIDE = "header#top:not([hidden])"


class KlarvenPages(Reader, RegisterReader, Writer):
    """All verbs of `CaseSystemPages`, for Klarven."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._opened = ""

    @property
    def screen(self) -> KlarvenScreen:
        return KlarvenScreen.shown()

    def log_in(self) -> None:
        """One try. Raises LoginRefused when Klarven says that name and pass phrase do not belong together."""
        self._opened = ""
        user, phrase = credentials("case_system")
        screen = self.screen
        screen.go_to_login(f"{self._url}logga-in")
        screen.fill("Klarven-id", user)
        screen.press("Vidare")
        screen.wait_for_any(SECOND_STEP, FAULT)
        screen.refuse_fault()
        screen.fill("Lösenfras", phrase)
        screen.press("Öppna Klarven")
        screen.wait_for_any(INSIDE, REFUSED, FAULT)
        screen.refuse_fault()
        if screen.sees(REFUSED):
            raise LoginRefused("Klarven refused the user name or the password of the secret case_system.")
        screen.expect(INBOX)

    def new_applications(self) -> list[NewApplication]:
        """Every akt of the inbox that nobody has begun; the list is scrolled to its end."""
        self._to_inbox()
        rows = self.screen.all_rows("Akter", *COLUMNS)
        return [_application(row) for row in rows if row["Läge"] == words.NEW]

    def open_case(self, reference: str) -> None:
        """By the inbox's filter, which looks among closed akts too. The akt is held for us until it is left."""
        if self._opened == reference:
            return
        self._to_inbox()
        screen = self.screen
        screen.fill("Filtrera på akt eller namn", reference)
        screen.await_sight(f'[role=grid][data-filter="{reference}"]')
        if not screen.sees_link(reference):
            raise ApplicationException("case_not_found", f"Klarven finds no akt {reference} in this municipality.")
        heading = screen.follow(reference, f"Akt {reference}", "Upptagen akt", "Akten finns inte")
        if heading == "Upptagen akt":
            raise LockedByOther(f"Another user has {reference} open in Klarven.")
        if heading != f"Akt {reference}":
            raise ApplicationException("case_not_found", f"Klarven finds no akt {reference} in this municipality.")
        self._opened = reference

    def close_case(self) -> None:
        """Leave the akt, so that a caseworker can open it at once."""
        if self._opened:
            self._opened = ""
            self.screen.dismiss_dialog()
            self.screen.press("Lämna akten", INBOX)

    def open_tab(self, name: str) -> None:
        self.screen.follow(name, name)

    def _to_inbox(self) -> None:
        self._opened = ""
        if self.screen.blank:  # a new tab, where the ticket has come along
            self.screen.go(f"{self._url}inkorg")
            self.screen.expect(INBOX)
            return
        self.screen.dismiss_dialog()
        self.screen.follow(INBOX, INBOX)


def _application(row: dict[str, str]) -> NewApplication:
    channel = swedish.choice(row["Utskick"], words.CHANNEL, "Inkorg, Utskick")
    address = words.or_none(row["Når på"])
    contact: Json | None = {"channel": channel, "address": address} if channel and address else None
    return NewApplication(
        reference=row["Akt"],
        month=swedish.month(row["Avser"], "Inkorg, Avser"),
        received_at=words.utc(row["Inkom"], "Inkorg, Inkom"),
        person=words.number(row["Personnr"], "Inkorg, Personnr"),
        contact=contact,
    )
