"""Reading an akt in Klarven, tab by tab."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser.reading import Reading
from shared_library.errors import ElementNotFound, UnknownText
from shared_library.systems.case_system.interface import Decided, Household, Json
from shared_library.systems.case_system.klarven import words
from shared_library.systems.case_system.klarven.screen import KlarvenScreen
from shared_library.systems.case_system.klarven.words import count, day, day_or_none, or_none, person

FIRST_TAB = "Sammanfattning"


class Reader:
    """The reading half of `KlarvenPages`."""

    @property
    @abstractmethod
    def screen(self) -> KlarvenScreen: ...

    @abstractmethod
    def open_tab(self, name: str) -> None: ...

    def _view(self, name: str) -> Reading:
        self.open_tab(name)
        return self.screen.read()

    def read_case(self) -> Json:
        """The tab Sammanfattning, which an opened akt shows."""
        if not self.screen.sees(f'.tabs [aria-current]:text-is("{FIRST_TAB}")'):
            self.open_tab(FIRST_TAB)
        view = self.screen.read()
        return {
            "reference": view.value("Akt"),
            "application_month": swedish.month(view.value("Avser"), "Sammanfattning, Avser"),
            "application_type": swedish.choice(view.value("Slag"), words.KIND, "Sammanfattning, Slag"),
            "received_on": day(view.value("Inkom")[:10], "Sammanfattning, Inkom"),
            "protected_identity": swedish.yes(view.value("Skyddade uppgifter"), "Sammanfattning, Skyddade uppgifter"),
            "warnings": [row["Text"] for row in view.table("Att uppmärksamma", "Text")],
            "month_already_decided": swedish.yes(
                view.value("Månaden har ställningstagande"), "Sammanfattning, Månaden"
            ),
        }

    def read_household(self) -> Household:
        """The tabs Familj, Planering and Arbete."""
        view = self._view("Familj")
        adults = view.table("Vuxna i familjen", "Vem", "Personnr", "Födelsedag")
        sharing = or_none(view.value("Delar hushåll med andra, antal"))
        facts: Json = {
            "civil_status": swedish.choice(view.value("Lever"), words.CIVIL, "Familj, Lever"),
            "housing_form": swedish.choice(view.value("Bostad"), words.HOUSING, "Familj, Bostad"),
            "shared_dwelling_persons": count(sharing, "Familj, Delar hushåll med andra") if sharing else None,
            "adults": [
                {"person": person(row["Vem"], "Familj, Vem"), "birth_on": day(row["Födelsedag"], "Familj, Födelsedag")}
                for row in adults
            ],
            "children": [
                _child(row)
                for row in view.table(
                    "Barn i familjen", "Vem", "Födelsedag", "Dagar här", "Äter lunch borta", "Skolform"
                )
            ],
        }
        numbers = {
            person(row["Vem"], "Familj, Vem"): words.number(row["Personnr"], "Familj, Personnr") for row in adults
        }
        return Household(facts=facts, numbers=numbers, **_plan(self._view("Planering")), **_work(self._view("Arbete")))

    def read_previous_month(self, month: str) -> Json | None:
        """The latest reckoning before ``month``, with its decision; None where there is none."""
        rows = self._view("Uträkningar").table("Sparade uträkningar", "Nr", "Månad")
        earlier = [(swedish.month(row["Månad"], "Uträkningar, Månad"), count(row["Nr"], "Nr")) for row in rows]
        earlier = [one for one in earlier if one[0] < month]
        if not earlier:
            return None
        number = max(earlier)[1]
        self.screen.follow(str(number), f"Uträkning nr {number}")
        reckoning = _reckoning(self.screen.read())
        stances = self._view("Ställningstaganden").table("Fastställda", "Nr", "Månad", "Utfall", "Belopp")
        same = [row for row in stances if swedish.month(row["Månad"], "Fastställda, Månad") == reckoning["month"]]
        if not same:
            return None
        stance = max(same, key=lambda row: count(row["Nr"], "Fastställda, Nr"))
        return {
            **reckoning,
            "outcome": swedish.choice(stance["Utfall"], words.OUTCOME, "Fastställda, Utfall"),
            "amount_ore": swedish.ore(stance["Belopp"], "Fastställda, Belopp"),
        }

    def read_decision(self, month: str) -> Decided | None:
        """The tab Ställningstaganden: the latest decision for the month."""
        columns = ("Nr", "Månad", "Utfall", "Belopp", "Egen nyckel")
        rows = self._view("Ställningstaganden").table("Fastställda", *columns)
        ours = [row for row in rows if swedish.month(row["Månad"], "Fastställda, Månad") == month]
        if not ours:
            return None
        latest = max(ours, key=lambda row: count(row["Nr"], "Fastställda, Nr"))
        amount = or_none(latest["Belopp"])
        return Decided(
            outcome=swedish.choice(latest["Utfall"], words.OUTCOME, "Fastställda, Utfall"),
            amount_ore=swedish.ore(amount, "Fastställda, Belopp") if amount else None,
            key=or_none(latest["Egen nyckel"]) or "",
        )

    def read_application(self, month: str) -> Json:
        """The tab Begäran with its three views."""
        self.screen.follow("Begäran", "Förändringar")
        view = self.screen.read()
        if swedish.month(view.value("Avser"), "Begäran, Avser") != month:
            raise ElementNotFound(f"the request for {month}", self.screen.where, 0)
        changed = {
            swedish.choice(row["Fråga"], words.CHANGED, "Förändringar, Fråga"): swedish.yes(row["Svar"], row["Fråga"])
            for row in view.table("Har något ändrats", "Fråga", "Svar")
        }
        if set(changed) != set(words.CHANGED.values()):
            raise UnknownText("Begäran, Har något ändrats: not all five changes are answered.")
        return {
            "changed": changed,
            "self_employment": swedish.yes(view.value("Driver företag"), "Begäran, Driver företag"),
            "other_request": swedish.yes(view.value("Begär något mer"), "Begäran, Begär något mer"),
            "costs": [
                {
                    "kind": swedish.choice(row["Sort"], words.COST, "Begärda utgifter, Sort"),
                    "applied_ore": swedish.ore(row["Begärt"], "Begärda utgifter, Begärt"),
                }
                for row in self._view("Utgifter").table("Begärda utgifter", "Sort", "Begärt")
            ],
            "incomes": [
                {
                    "kind": swedish.choice(row["Sort"], words.INCOME, "Inkomster, Sort"),
                    "person": person(row["Vem"], "Inkomster, Vem"),
                    "net_ore": swedish.ore(row["Efter skatt"], "Inkomster, Efter skatt"),
                    "paid_on": day(row["Utbetalningsdag"], "Inkomster, Utbetalningsdag"),
                }
                for row in self._view("Inkomster").table(
                    "Inkomster som uppgetts", "Sort", "Vem", "Efter skatt", "Utbetalningsdag"
                )
            ],
        }


def _child(row: dict[str, str]) -> Json:
    return {
        "person": person(row["Vem"], "Barn, Vem"),
        "birth_on": day(row["Födelsedag"], "Barn, Födelsedag"),
        "days": count(row["Dagar här"], "Barn, Dagar här"),
        "lunch_away": swedish.yes(row["Äter lunch borta"], "Barn, Äter lunch borta"),
        "school": swedish.choice(row["Skolform"], words.SCHOOL, "Barn, Skolform"),
    }


def _plan(view: Reading) -> dict[str, list[Json]]:
    plans = view.table("Planering mot egen försörjning", "Vem", "Följs planen", "Skäl", "Nästa uppföljning")
    return {
        "activity": [
            {
                "person": person(row["Vem"], "Planering, Vem"),
                "status": swedish.choice(row["Följs planen"], words.ACTIVITY, "Planering, Följs planen"),
                "ground": row["Skäl"],
                "follow_up_on": day_or_none(row["Nästa uppföljning"], "Planering, Nästa uppföljning"),
            }
            for row in plans
        ],
        "medical_certificate": [
            {
                "person": person(row["Vem"], "Intyg, Vem"),
                "status": swedish.choice(row["Läge"], words.CERTIFICATE, "Intyg, Läge"),
                "valid_to": day_or_none(row["Till och med"], "Intyg, Till och med"),
            }
            for row in view.table("Intyg från läkare", "Vem", "Läge", "Till och med")
        ],
    }


def _work(view: Reading) -> dict[str, list[Json]]:
    return {
        "work_incentive": [
            {
                "person": person(row["Vem"], "Stimulans, Vem"),
                "from_month": swedish.month(row["Första månad"], "Stimulans, Första månad"),
                "until_month": swedish.month(row["Sista månad"], "Stimulans, Sista månad"),
            }
            for row in view.table("Stimulans vid arbete", "Vem", "Första månad", "Sista månad")
        ],
        "child_earnings": [
            {
                "person": person(row["Vem"], "Barnens arbete, Vem"),
                "year": count(row["År"], "Barnens arbete, År"),
                "earned_before_ore": swedish.ore(row["Hittills i år"], "Barnens arbete, Hittills i år"),
                "own_work_ore": swedish.ore(row["I kontrollmånaden"], "Barnens arbete, I kontrollmånaden"),
            }
            for row in view.table("Barnens arbete", "Vem", "År", "Hittills i år", "I kontrollmånaden")
        ],
    }


def _reckoning(view: Reading) -> Json:
    born = or_none(view.value("Barn, födelsedagar"))
    incomes = view.table("Inkomster som räknas", "Sort", "Vem", "Belopp")
    return {
        "month": swedish.month(view.value("Månad"), "Uträkning, Månad"),
        "norms": [
            {
                "kind": swedish.choice(row["Norm"], words.NORM, "Normer, Norm"),
                "from_on": day(row["Från"], "Normer, Från"),
                "to_on": day(row["Till"], "Normer, Till"),
            }
            for row in view.table("Normer", "Norm", "Från", "Till")
        ],
        "adults": count(view.value("Vuxna, antal"), "Uträkning, Vuxna"),
        "children": [day(one, "Uträkning, Barn") for one in born.split(";")] if born else [],
        "housing_form": swedish.choice(view.value("Bostad"), words.HOUSING, "Uträkning, Bostad"),
        "civil_status": swedish.choice(view.value("Lever"), words.CIVIL, "Uträkning, Lever"),
        "costs": [
            {
                "kind": swedish.choice(row["Sort"], words.COST, "Godtagna utgifter, Sort"),
                "approved_ore": swedish.ore(row["Belopp"], "Godtagna utgifter, Belopp"),
            }
            for row in view.table("Godtagna utgifter", "Sort", "Belopp")
        ],
        "incomes": [
            {
                "kind": swedish.choice(row["Sort"], words.INCOME, "Inkomster som räknas, Sort"),
                "person": person(row["Vem"], "Inkomster som räknas, Vem"),
                "net_ore": swedish.ore(row["Belopp"], "Inkomster som räknas, Belopp"),
            }
            for row in incomes
            if or_none(row["Sort"])  # a deduction, such as for work incentive: no income
        ],
    }
