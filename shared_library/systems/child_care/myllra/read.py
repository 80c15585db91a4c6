"""Reading an application in Myllra, all of it on one page; and which places are free, page by page."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.browser.reading import Reading
from shared_library.systems.child_care.interface import Decided, Json
from shared_library.systems.child_care.myllra import words

RIGHTS, OFFERS, PLACES = "Registrerad rätt", "Erbjudanden", "Platser"
UNITS = "Förskolor"


class Reader:
    """The reading half of `MyllraPages`."""

    @property
    @abstractmethod
    def screen(self) -> Screen: ...

    @property
    @abstractmethod
    def reference(self) -> str: ...

    @abstractmethod
    def application(self, *, anew: bool = True) -> Screen: ...

    @abstractmethod
    def any_page(self) -> Screen: ...

    def read_application(self, today: str) -> Json:
        screen = self.application(anew=False)
        page = screen.read()
        start = words.day(page.value("Önskad start"), "Önskad start")
        has, priority = page.value("Har plats"), page.value("Förtur")
        return {
            "application": {
                "reference": self.reference,
                "received_on": words.day_of(page.value("Inkom"), "Inkom"),
                "queue_on": words.day(page.value("Ködatum"), "Ködatum"),
                "wished_start_on": start,
                "hours_week": words.whole(page.value("Tid i veckan"), "Tid i veckan", "timmar"),
                # The coming year's fee is not known: what is reckoned is today's, until the year has come.
                "fee_on": start if start[:4] == today[:4] else today,
            },
            "child": _child(page),
            "guardians": [
                _guardian(row) for row in page.table("Vårdnadshavare", "Vem", "Sysselsättning", "Tid i veckan")
            ],
            "household": [_earner(row) for row in page.table("Inkomster", "Vem", "Förälder", "Inkomst")],
            "siblings": [_sibling(row) for row in page.table("Syskon", "Född", "Plats", "Enhet")],
            "wishes": [
                {"unit": row["Förskola"], "distance_m": words.metres(row["Gångväg"], "Önskemål, Gångväg")}
                for row in page.table("Önskemål", "Nr", "Förskola", "Gångväg")
            ],
            "current_unit": None if has == words.NO else has.rpartition(", ")[0],
            "priority": None if priority == words.NONE else priority,
            "warnings": screen.texts("#anmarkningar li"),
        }

    def read_places(self) -> Json:
        """From the first page of the units to the last."""
        screen = self.any_page()
        screen.follow(UNITS, UNITS)
        units: dict[str, Json] = {}
        current: dict[str, str] = {}
        while True:
            columns = ("Förskola", "Kartläge", "Plats", "Ledig från", "Innehas av", "Läge")
            for row in screen.read().table(PLACES, *columns):
                _take(row, units, current)
            if not screen.sees_link("Nästa sida"):
                return {"units": list(units.values()), "current_places": current}
            screen.follow("Nästa sida", UNITS)

    def read_decision(self) -> Decided | None:
        page = self.application().read()
        standing = [
            row for row in page.table(OFFERS, "Nyckel", "Läge")
            if swedish.choice(row["Läge"], words.STATE, f"{OFFERS}, Läge") in ("sent", "accepted")
        ]  # fmt: skip
        if not standing:
            return None
        rights = page.table(RIGHTS, "Nyckel", "Avgift")
        fee = swedish.ore(rights[-1]["Avgift"], f"{RIGHTS}, Avgift") if rights else None
        key = standing[-1]["Nyckel"]
        return Decided("granted", fee, "" if key == words.NOTHING else key)


def _child(page: Reading) -> Json:
    return {
        "birth_on": words.day(page.value("Född"), "Född"),
        "lives_here": swedish.yes(page.value("Folkbokförd i kommunen"), "Folkbokförd i kommunen"),
        "protected_identity": swedish.yes(page.value("Skyddade uppgifter"), "Skyddade uppgifter"),
        **words.support(page.value("Särskilt stöd"), "Särskilt stöd"),
        "home": words.point(page.value("Hemmets läge"), "Hemmets läge"),
    }


def _guardian(row: dict[str, str]) -> Json:
    return {
        "person": swedish.choice(row["Vem"], words.PERSON, "Vårdnadshavare, Vem"),
        "occupation": swedish.choice(row["Sysselsättning"], words.OCCUPATION, "Vårdnadshavare, Sysselsättning"),
        "hours_week": words.whole(row["Tid i veckan"], "Vårdnadshavare, Tid i veckan"),
    }


def _earner(row: dict[str, str]) -> Json:
    income = row["Inkomst"]
    return {
        "person": swedish.choice(row["Vem"], words.PERSON, "Inkomster, Vem"),
        "parent": swedish.yes(row["Förälder"], "Inkomster, Förälder"),
        "gross_ore": None if income == "Uppgift saknas" else swedish.ore(income, "Inkomster, Inkomst"),
    }


def _sibling(row: dict[str, str]) -> Json:
    return {
        "birth_on": words.day(row["Född"], "Syskon, Född"),
        "place": swedish.choice(row["Plats"], words.PLACE, "Syskon, Plats"),
        "unit": None if row["Enhet"] == words.NOTHING else row["Enhet"],
    }


def _take(row: dict[str, str], units: dict[str, Json], current: dict[str, str]) -> None:
    """One row of the places: a free one is told with its day, and whoever has one with its name."""
    unit = units.setdefault(
        row["Förskola"],
        {"unit": row["Förskola"], "at": words.point(row["Kartläge"], f"{PLACES}, Kartläge"), "places": []},
    )
    place, holder = row["Plats"], row["Innehas av"]
    if place == words.NOTHING:
        return
    state = swedish.choice(row["Läge"], {spot: spot for spot in words.SPOT}, f"{PLACES}, Läge")
    if state == "Ledig":
        unit["places"].append({"place": place, "free_from": words.day(row["Ledig från"], f"{PLACES}, Ledig från")})
    elif state == "Upptagen" and holder not in (words.OTHER, words.NOTHING):
        current[holder] = place
