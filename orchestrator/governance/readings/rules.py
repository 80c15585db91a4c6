"""What is odd about a person's reading of cases on one day. Pure; every threshold stands here, and on the page.

Lag (2001:454) om behandling av personuppgifter inom socialtjänsten, 10 §: who has had access is to be followed up. The
law names no thresholds: these are the Center's, simple enough to be explained to whoever is asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from statistics import median

import holidays

from orchestrator.core.clock import STOCKHOLM

EARLIEST_HOUR, LATEST_HOUR = 6, 20
LEAST_UNUSUAL = 15
TIMES_USUAL = 3
DAYS_BEFORE = 30


@dataclass(frozen=True)
class Reading:
    """Something of a case was opened. `tasked`: the person had something to do in that case."""

    item_id: str
    at: datetime
    tasked: bool


@dataclass(frozen=True)
class Ground:
    """`kind`: out_of_hours | volume | no_task. `cases` says how many, `usual` (volume) how many are usual."""

    kind: str
    cases: int
    usual: int | None = None


def grounds_of(readings: Sequence[Reading], before: Collection[int]) -> list[Ground]:
    """What is odd about one person's day; `before`: how many cases they opened on each of their former days."""
    cases = {reading.item_id for reading in readings}
    late = {reading.item_id for reading in readings if is_out_of_hours(reading.at)}
    idle = cases - {reading.item_id for reading in readings if reading.tasked}
    usual = round(median(before)) if before else 0
    found = []
    if late:
        found.append(Ground("out_of_hours", len(late)))
    if len(cases) > max(LEAST_UNUSUAL, TIMES_USUAL * usual):
        found.append(Ground("volume", len(cases), usual))
    if idle:
        found.append(Ground("no_task", len(idle)))
    return found


def is_out_of_hours(at: datetime) -> bool:
    """Before six, from eight in the evening, on Saturdays, Sundays and public holidays, in Stockholm."""
    local = at.astimezone(STOCKHOLM)
    return not EARLIEST_HOUR <= local.hour < LATEST_HOUR or _is_free(local.date())


@lru_cache(maxsize=1024)
def _is_free(day: date) -> bool:
    return day.weekday() >= 5 or day in holidays.country_holidays("SE", years=day.year)
