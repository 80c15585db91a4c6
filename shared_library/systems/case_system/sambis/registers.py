"""The tab Registersvar of a case in Sambis: what Sambis' own connection fetched for a caseworker."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.systems.case_system.interface import Json
from shared_library.systems.case_system.register_answers import AGENCIES, month_before, put_together
from shared_library.systems.case_system.sambis.words import or_none, person

_KNOWN = {code: code for code in AGENCIES}
_STATUS = {"Uppgifter": "data", "Fel": "error"}


class RegisterReader:
    """Part of `SambisPages`."""

    @property
    @abstractmethod
    def tab(self) -> Screen: ...

    @abstractmethod
    def open_tab(self, name: str, heading: str = "") -> None: ...

    def read_register_answers(self, month: str) -> list[Json] | None:
        """Of the application's control month; None when nothing of it was fetched."""
        self.open_tab("Registersvar")
        page = self.tab.read()
        wanted = month_before(month)
        fetched = [
            row["Person"]
            for row in page.table("Hämtade registersvar", "Person", "Kontrollen avser")
            if swedish.month(row["Kontrollen avser"], "Registersvar, Avser månad") == wanted
        ]
        return [answer for called in fetched for answer in _about(page, called)] or None


def _about(page: Reading, called: str) -> list[Json]:
    answers = (
        {
            "agency": swedish.choice(row["Kod"], _KNOWN, "Registersvar, Kod"),
            "status": swedish.choice(row["Svarstyp"], _STATUS, "Registersvar, Svarstyp"),
            "error_code": or_none(row["Felets kod"]),
            "error_text": or_none(row["Felmeddelande"]),
        }
        for row in page.table(f"Svar om {called}", "Kod", "Svarstyp", "Felets kod", "Felmeddelande")
    )
    columns = ("Kod", "Förmån", "Delförmån", "Beloppstyp", "Utbetald", "Nettobelopp")
    rows = (
        (
            swedish.choice(row["Kod"], _KNOWN, "Registersvar, Kod"),
            {
                "benefit": row["Förmån"],
                "part": row["Delförmån"],
                "amount_type": row["Beloppstyp"],
                "paid_on": swedish.day(row["Utbetald"], "Registersvar, Utbetald") if or_none(row["Utbetald"]) else None,
                "net_ore": swedish.ore(row["Nettobelopp"], "Registersvar, Nettobelopp"),
            },
        )
        for row in page.table(f"Uppgifter om {called}", *columns)
    )
    return put_together(person(called, "Registersvar, Person"), answers, rows)
