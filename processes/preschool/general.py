"""General preschool (allmän förskola): 525 hours a year from the autumn term of the year the child turns three."""

import re
from datetime import date

from processes.kit.worksheet import Worksheet
from processes.preschool.facts import Facts

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def reached(facts: Facts, day: date, sheet: Worksheet) -> bool | None:
    """Whether the child has come to general preschool by the day (SkolL 8 kap. 4 §).

    The first day of the autumn term is the municipality's own, and asked for only in the year that turns on it; None,
    with a reason, when it is not known.
    """
    year = facts.child.birth_on.year + sheet.value("right.general_turns_years")
    if day.year != year:
        return day.year > year
    starts = sheet.local("autumn_term_starts")
    if starts is None:
        return None
    if not isinstance(starts, str) or not _MONTH_DAY.fullmatch(starts):
        sheet.unusable("autumn_term_starts", "MM-DD")
        return None
    return f"{day:%m-%d}" >= starts
