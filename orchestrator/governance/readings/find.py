"""Look through the trail for odd reading. The platform does it all day; a finding is a row, for a person to look at."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import STOCKHOLM, legal_date, now, today
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people.models import CaseAccess
from orchestrator.governance.readings.models import OddReading
from orchestrator.governance.readings.rules import DAYS_BEFORE, LEAST_UNUSUAL, Reading, grounds_of

READS = ("case_opened", "evidence_opened", "letter_read")
_PERSON = "person:"
# What somebody did in a case within so many days of reading it was their task.
_TASK_DAYS = 7


def find(session: Session, municipality: str) -> list[OddReading]:
    """Findings of yesterday and today, new ones and those with more readings than before."""
    found = []
    for day in (today() - timedelta(days=1), today()):
        for person_id, readings in _of_day(session, municipality, day).items():
            cases = {reading.item_id for reading in readings}
            before = _days_before(session, municipality, person_id, day) if len(cases) > LEAST_UNUSUAL else []
            if grounds := grounds_of(readings, before):
                told = [asdict(ground) for ground in grounds]
                row = _kept(session, municipality, person_id, day, told, sorted(cases), len(readings))
                if row is not None:
                    found.append(row)
    return found


def _kept(
    session: Session, municipality: str, person_id: str, day: date, grounds: list[dict[str, object]], items: list[str],
    count: int,
) -> OddReading | None:  # fmt: skip
    """The finding's row; None if it is known already with as much."""
    asked = select(OddReading).where(
        OddReading.municipality_code == municipality, OddReading.person_id == person_id, OddReading.day == day
    )
    row = session.scalars(asked).one_or_none()
    if row is not None and row.count >= count:
        return None
    if row is None:
        row = OddReading(municipality_code=municipality, person_id=person_id, day=day)
        session.add(row)
    if row.state == "closed":
        row.state = "open"
    row.grounds, row.items, row.count, row.found_at = grounds, items, count, now()
    session.flush()
    return row


def _of_day(session: Session, municipality: str, day: date) -> dict[str, list[Reading]]:
    """person → what they opened that day."""
    rows = _read(session, municipality, day, day)
    tasks = _tasks(session, municipality, {item_id for _, item_id, _ in rows}, day)
    found: dict[str, list[Reading]] = defaultdict(list)
    for actor, item_id, at in rows:
        person_id = actor.removeprefix(_PERSON)
        found[person_id].append(Reading(item_id, at, (person_id, item_id) in tasks))
    return found


def _days_before(session: Session, municipality: str, person_id: str, day: date) -> list[int]:
    """How many cases the person opened on each of their former days."""
    rows = _read(session, municipality, day - timedelta(days=DAYS_BEFORE), day - timedelta(days=1), person_id)
    days: dict[date, set[str]] = defaultdict(set)
    for _, item_id, at in rows:
        days[legal_date(at)].add(item_id)
    return [len(items) for items in days.values()]


def _read(
    session: Session, municipality: str, first: date, last: date, person_id: str = ""
) -> list[tuple[str, str, datetime]]:
    begin = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM)
    end = datetime(last.year, last.month, last.day, tzinfo=STOCKHOLM) + timedelta(days=1)
    asked = select(TrailRow.actor, TrailRow.entity_id, TrailRow.at).where(
        TrailRow.municipality_code == municipality, TrailRow.at >= begin, TrailRow.at < end,
        TrailRow.action.in_(READS), TrailRow.entity == "work_item",
        TrailRow.actor == f"{_PERSON}{person_id}" if person_id else TrailRow.actor.startswith(_PERSON),
    )  # fmt: skip
    return [(actor, item_id, at) for actor, item_id, at in session.execute(asked)]


def _tasks(session: Session, municipality: str, items: Collection[str], day: date) -> set[tuple[str, str]]:
    """(person, case): who did something else in the case in those days, or was let in by the municipality."""
    begin = datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM) - timedelta(days=_TASK_DAYS)
    done = select(TrailRow.actor, TrailRow.entity_id).where(
        TrailRow.municipality_code == municipality, TrailRow.entity == "work_item", TrailRow.entity_id.in_(items),
        TrailRow.action.not_in(READS), TrailRow.at >= begin,
    )  # fmt: skip
    let = select(CaseAccess.person_id, CaseAccess.work_item_id).where(
        CaseAccess.municipality_code == municipality, CaseAccess.work_item_id.in_(items), CaseAccess.answer == "granted"
    )
    told = {(actor.removeprefix(_PERSON), item_id) for actor, item_id in session.execute(done)}
    return told | {(person_id, item_id) for person_id, item_id in session.execute(let)}
