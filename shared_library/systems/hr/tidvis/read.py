"""Reading a request in Tidvis, page by page; the schedule a week a page."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.systems.hr.interface import Decided, Json
from shared_library.systems.hr.tidvis import words

ASKED = "Det som söks"
EXEMPT = "Räknas inte som period (10 § undantag)"
REGISTRATIONS = "Registreringar av ansökan"


class Reader:
    """The reading half of `TidvisPages`."""

    @property
    @abstractmethod
    def screen(self) -> Screen: ...

    @property
    @abstractmethod
    def reference(self) -> str: ...

    @abstractmethod
    def open_page(self, name: str, heading: str, *, anew: bool = True) -> Screen: ...

    def read_request(self) -> Json:
        """The page Det som söks, which is the one that an opened request shows."""
        page = self._asked(anew=False).read()
        first, last = _period(page)
        return {
            "reference": self.reference,
            "kind": swedish.choice(page.value("Ledighet"), words.KIND, "Det som söks, Ledighet"),
            "from_on": first,
            "to_on": last,
            "extent": swedish.choice(page.value("Omfattning"), words.EXTENT, "Det som söks, Omfattning"),
            "received_on": words.day_of(page.value("Kom in"), "Det som söks, Kom in"),
            "saved_days": words.whole(page.value("Dagar ur sparat"), "Det som söks, Dagar ur sparat"),
            "ground": swedish.choice(page.value("Skäl"), words.GROUND, "Det som söks, Skäl"),
            "with_benefit": swedish.yes(page.value("Med föräldrapenning"), "Det som söks, Med föräldrapenning"),
            "child_birth_on": words.day_or_none(page.value("Barnet fött"), "Det som söks, Barnet fött"),
            "period_exempt": swedish.yes(page.value(EXEMPT), f"Det som söks, {EXEMPT}"),
            "already_decided": swedish.yes(page.value("Redan avgjord"), "Det som söks, Redan avgjord"),
        }

    def read_employment(self) -> Json:
        page = self.open_page("Anställningen", "Anställningen").read()
        week = "Arbetsdagar i veckan (genomsnitt)"
        entitled, worked = "Årets betalda semesterdagar", "Anställningsdagar under två år"
        employee = {
            "birth_on": words.day(page.value("Född den"), "Anställningen, Född den"),
            "employed_from": words.day(page.value("Anställd sedan"), "Anställningen, Anställd sedan"),
            "employed_to": words.day_or_none(page.value("Anställd längst till"), "Anställningen, Anställd längst till"),
            "protected_identity": swedish.yes(page.value("Skyddad person"), "Anställningen, Skyddad person"),
            "employment_days_two_years": words.whole(page.value(worked), f"Anställningen, {worked}"),
            "entitlement_days": words.whole(page.value(entitled), f"Anställningen, {entitled}"),
            "week_days": words.days(page.value(week), f"Anställningen, {week}"),
        }
        return {
            "employee": employee,
            "warnings": [row["Anmärkning"] for row in page.table("Anmärkningar", "Anmärkning")],
        }

    def read_balances(self) -> Json:
        page = self.open_page("Saldon", "Saldon").read()
        left, used = "Kvar av årets semester", "Använt av enskild angelägenhet med lön"
        balances = {
            "vacation_left": words.days(page.value(left), f"Saldon, {left}"),
            "saved": [
                {
                    "year": words.whole(row["Sparad år"], "Sparad semester, Sparad år"),
                    "days": words.days(row["Antal"], "Sparad semester, Antal"),
                }
                for row in page.table("Sparad semester", "Sparad år", "Antal")
            ],
            "private_paid_used": words.whole(page.value(used), f"Saldon, {used}"),
        }
        where = "Söks i andra ansökningar"
        pending = {
            swedish.choice(row["Ledighet"], words.KIND, f"{where}, Ledighet"): words.days(
                row["Antal"], f"{where}, Antal"
            )
            for row in page.table(where, "Ledighet", "Antal")
        }
        return {"balances": balances, "pending_days": pending}

    def read_schedule(self) -> Json:
        """From the week of the first day to that of the last; days outside the period are left out."""
        first, last = _period(self._asked(anew=False).read())
        screen = self.open_page("Schema", _week(first))
        known_to = words.day(screen.read().value("Schemat är lagt till och med"), "Schema, lagt till och med")
        shifts: list[Json] = []
        for monday in range(_monday(first), _monday(last) + 1, 7):
            if monday > _monday(first):
                screen.follow("Veckan efter", _week(date.fromordinal(monday).isoformat()))
            rows = screen.read().table("Veckans pass", "Dag", "Passet börjar", "Passet slutar")
            shifts += [_shift(row) for row in rows if row["Passet börjar"] != words.FREE]
        return {"schedule": [one for one in shifts if first <= one["on"] <= last], "schedule_known_to": known_to}

    def read_staffing(self) -> list[Json]:
        page = self.open_page("Bemanning", "Bemanning").read()
        rows = page.table("Bemanning dag för dag", "Dag", "Behövs minst", "Bemannade")
        found = [
            {
                "on": words.day(row["Dag"], "Bemanning, Dag"),
                "minimum": words.whole(row["Behövs minst"], "Bemanning, Behövs minst"),
                "present": words.whole(row["Bemannade"], "Bemanning, Bemannade"),
            }
            for row in rows
        ]
        return [row for row in found if row["minimum"]]

    def read_registered(self) -> list[Json]:
        page = self.open_page("Annan ledighet", "Annan ledighet").read()
        where = "Ledighet som finns"
        columns = ("Nummer", "Ledighet", "Första dag", "Sista dag", "Omfattning", "Steg", "Räknas inte som period")
        return [
            {
                "reference": row["Nummer"],
                "kind": swedish.choice(row["Ledighet"], words.KIND, f"{where}, Ledighet"),
                "from_on": words.day(row["Första dag"], f"{where}, Första dag"),
                "to_on": words.day(row["Sista dag"], f"{where}, Sista dag"),
                "extent": swedish.choice(row["Omfattning"], words.EXTENT, f"{where}, Omfattning"),
                "state": swedish.choice(row["Steg"], words.STATE, f"{where}, Steg"),
                "period_exempt": swedish.yes(row["Räknas inte som period"], f"{where}, Räknas inte som period"),
            }
            for row in page.table(where, *columns)
        ]

    def read_decision(self) -> Decided | None:
        page = self._asked().read()
        rows = page.table(REGISTRATIONS, "Registrerade dagar", "Ärendenyckel", "Giltighet")
        where = f"{REGISTRATIONS}, Giltighet"
        standing = [row for row in rows if swedish.choice(row["Giltighet"], words.IN_FORCE, where)]
        if standing:
            days = words.days(standing[-1]["Registrerade dagar"], f"{REGISTRATIONS}, Registrerade dagar")
            key = standing[-1]["Ärendenyckel"]
            return Decided("granted", f"{days} days", "" if key == words.NOTHING else key)
        refused = page.table("Avslag på ansökan", "Avslagen av")
        return Decided("rejected", None, "") if refused else None

    def _asked(self, *, anew: bool = True) -> Screen:
        """The request's own page."""
        return self.open_page(ASKED, f"Ansökan {self.reference}", anew=anew)


def _period(page: Reading) -> tuple[str, str]:
    first, last = (words.day(page.value(term), f"{ASKED}, {term}") for term in ("Första dag", "Sista dag"))
    return first, last


def _monday(day: str) -> int:
    found = date.fromisoformat(day)
    return found.toordinal() - found.weekday()


def _week(day: str) -> str:
    """The heading of the schedule's page with this day's week."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"Schema vecka {week}, {year}"


def _shift(row: dict[str, str]) -> Json:
    return {
        "on": words.day(row["Dag"], "Veckans pass, Dag"),
        "starts": words.clock(row["Passet börjar"], "Veckans pass, Passet börjar"),
        "ends": words.clock(row["Passet slutar"], "Veckans pass, Passet slutar"),
    }
