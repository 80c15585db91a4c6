"""Reading a case in Sambis, tab by tab."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.errors import UnknownText
from shared_library.systems.case_system.interface import Decided, Household, Json
from shared_library.systems.case_system.sambis import words
from shared_library.systems.case_system.sambis.words import or_none, person


class Reader:
    """The reading half of `SambisPages`."""

    @property
    @abstractmethod
    def tab(self) -> Screen: ...

    @abstractmethod
    def open_tab(self, name: str, heading: str = "") -> None: ...

    def _page(self, name: str, heading: str = "") -> Reading:
        self.open_tab(name, heading)
        return self.tab.read()

    def read_case(self) -> Json:
        """The tab Översikt, which is the one that an opened case shows."""
        self.tab.expect("Översikt")
        page = self.tab.read()
        return {
            "reference": page.value("Referens"),
            "application_month": swedish.month(page.value("Ansökningsmånad"), "Översikt, Ansökningsmånad"),
            "application_type": swedish.choice(page.value("Ärendetyp"), words.KIND, "Översikt, Ärendetyp"),
            "received_on": swedish.day(page.value("Inkommen")[:10], "Översikt, Inkommen"),
            "protected_identity": swedish.yes(page.value("Skyddad identitet"), "Översikt, Skyddad identitet"),
            "warnings": [row["Varning"] for row in page.table("Öppna varningar", "Varning")],
            "month_already_decided": swedish.yes(page.value("Beslut finns för månaden"), "Översikt, Beslut finns"),
        }

    def read_household(self) -> Household:
        """The tabs Hushåll and Aktivitet och intyg."""
        page = self._page("Hushåll")
        adults = page.table("Vuxna", "Roll", "Personnummer", "Född")
        children = page.table("Barn", "Roll", "Född", "Dagar per månad", "Lunch utanför hemmet", "Skola")
        dwelling = or_none(page.value("Personer i bostadsgemenskap"))
        facts: Json = {
            "civil_status": swedish.choice(page.value("Civilstånd"), words.CIVIL, "Hushåll, Civilstånd"),
            "housing_form": swedish.choice(page.value("Boendeform"), words.HOUSING, "Hushåll, Boendeform"),
            "shared_dwelling_persons": _count(dwelling, "Hushåll, Personer i bostadsgemenskap") if dwelling else None,
            "adults": [
                {"person": person(row["Roll"], "Hushåll, Roll"), "birth_on": swedish.day(row["Född"], "Hushåll, Född")}
                for row in adults
            ],
            "children": [_child(row) for row in children],
        }
        numbers = {
            person(row["Roll"], "Hushåll, Roll"): words.number(row["Personnummer"], "Hushåll, Personnummer")
            for row in adults
        }
        return Household(facts=facts, numbers=numbers, **_activity(self._page("Aktivitet och intyg")))

    def read_previous_month(self, month: str) -> Json | None:
        """The latest calculation before the application's month, with its decision; None where there is none."""
        rows = self._page("Beräkningar").table("Sparade beräkningar", "Nummer", "Månad")
        earlier = [row for row in rows if swedish.month(row["Månad"], "Beräkningar, Månad") < month]
        if not earlier:
            return None
        latest = max(earlier, key=lambda row: (row["Månad"], _count(row["Nummer"], "Beräkningar, Nummer")))
        self.tab.follow(latest["Nummer"], f"Beräkning {latest['Nummer']}")
        calculation = _calculation(self.tab.read())
        decisions = self._page("Beslut").table("Registrerade beslut", "Nummer", "Månad", "Beslut", "Belopp")
        same = [row for row in decisions if row["Månad"] == calculation["month"]]
        if not same:
            return None
        decision = max(same, key=lambda row: _count(row["Nummer"], "Beslut, Nummer"))
        return {
            **calculation,
            "outcome": swedish.choice(decision["Beslut"], words.OUTCOME, "Beslut, Beslut"),
            "amount_ore": swedish.ore(decision["Belopp"], "Beslut, Belopp"),
        }

    def read_decision(self, month: str) -> Decided | None:
        """The tab Beslut: the latest decision for the month."""
        columns = ("Nummer", "Månad", "Beslut", "Belopp", "Extern referens")
        rows = self._page("Beslut").table("Registrerade beslut", *columns)
        ours = [row for row in rows if swedish.month(row["Månad"], "Beslut, Månad") == month]
        if not ours:
            return None
        latest = max(ours, key=lambda row: _count(row["Nummer"], "Beslut, Nummer"))
        amount = or_none(latest["Belopp"])
        return Decided(
            outcome=swedish.choice(latest["Beslut"], words.OUTCOME, "Beslut, Beslut"),
            amount_ore=swedish.ore(amount, "Beslut, Belopp") if amount else None,
            key=or_none(latest["Extern referens"]) or "",
        )

    def read_application(self, month: str) -> Json:
        """The tab Ansökan."""
        page = self._page("Ansökan", f"Ansökan {month}")
        changed = {
            swedish.choice(row["Uppgift"], words.CHANGED, "Ansökan, Uppgift"): swedish.yes(
                row["Ändrad"], row["Uppgift"]
            )
            for row in page.table("Ändringar sedan förra månaden", "Uppgift", "Ändrad")
        }
        if set(changed) != set(words.CHANGED.values()):
            raise UnknownText("Ansökan, Ändringar sedan förra månaden: not all five changes are answered.")
        return {
            "changed": changed,
            "self_employment": swedish.yes(page.value("Egen företagsverksamhet"), "Ansökan, Egen företagsverksamhet"),
            "other_request": swedish.yes(page.value("Ansöker om annat bistånd"), "Ansökan, Annat bistånd"),
            "costs": [
                {
                    "kind": swedish.choice(row["Kostnad"], words.COST, "Sökta kostnader, Kostnad"),
                    "applied_ore": swedish.ore(row["Sökt belopp"], "Sökta kostnader, Sökt belopp"),
                }
                for row in page.table("Sökta kostnader", "Kostnad", "Sökt belopp")
            ],
            "incomes": [
                {
                    "kind": swedish.choice(row["Inkomst"], words.INCOME, "Uppgivna inkomster, Inkomst"),
                    "person": person(row["Person"], "Uppgivna inkomster, Person"),
                    "net_ore": swedish.ore(row["Nettobelopp"], "Uppgivna inkomster, Nettobelopp"),
                    "paid_on": swedish.day(row["Utbetald"], "Uppgivna inkomster, Utbetald"),
                }
                for row in page.table("Uppgivna inkomster", "Inkomst", "Person", "Nettobelopp", "Utbetald")
            ],
        }


