"""The day by which the municipality owes a place: four months after the wish, at the earliest the wished start."""

from datetime import date

from processes.kit.money import ZERO
from processes.kit.swedish_days import months_later
from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.preschool.facts import Facts

GROUP = "guarantee"


def day(received_on: date, wished_start_on: date, months: int) -> date:
    """SkolL 8 kap. 14 §: offered within `months` of the wish; nobody owes a place before it is wished for."""
    return max(months_later(received_on, months), wished_start_on)


def write(facts: Facts, sheet: Worksheet) -> None:
    """The step with the date. Special support has none: it is offered promptly (8:14 st. 2)."""
    if facts.child.special_support == "assessed":
        sheet.step(GROUP, "promptly", ZERO)
        sheet.typed({"guarantee_on": None, "promptly": True})
        return
    application = facts.application
    months = sheet.value("guarantee.months")
    owed = day(application.received_on, application.wished_start_on, months)
    sheet.step(
        GROUP, "guarantee", ZERO, received=date_text(application.received_on), months=plain(months),
        start=date_text(application.wished_start_on), day=date_text(owed),
    )  # fmt: skip
    sheet.typed({"guarantee_on": owed.isoformat(), "promptly": False})
