"""Guarantee dates that are not kept, or are at risk of not being: told weeks before, so that somebody can act."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from processes.preschool.criteria import Ranking
from processes.preschool.giving import guaranteed
from processes.preschool.places import Seat
from processes.preschool.round_facts import Round, RoundChild

Json = dict[str, Any]


def alarms(found: Iterable[tuple[RoundChild, Seat | None]], facts: Round, ranking: Ranking) -> list[Json]:
    """`{"child", "guarantee_on", "code": "passed" | "at_risk" | "late_start", "start_on"}`, the nearest date first."""
    told = []
    for child, seat in found:
        code = _code(child, seat, facts.on, ranking)
        if code is not None and child.guarantee_on is not None:
            start = None if seat is None else seat.start_on.isoformat()
            told.append({"child": child.child, "guarantee_on": child.guarantee_on.isoformat(), "code": code,
                         "start_on": start})  # fmt: skip
    return sorted(told, key=lambda alarm: (alarm["guarantee_on"], alarm["child"]))


def _code(child: RoundChild, seat: Seat | None, on: date, ranking: Ranking) -> str | None:
    if child.guarantee_on is None or not guaranteed(child, ranking):
        return None
    if seat is not None:
        return "late_start" if seat.start_on > child.guarantee_on else None
    if child.guarantee_on <= on:
        return "passed"
    weeks = ranking.settings.value("alarm_weeks")
    # How early to warn is the municipality's. Until it has said so, every date without a place is told.
    soon = weeks is None or child.guarantee_on <= on + timedelta(weeks=weeks)
    return "at_risk" if soon else None
