"""Work patterns: which shifts start on a day, and the working days of an average week.

None has a shift on a Saturday or Sunday: whether such a shift is a day of leave is not for the key to say. Who works a
part of the week is free on holidays, for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from infra.testbed.generator.leave.days import FULL_WEEK, red

Times = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pattern:
    """``works``: whether a shift starts on a weekday; ``holidays``: whether it does on a holiday too."""

    title: str
    times: Times
    week_hundredths: int = FULL_WEEK
    works: Callable[[date], bool] = lambda _day: True
    holidays: bool = False

    def on(self, day: date) -> Times:
        if day.weekday() > 4 or not self.works(day) or (red(day) and not self.holidays):
            return ()
        return self.times


def _days(*weekdays: int) -> Callable[[date], bool]:
    return lambda day: day.weekday() in weekdays


def _every_other_friday(day: date) -> bool:
    return day.weekday() < 4 or day.toordinal() // 7 % 2 == 0


PATTERNS = {
    "office": Pattern("Handläggare", (("08:00", "16:30"),)),
    "care": Pattern("Undersköterska", (("07:00", "16:00"),), holidays=True),
    "split": Pattern("Stödassistent", (("07:00", "11:00"), ("16:00", "20:30")), holidays=True),
    "night_five": Pattern("Undersköterska natt", (("21:30", "07:00"),), holidays=True),
    "night": Pattern("Undersköterska natt", (("21:00", "07:00"),), 400, _days(0, 1, 2, 3)),
    "three": Pattern("Barnskötare", (("08:00", "17:00"),), 300, _days(0, 1, 2)),
    "four": Pattern("Lärarassistent", (("07:30", "16:00"),), 400, _days(0, 1, 3, 4)),
    "nine_in_two": Pattern("Kock", (("06:30", "15:00"),), 450, _every_other_friday),
}
FULL = ("office", "care", "split")
PART = ("three", "four", "nine_in_two")
