"""Sambis as a whole: login, worklist, and the way to a case. Reading and writing stand in their own files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.environment import STOCKHOLM
from shared_library.errors import ApplicationException, LockedByOther, LoginRefused, UnknownText
from shared_library.systems.case_system.interface import NewApplication
from shared_library.systems.case_system.sambis import words
from shared_library.systems.case_system.sambis.read import Reader
from shared_library.systems.case_system.sambis.registers import RegisterReader
from shared_library.systems.case_system.sambis.write import Writer
from shared_library.vault import credentials

SYSTEM = "Sambis"
PERSONAL = (".person", ".vem", "textarea")
LOGIN_FORM = "form#inloggning"
WORKLIST = "Arbetslista ekonomiskt bistånd"
TAB_FRAME = "Ärendets flik"
CLOSE = "Stäng ärendet"


class SambisPages(Reader, RegisterReader, Writer):
    """All verbs of `CaseSystemPages`, for Sambis."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._opened = ""

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM)

    @property
    def tab(self) -> Screen:
        """The frame in which a case's tabs open."""
        return self.screen.inside(TAB_FRAME)

    def log_in(self) -> None:
        """One try. Raises LoginRefused with what Sambis says."""
        self._opened = ""
        user, password = credentials("case_system")
        screen = self.screen
        screen.go_to_login(f"{self._url}logga-in")
        screen.fill("Användarnamn", user)
        screen.fill("Lösenord", password)
        screen.press("Logga in")
        screen.wait_for_any(".meny", ".inloggning .fel")
        if screen.sees(".inloggning .fel"):
            raise LoginRefused("Sambis refused the user name or the password of the secret case_system.")

    def new_applications(self) -> list[NewApplication]:
        """Every row with the status Ny, on all pages of the worklist."""
        self._opened = ""
        self._any_page().follow("Arbetslista", WORKLIST)
        found: list[NewApplication] = []
        while True:
            columns = ("Referens", "Personnummer", "Månad", "Inkommen", "Status", "Avisering", "Kontakt")
            rows = self.screen.read().table("Ärenden", *columns)
            found += [_application(row) for row in rows if row["Status"] == "Ny"]
            if not self.screen.sees_link("Nästa"):
                return found
            self.screen.follow("Nästa", WORKLIST)

    def open_case(self, reference: str) -> None:
        """By the search field that stands on every page. The case is locked for us until it is closed."""
        if self._opened == reference:
            return
        screen = self._any_page()
        screen.fill("Sök referens", reference)
        heading = screen.press("Sök", f"Ärende {reference}", "Ärendet är låst", "Sökresultat", "Ärendet finns inte")
        if heading == "Ärendet är låst":
            raise LockedByOther(f"Another user has {reference} open in Sambis.")
        if heading != f"Ärende {reference}":
            raise ApplicationException("case_not_found", f"Sambis finds no case {reference} in this municipality.")
        self._opened = reference

    def close_case(self) -> None:
        """Give the case's lock back, so that a caseworker can open it at once."""
        reference, self._opened = self._opened, ""
        if not reference:
            return
        if not self.screen.sees_button(CLOSE):  # a page of fault stands in its place
            self.screen.go(f"{self._url}arende/{reference}")
        self.screen.press(CLOSE, WORKLIST)

    def _any_page(self) -> Screen:
        """A page of Sambis with its menu, also when the last one that came was a fault's."""
        if not self.screen.sees_link("Arbetslista"):
            self.screen.go(f"{self._url}arbetslista")
        return self.screen

    def open_tab(self, name: str, heading: str = "") -> None:
        self.screen.open_inside(name, TAB_FRAME, heading or name)


def _application(row: dict[str, str]) -> NewApplication:
    channel = swedish.choice(row["Avisering"], words.CHANNEL, "Arbetslista, Avisering")
    address = words.or_none(row["Kontakt"])
    contact: dict[str, Any] | None = {"channel": channel, "address": address} if channel and address else None
    return NewApplication(
        reference=row["Referens"],
        month=swedish.month(row["Månad"], "Arbetslista, Månad"),
        received_at=_utc(row["Inkommen"]),
        person=words.number(row["Personnummer"], "Arbetslista, Personnummer"),
        contact=contact,
    )


def _utc(text: str) -> str:
    try:
        local = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise UnknownText("Arbetslista, Inkommen: not a time such as 2026-11-20 09:14.") from None
    return local.astimezone(UTC).isoformat().replace("+00:00", "Z")
