"""Cases by the day they came in: how many went straight through, and how many a person has had."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import STOCKHOLM, legal_date
from orchestrator.operations.queues.models import WorkItem

SHOWN = 14


@dataclass(frozen=True)
class Day:
    """`straight`: done without anybody; `people`: handed over, or written as a person decided; `others`: still on their
    way, stopped by a system, or cancelled."""

    on: date
    straight: int
    people: int
    others: int

    @property
    def count(self) -> int:
        return self.straight + self.people + self.others


def by_day(session: Session, municipality: str, process: str, now: datetime, days: int = SHOWN) -> list[Day]:
    """The last days in Sweden, today among them, the oldest first; days without a case too."""
    last = legal_date(now)
    first = last - timedelta(days=days - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM)
    asked = select(WorkItem.received_at, WorkItem.state, WorkItem.exception_kind, WorkItem.purpose).where(
        WorkItem.municipality_code == municipality, WorkItem.process == process, WorkItem.received_at >= since
    )
    counted: Counter[tuple[date, str]] = Counter()
    for received_at, state, kind, purpose in session.execute(asked):
        counted[legal_date(received_at), _way(state, kind, purpose)] += 1
    return [
        Day(on, counted[on, "straight"], counted[on, "people"], counted[on, "others"])
        for on in (first + timedelta(days=number) for number in range(days))
    ]


def _way(state: str, kind: str | None, purpose: str) -> str:
    if state == "done":
        return "people" if purpose == "write" else "straight"
    return "people" if state == "waiting_human" and kind == "business" else "others"
