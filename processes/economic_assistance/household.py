"""Who counts in the household. Age is the age on the first day of the application month."""

from dataclasses import dataclass
from datetime import date

from processes.economic_assistance import words
from processes.economic_assistance.facts import Child, Facts
from processes.kit.months import age_on
from processes.kit.text import plain
from processes.kit.worksheet import Worksheet

_YOUTH, _GROWN, _OF_AGE = 15, 21, 18
_BANDS = ((0, "0"), (2, "1_2"), (3, "3"), (6, "4_6"), (10, "7_10"), (14, "11_14"), (18, "15_18"), (20, "19_20"))
WHOLE_MONTH = 30


@dataclass(frozen=True)
class Member:
    """A child or youth who counts, all month or `days` of it."""

    person: str
    age: int
    days: int
    lunch_away: bool

    @property
    def band(self) -> str:
        return next(name for most, name in _BANDS if self.age <= most)

    @property
    def whole_month(self) -> bool:
        return self.days == WHOLE_MONTH


@dataclass(frozen=True)
class Counted:
    """The household of the norm. `certain` is false when it could not be said who counts."""

    adults: int
    children: tuple[Member, ...]
    community: int | None
    certain: bool


def counted(facts: Facts, sheet: Worksheet) -> Counted:
    """Who counts; a youth whose schooling does not settle it goes to a person."""
    members: list[Member] = []
    certain = True
    for child in facts.household.children:
        age = max(0, age_on(child.birth_on, sheet.in_force_on))
        counts = _counts(child, age, sheet)
        certain = certain and counts is not None
        if counts:
            members.append(Member(child.person, age, child.days, child.lunch_away))
    shared = facts.household.shared_dwelling_persons
    return Counted(
        adults=len(facts.household.adults),
        children=tuple(sorted(members, key=lambda member: (-member.age, member.person))),
        community=shared if shared and shared > 1 else None,
        certain=certain,
    )


def _counts(child: Child, age: int, sheet: Worksheet) -> bool | None:
    if age < _YOUTH:
        return True
    who = {"person": words.person(sheet, child.person), "age": plain(age)}
    if age >= _GROWN:
        sheet.reason("household_changed", "grown", **who)
        return False
    in_school = child.school == sheet.value("youth_school.counts_when")
    if child.school == "unknown":
        sheet.reason("youth_school_unknown", **who)
        return None
    if not in_school and age < _OF_AGE:
        # Parents must support a child until 18 whatever the school: leaving one out is nothing for a robot.
        sheet.reason("youth_school_unknown", "under_age", **who)
        return None
    return in_school


def birth_dates(facts: Facts) -> list[date]:
    """The children's birth dates, for comparison with last month's household."""
    return sorted(child.birth_on for child in facts.household.children)
