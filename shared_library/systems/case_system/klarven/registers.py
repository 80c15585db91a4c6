"""The tab Register of an akt in Klarven: what Klarven's own connection fetched for a caseworker."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser.reading import Reading
from shared_library.systems.case_system.interface import Json
from shared_library.systems.case_system.klarven.screen import KlarvenScreen
from shared_library.systems.case_system.klarven.words import day_or_none, or_none, person
from shared_library.systems.case_system.register_answers import AGENCIES, month_before, put_together

_KNOWN = {code.upper(): code for code in AGENCIES}
_STATUS = {"Svar": "data", "Felsvar": "error"}


class RegisterReader:
    """Part of `KlarvenPages`."""

    @property
    @abstractmethod
    def screen(self) -> KlarvenScreen: ...

    @abstractmethod
    def open_tab(self, name: str) -> None: ...

    def read_register_answers(self, month: str) -> list[Json] | None:
        """Of the application's control month; None when nothing of it was fetched."""
        self.open_tab("Register")
        view = self.screen.read()
        wanted = month_before(month)
        fetched = [
            row["Vem"]
            for row in view.table("Hämtat från registren", "Vem", "Kontrollmånad")
            if swedish.month(row["Kontrollmånad"], "Register, Kontrollmånad") == wanted
        ]
        return [answer for called in fetched for answer in _about(view, called)] or None


def _about(view: Reading, called: str) -> list[Json]:
    answers = (
        {
            "agency": swedish.choice(row["Myndighet"], _KNOWN, "Register, Myndighet"),
            "status": swedish.choice(row["Utfall"], _STATUS, "Register, Utfall"),
            "error_code": or_none(row["Felkod"]),
            "error_text": or_none(row["Feltext"]),
        }
        for row in view.table(f"Registren om {called}", "Myndighet", "Utfall", "Felkod", "Feltext")
    )
    columns = ("Myndighet", "Förmån", "Del", "Sort", "Betalades", "Netto")
    rows = (
        (
            swedish.choice(row["Myndighet"], _KNOWN, "Register, Myndighet"),
            {
                "benefit": row["Förmån"],
                "part": or_none(row["Del"]) or "",
                "amount_type": or_none(row["Sort"]) or "",
                "paid_on": day_or_none(row["Betalades"], "Register, Betalades"),
                "net_ore": swedish.ore(row["Netto"], "Register, Netto"),
            },
        )
        for row in view.table(f"Utbetalningar till {called}", *columns)
    )
    return put_together(person(called, "Register, Vem"), answers, rows)
