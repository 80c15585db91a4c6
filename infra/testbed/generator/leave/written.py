"""A planned request written out: the employee as Tidvis is told of them, and the form that they send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from infra.testbed.generator.leave.planned import PlannedRequest

Json = dict[str, Any]


def employee(case: PlannedRequest) -> Json:
    """The employee with balances, schedule, remarks and other leave, as the HR system's intake takes them."""
    pools = [{"name": "vacation", "year": 0, "hundredths": case.vacation_left},
             {"name": "private_used", "year": 0, "hundredths": case.private_used}]  # fmt: skip
    pools += [{"name": "saved", "year": year, "hundredths": part} for year, part in case.saved.items()]
    name = f"{case.first_name}.{case.last_name}".lower().translate(str.maketrans("åäöéèü", "aaoeeu"))
    return {
        "employee": {
            "municipality": case.municipality, "number": case.number, "first_name": case.first_name,
            "last_name": case.last_name, "email": f"{name}@example.com", "hidden": int(case.protected),
            "unit": case.unit, "title": case.pattern.title, "employed_from": case.employed_from.isoformat(),
            "employed_to": case.employed_to.isoformat() if case.employed_to else None,
            "days_two_years": case.days_two_years, "entitled": case.entitled,
            "week_hundredths": case.pattern.week_hundredths, "laid_to": case.laid_to.isoformat(),
        },
        "pools": pools, "remarks": case.remarks, "leave": case.leave,
        "shifts": case.shifts(case.first - timedelta(14), case.last + timedelta(14)),
    }  # fmt: skip


def form(case: PlannedRequest) -> dict[str, str]:
    """The fields of Mitt Tidvis' form."""
    ticks = {name: "1" for name, ticked in (("ersattning", case.with_benefit), ("undantag", case.period_exempt))
             if ticked}  # fmt: skip
    return {
        "slag": case.asks, "fran": case.first.isoformat(), "till": case.last.isoformat(), "omfattning": case.extent,
        "sparade": str(case.saved_days or ""), "skal": case.ground,
        "barn_fott": case.child_birth_on.isoformat() if case.child_birth_on else "", **ticks,
    }  # fmt: skip


def masked(number: str) -> str:
    return f"{number[:4]}XXXX-XXXX"
