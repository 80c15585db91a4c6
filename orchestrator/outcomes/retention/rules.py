"""How long: a process's class of records, its years with their ground, and from when they are counted. Pure.

A process says so under `retention` in its process.yaml and as the dated value `retention.years`; where law gives none,
the municipality's own `retention_years` counts. A value that nobody has read in its source (S, M) needs a named person
first, and without any value nothing is ever erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestrator.governance.catalogue.confirmations import unsure
from orchestrator.governance.catalogue.values import in_force

YEARS = "retention.years"
OWN_YEARS = "retention_years"
LAST_NOTE, YEAR_END = "last_note", "year_end"


@dataclass(frozen=True)
class Period:
    """`data_class` and its titles; `years`, None while nobody may erase; `counted`: last_note | year_end.

    `waits`: why there are no years: `unconfirmed` (a named person must confirm the value) or `undecided`."""

    data_class: str
    title: Mapping[str, str]
    counted: str
    years: int | None
    ground: str
    waits: str = ""

    @property
    def rule(self) -> str:
        """As the record of an erasure keeps it."""
        return f"{self.years} years from {self.counted}: {self.ground}"[:300]


def period_of(process: Mapping[str, Any], parameters: Mapping[str, Any], day: date) -> Period | None:
    """The period that holds on a day; None where the process names no class of records."""
    told = process.get("retention")
    if not told:
        return None
    years, ground, waits = _years(process, parameters, day)
    title = {"sv": told["sv"], "en": told["en"]}
    return Period(told["class"], title, told["counted"], years, ground, waits)


def keep_from(period: Period, day: date) -> date:
    """Cases that had their last note on this day or later are kept; older ones are due.

    From the last note: so many whole years, the 29th of February counted as the 1st of March. From the end of the
    calendar year: so many whole calendar years after the one in which the case ended.
    """
    if period.years is None:
        raise ValueError(f"No years are decided for {period.data_class}: nothing is due.")
    year = day.year - period.years
    if period.counted == YEAR_END:
        return date(year, 1, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _years(process: Mapping[str, Any], parameters: Mapping[str, Any], day: date) -> tuple[int | None, str, str]:
    found = next((one for one in process.get("parameters") or () if _holds(one, day)), None)
    if found is not None and found["value"] is not None and found["confidence"] != "U":
        ground = f"{found['legal']} ({found['source']})"
        waiting = any(one.key == YEARS and not one.by for one in unsure(process, parameters, day))
        return (None, ground, "unconfirmed") if waiting else (int(found["value"]), ground, "")
    own = in_force(parameters, day).get(OWN_YEARS)
    if own is None:
        return None, "", "undecided"
    source = next((str(one.get("source", "")) for one in parameters[OWN_YEARS] if one.get("value") == own), "")
    return int(own), source, ""


def _holds(version: Mapping[str, Any], day: date) -> bool:
    return bool(version["key"] == YEARS and version["valid_from"] <= day.isoformat() <= (version["valid_to"] or "9999"))
