"""The one clock.

`now()` is the time of the domain: `COE_TODAY` moves its date (demo and tests stand at 2026-11-23),
so that nothing depends on the day the demo is shown. `machine_now()` is never moved: leases,
heartbeats and time-outs are about running processes and must not jump when the domain's date does.
"""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def machine_now() -> datetime:
    """The machine's own time, aware UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The domain's time, aware UTC: the machine's time of day on the date that `COE_TODAY` says."""
    return in_domain(machine_now())


def in_domain(moment: datetime) -> datetime:
    """A machine time as people read it: moved by as much as `now()` is."""
    return moment + _moved()


def in_machine(moment: datetime) -> datetime:
    """A time that a person has written, as a machine time: for when an item may be taken."""
    return moment - _moved()


def _moved() -> timedelta:
    fixed = os.environ.get("COE_TODAY")
    return _fixed_date(fixed) - _FIRST_DAY if fixed else timedelta()


def _fixed_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"COE_TODAY is {text!r}: write a date such as 2026-11-23.") from error


# The day this process started: the offset stays the same past midnight, so time only runs forwards.
_FIRST_DAY = datetime.now(STOCKHOLM).date()


def legal_date(moment: datetime | None = None) -> date:
    """The date in Swedish law of a moment (now if none): the calendar day in Stockholm."""
    return (moment or now()).astimezone(STOCKHOLM).date()


def today() -> date:
    """Today's date in Swedish law."""
    return legal_date()


def month_of(day: date) -> str:
    """`2026-11` for any day in November 2026."""
    return f"{day:%Y-%m}"


def seconds_from_now(seconds: float) -> datetime:
    """A machine time so many seconds ahead: for leases and back-off."""
    return machine_now() + timedelta(seconds=seconds)
