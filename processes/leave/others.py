"""Study leave and private matters with pay."""

from processes.kit.days import Days
from processes.kit.swedish_days import months_later
from processes.kit.text import date_text, joined, plain
from processes.kit.worksheet import Worksheet
from processes.leave import vacation
from processes.leave.facts import Facts


def check_study(facts: Facts, sheet: Worksheet) -> None:
    """Employed for six months, or for twelve in the last two years, when the leave begins (Studieledighetslag 3 §)."""
    needed = sheet.value_or_reason("study_leave.employment")
    if needed is None:
        return
    since = months_later(facts.employee.employed_from, needed["months"])
    enough = facts.employee.employment_days_two_years >= needed["days_in_two_years"]
    if since > facts.request.from_on and not enough:
        sheet.reason("study_employment_short", since=date_text(since), days=plain(
            facts.employee.employment_days_two_years))  # fmt: skip


def check_private(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    """A ground that the employer has said yes to beforehand, days that are left of the year, and in time."""
    _ground(facts, sheet)
    most = sheet.value_or_reason("private_matter.days_a_year")
    used = Days.whole(facts.balances.private_paid_used)
    if most is not None and days is not None and used + days > Days.whole(most):
        sheet.reason("private_exceeded", used=used.text, days=days.text, most=Days.whole(most).text)
    vacation.notice(facts, "private_notice_days", sheet)
    vacation.limit(facts, days, sheet)


def _ground(facts: Facts, sheet: Worksheet) -> None:
    grounds = sheet.local("private_grounds")
    if grounds is None:
        return
    if not isinstance(grounds, list) or not all(isinstance(ground, str) for ground in grounds):
        sheet.unusable("private_grounds", "funeral, doctor …")
    elif facts.request.ground not in grounds:
        known = joined([sheet.text(f"ground.{name}") if name in _NAMED else plain(name) for name in grounds or ["–"]])
        ground = facts.request.ground
        told = sheet.text(f"ground.{ground}") if ground in _NAMED else plain(ground or "–")
        sheet.reason("private_ground", ground=told, known=known)


_NAMED = ("funeral", "moving", "doctor", "other")
