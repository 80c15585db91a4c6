"""What leaves a municipality for the catalogue: how many use a package, and minutes a case, never more. Read by the
platform itself, kept for some minutes, and shown only where the numbers are large enough."""

import time
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from fastapi import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE
from orchestrator.governance.catalogue.testbed import REAL
from orchestrator.outcomes.benefits.queries import MonthSaved, by_month
from orchestrator.outcomes.benefits.small import is_small

_KEPT_SECONDS = 300.0
# Fewer municipalities or cases than this, and a figure could be told from whose it is.
_LEAST_MUNICIPALITIES, _LEAST_CASES = 3, 30


@dataclass(frozen=True)
class Elsewhere:
    """Of one process. `minutes` a case is None where too few stand behind it; `rung` is the lowest among them."""

    used_by: int
    minutes: Decimal | None
    rung: int
    municipalities: int


@dataclass(frozen=True)
class Region:
    """`places`: how many municipalities there are."""

    places: int
    of: dict[str, Elsewhere]

    def __getitem__(self, process: str) -> Elsewhere:
        return self.of.get(process, Elsewhere(0, None, 1, 0))


def large_enough(municipalities: int, cases: int) -> bool:
    """Whether a figure may be shown to others: the one place that says so for the catalogue."""
    return municipalities >= _LEAST_MUNICIPALITIES and cases >= _LEAST_CASES


def elsewhere(request: Request) -> Region:
    """Across the region; the same for everybody, so it is read once every few minutes."""
    kept: tuple[float, Region] | None = getattr(request.app.state, "elsewhere", None)
    if kept is None or time.monotonic() - kept[0] > _KEPT_SECONDS:
        database: Database = request.app.state.database
        with database.session(Scope.steward("catalogue")) as session:
            kept = (time.monotonic(), read(session))
        request.app.state.elsewhere = kept
    return kept[1]


def read(session: Session) -> Region:
    """Counted over all municipalities: only in a steward's session."""
    codes = tuple(session.scalars(select(Municipality.code).where(REAL)))
    asked = (
        select(Subscription.process, func.count(Subscription.municipality_code.distinct()))
        .where(Subscription.state.in_(IN_USE), Subscription.municipality_code.in_(codes))
        .group_by(Subscription.process)
    )
    used = {process: count for process, count in session.execute(asked)}
    whose: dict[str, dict[str, _Sum]] = defaultdict(lambda: defaultdict(_Sum))
    for month in by_month(session, codes):
        whose[month.process][month.municipality].add(month)
    found = {process: _of(used.get(process, 0), list(whose[process].values())) for process in {*used, *whose}}
    return Region(len(codes), found)


@dataclass
class _Sum:
    """One municipality's cases and minutes of a process, over all months."""

    cases: int = 0
    net: Decimal = Decimal(0)
    rung: int = 4

    def add(self, month: MonthSaved) -> None:
        self.cases += sum(row.cases for row in month.sums)
        self.net += sum((row.net for row in month.sums), Decimal(0))
        self.rung = min(self.rung, month.rung)


def _of(used_by: int, sums: list[_Sum]) -> Elsewhere:
    """Those with a handful of cases say nothing, so that nobody's handful can be told."""
    told = [one for one in sums if one.cases > 0 and not is_small(one.cases)]
    cases = sum(one.cases for one in told)
    if not large_enough(len(told), cases):
        return Elsewhere(used_by, None, 1, len(told))
    minutes = sum((one.net for one in told), Decimal(0)) / cases
    return Elsewhere(used_by, minutes, min(one.rung for one in told), len(told))
