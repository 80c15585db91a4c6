"""Page objects of the register portal (SSBTEK): one question about one person, seven agencies' answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.errors import ApplicationException, LoginRefused
from shared_library.vault import credentials

SYSTEM = "SSBTEK"
PERSONAL = (".person", ".vem", "#number")
LOGIN_FORM = "form#inloggningsformular"
QUESTION = "Ny fråga"
ANSWERS = 'table:has(caption:text-is("Svarande myndigheter"))'
COLUMNS = ("Förmån", "Delförmån", "Beloppstyp", "Utbetalningsdag", "Nettobelopp")
STATUS = {"Uppgifter": "data", "Fel": "error"}
AGENCIES = {code: code for code in ("af", "csn", "fk", "skv", "so", "tns", "miv")}


@dataclass(frozen=True, repr=False)
class Question:
    """What is asked. An empty organisation, handler, purpose or legal text leaves the portal's own."""

    number: str
    case_reference: str
    month: str
    organisation_number: str
    handler_id: str
    purpose: str
    legal_text: str


class SsbtekPages:
    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, personal=PERSONAL, login_form=LOGIN_FORM)

    def log_in(self) -> None:
        """One try. Raises LoginRefused with what is wrong."""
        user, password = credentials("register_portal")
        screen = self.screen
        screen.go_to_login(f"{self._url}inloggning")
        screen.fill("Användar-id", user)
        screen.fill("Lösenord", password)
        screen.press("Fortsätt")
        screen.wait_for_any("nav.huvud", ".meddelande[role=alert]")
        if screen.sees(".meddelande[role=alert]"):
            raise LoginRefused("SSBTEK refused the user name or the password of the secret register_portal.")

    def ask(self, question: Question) -> list[dict[str, Any]]:
        """The seven answers, each data (perhaps without rows) or an error; in the portal's order."""
        screen = self.screen
        if screen.sees_link(QUESTION):
            screen.follow(QUESTION, QUESTION)
        else:  # the last page that came was a fault's
            screen.go(f"{self._url}fraga")
            screen.expect(QUESTION)
        typed = {
            "Organisationsnummer": question.organisation_number,
            "Handläggar-id": question.handler_id,
            "Ärende-id": question.case_reference,
            "Personnummer": question.number,
            "Ansökningsmånad": question.month,
            "Syfte": question.purpose,
            "Lagtext": question.legal_text,
        }
        screen.fill_form({label: text for label, text in typed.items() if text})
        screen.press("Hämta uppgifter")
        screen.wait_for_any(ANSWERS, ".blankett .meddelande, .meddelande ul", LOGIN_FORM)
        screen.refuse_wrong_page()
        if not screen.sees(ANSWERS):
            raise ApplicationException("form_refused", f"SSBTEK: {'; '.join(screen.texts('.meddelande li'))}")
        page = screen.read()
        columns = ("Kod", "Myndighet", "Svar", "Felkod", "Felmeddelande", "Antal uppgifter")
        return [answer(page, row) for row in page.table("Svarande myndigheter", *columns)]


def answer(page: Reading, row: dict[str, str]) -> dict[str, Any]:
    """One agency's answer, from its row and its own table."""
    rows = page.table(f"Uppgifter från {row['Myndighet']}", *COLUMNS) if row["Antal uppgifter"] != "0" else []
    return {
        "agency": swedish.choice(row["Kod"], AGENCIES, "SSBTEK, Kod"),
        "status": swedish.choice(row["Svar"], STATUS, "SSBTEK, Svar"),
        "error_code": row["Felkod"] or None,
        "error_text": row["Felmeddelande"] or None,
        "rows": [
            {
                "benefit": one["Förmån"],
                "part": one["Delförmån"],
                "amount_type": one["Beloppstyp"],
                "paid_on": None
                if one["Utbetalningsdag"] == "–"
                else swedish.day(one["Utbetalningsdag"], "SSBTEK, dag"),
                "net_ore": swedish.ore(one["Nettobelopp"], "SSBTEK, Nettobelopp"),
            }
            for one in rows
        ],
    }
