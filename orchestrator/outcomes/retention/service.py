"""Erase what is due: the content of ended cases, everywhere it lies; how much, and under which rule, is kept.

Each piece is one transaction, so that a stop in the middle leaves whole cases. What outlives a case: its hours (they
name no case), the run that handled it without what it said, its rows in the trail without their detail, and that it
was here.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from orchestrator.core.clock import STOCKHOLM, legal_date, now, today
from orchestrator.core.db import Database, Scope, scope_of
from orchestrator.core.errors import CoeError
from orchestrator.core.logging import log
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.queues.erased import remember
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.operations.queues.states import ENDED
from orchestrator.operations.runs import evidence, forget
from orchestrator.outcomes.retention.models import Erasure
from orchestrator.outcomes.retention.rows import delete_all
from orchestrator.outcomes.retention.rules import Period, keep_from, period_of
from orchestrator.outcomes.supplements.models import SupplementRequest

_PIECE = 100


def erase_due(database: Database, most: int = 2_000) -> int:
    """Erase in every municipality and process what is due today, at most so many cases. Answers how many.

    Where the rules cannot be asked how long, nothing is erased now, and the others are not kept waiting."""
    with database.session(Scope.steward("retention")) as session:
        wanted = [uses.id for uses in session.scalars(select(Subscription).order_by(Subscription.id))]
    done = 0
    for subscription_id in wanted:
        try:
            done += _erase_in(database, subscription_id, most - done)
        except CoeError as error:
            log.warning("retention_not_asked", subscription=subscription_id, why=error.message)
    return done


def _erase_in(database: Database, subscription_id: str, most: int) -> int:
    done, erased = 0, _PIECE
    while erased == _PIECE and done < most:
        with database.session(Scope.steward("retention")) as session:
            erased = erase_piece(session, session.get_one(Subscription, subscription_id))
        done += erased
    silenced = _PIECE
    while silenced == _PIECE:
        with database.session(Scope.steward("retention")) as session:
            silenced = erase_output(session, session.get_one(Subscription, subscription_id))
    return done


def erase_piece(session: Session, uses: Subscription) -> int:
    """Erase up to a hundred due cases of one municipality and process. Answers how many."""
    period = period_in_force(session, uses)
    if period is None or period.years is None:
        return 0
    items = due(session, uses, keep_from(period, today()), _PIECE)
    if items:
        _erase(session, uses, period, items)
    return len(items)


def erase_output(session: Session, uses: Subscription) -> int:
    """Erase what up to a hundred runs said and showed, once cases of their time are not kept. Answers how many."""
    period = period_in_force(session, uses)
    if period is None or period.years is None:
        return 0
    code, before = uses.municipality_code, _moment(keep_from(period, today()))
    runs = forget.talkative(session, code, uses.process, before, _PIECE)
    if runs:
        days = sorted(legal_date(run.ended_at) for run in runs)
        lines, files = forget.forget_output(session, code, [run.id for run in runs])
        _record(session, uses, period, items=0, files=files, rows={"run_line": lines}, days=days)
    return len(runs)


def period_in_force(session: Session, uses: Subscription) -> Period | None:
    """What holds there today, by the process release in force and the municipality's own values."""
    return period_of(released.in_force(session, uses).describe(uses.process), uses.parameters, today())


def due(session: Session, uses: Subscription, before: date, limit: int) -> Sequence[WorkItem]:
    """Ended cases without any note since that day, the oldest first. One that another case came from waits for it."""
    moment, child = _moment(before), aliased(WorkItem)
    noted_since = exists().where(Transition.work_item_id == WorkItem.id, Transition.at >= moment)
    answered_since = exists().where(
        SupplementRequest.work_item_id == WorkItem.id, SupplementRequest.answered_at >= moment
    )
    wanted = select(WorkItem).where(
        WorkItem.municipality_code == uses.municipality_code, WorkItem.process == uses.process,
        WorkItem.state.in_([state.value for state in ENDED]), WorkItem.ended_at < moment,
        ~noted_since, ~answered_since, ~exists().where(child.parent_id == WorkItem.id),
    )  # fmt: skip
    return session.scalars(wanted.order_by(WorkItem.ended_at, WorkItem.id).limit(limit)).all()


def _erase(session: Session, uses: Subscription, period: Period, items: Sequence[WorkItem]) -> None:
    code, ids = uses.municipality_code, [item.id for item in items]
    days = sorted(legal_date(item.ended_at) for item in items)
    remember(session, items)
    files = evidence.forget(session, code, ids)
    for item_id in ids:
        audit.erase(session, code, "work_item", item_id, period.rule)
    session.flush()
    session.expunge_all()  # their rows go past the session: nothing of them may be written back
    rows = delete_all(session, code, ids)
    _record(session, uses, period, items=len(ids), files=files, rows=rows, days=days)


def _record(
    session: Session, uses: Subscription, period: Period, *, items: int, files: int, rows: dict[str, int],
    days: list[date],
) -> None:  # fmt: skip
    """How much went, under which rule: kept for good, and in the trail."""
    record = Erasure(
        municipality_code=uses.municipality_code, process=uses.process, data_class=period.data_class, rule=period.rule,
        items=items, files=files, rows=rows, first_on=days[0], last_on=days[-1], at=now(), by=scope_of(session).actor,
    )  # fmt: skip
    session.add(record)
    session.flush()
    audit.note(session, uses.municipality_code, "cases_erased", "erasure", record.id, process=uses.process, items=items,
               rule=period.rule)  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)