def _child(row: dict[str, str]) -> Json:
    return {
        "person": person(row["Roll"], "Barn, Roll"),
        "birth_on": swedish.day(row["Född"], "Barn, Född"),
        "days": _count(row["Dagar per månad"], "Barn, Dagar per månad"),
        "lunch_away": swedish.yes(row["Lunch utanför hemmet"], "Barn, Lunch utanför hemmet"),
        "school": swedish.choice(row["Skola"], words.SCHOOL, "Barn, Skola"),
    }


def _activity(page: Reading) -> dict[str, list[Json]]:
    where = "Aktivitet och intyg, Person"
    return {
        "activity": [
            {
                "person": person(row["Person"], where),
                "status": swedish.choice(row["Bedömning"], words.ACTIVITY, "Aktivitetskrav, Bedömning"),
                "ground": row["Grund"],
                "follow_up_on": _day_or_none(row["Följs upp"], "Aktivitetskrav, Följs upp"),
            }
            for row in page.table("Aktivitetskrav", "Person", "Bedömning", "Grund", "Följs upp")
        ],
        "medical_certificate": [
            {
                "person": person(row["Person"], where),
                "status": swedish.choice(row["Intyg"], words.CERTIFICATE, "Läkarintyg, Intyg"),
                "valid_to": _day_or_none(row["Giltigt till"], "Läkarintyg, Giltigt till"),
            }
            for row in page.table("Läkarintyg", "Person", "Intyg", "Giltigt till")
        ],
        "work_incentive": [
            {
                "person": person(row["Person"], where),
                "from_month": swedish.month(row["Från månad"], "Jobbstimulans, Från månad"),
                "until_month": swedish.month(row["Till månad"], "Jobbstimulans, Till månad"),
            }
            for row in page.table("Jobbstimulans", "Person", "Från månad", "Till månad")
        ],
        "child_earnings": [
            {
                "person": person(row["Person"], where),
                "year": _count(row["Kalenderår"], "Barns inkomster, Kalenderår"),
                "earned_before_ore": swedish.ore(row["Tidigare under året"], "Barns inkomster, Tidigare under året"),
                "own_work_ore": swedish.ore(row["Kontrollmånaden"], "Barns inkomster, Kontrollmånaden"),
            }
            for row in page.table("Barns inkomster av eget arbete", "Person", "Kalenderår", "Kontrollmånaden")
        ],
    }


def _calculation(page: Reading) -> Json:
    born = or_none(page.value("Barn födda"))
    return {
        "month": swedish.month(page.value("Månad"), "Beräkning, Månad"),
        "norms": [
            {
                "kind": swedish.choice(row["Norm"], words.NORM, "Normer, Norm"),
                "from_on": swedish.day(row["Från"], "Normer, Från"),
                "to_on": swedish.day(row["Till"], "Normer, Till"),
            }
            for row in page.table("Normer", "Norm", "Från", "Till")
        ],
        "adults": _count(page.value("Antal vuxna"), "Beräkning, Antal vuxna"),
        "children": [swedish.day(day, "Beräkning, Barn födda") for day in born.split(",")] if born else [],
        "housing_form": swedish.choice(page.value("Boendeform"), words.HOUSING, "Beräkning, Boendeform"),
        "civil_status": swedish.choice(page.value("Civilstånd"), words.CIVIL, "Beräkning, Civilstånd"),
        "costs": [
            {
                "kind": swedish.choice(row["Slag"], words.COST, "Godkända kostnader, Slag"),
                "approved_ore": swedish.ore(row["Belopp"], "Godkända kostnader, Belopp"),
            }
            for row in page.table("Godkända kostnader", "Slag", "Belopp")
        ],
        "incomes": [
            {
                "kind": swedish.choice(row["Slag"], words.INCOME, "Inkomster, Slag"),
                "person": person(row["Person"], "Inkomster, Person"),
                "net_ore": swedish.ore(row["Belopp"], "Inkomster, Belopp"),
            }
            for row in page.table("Inkomster", "Slag", "Person", "Belopp")
            if row["Slag"] != words.NOTHING  # a deduction, such as for work incentive: no income
        ],
    }


def _count(text: str, where: str) -> int:
    if not text.strip().isdigit():
        raise UnknownText(f"{where}: not a whole number (shape {swedish.shape(text)}).")
    return int(text)


def _day_or_none(text: str, where: str) -> str | None:
    return swedish.day(text, where) if or_none(text) else None
