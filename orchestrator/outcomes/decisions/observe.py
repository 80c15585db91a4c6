"""What caseworkers decided in their own system, read by the robot afterwards: for shadow and prepare.

Nothing is written there; reading needs no lease.
"""

import re
from collections.abc import Sequence

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.operations.queues.models import SUPPLEMENT, WorkItem
from orchestrator.operations.queues.restored import checks_first
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move
from orchestrator.outcomes.decisions.agreement import Agreement, Pair, agreement
from orchestrator.outcomes.decisions.assess import AUTOMATIC, current_decision, last_assessment
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.decisions.models import Assessment, Decision, Observation, OutcomeLookup
from orchestrator.outcomes.decisions.release import account, take_effect
from orchestrator.outcomes.supplements import service as supplements

OUTCOMES = ("granted", "partly_granted", "rejected")
_MODES = ("shadow", "prepare")


def to_observe(session: Session, municipality: str, process: str, limit: int = 500) -> Sequence[WorkItem]:
    """Items whose outcome people decide in the case system and that has not been read yet.

    First those never looked up, oldest first, then those looked up longest ago: many undecided cases never starve
    the newer ones.

    In shadow and prepare that is every assessed one; in every mode it is a case handed over: a refusal is a
    person's own work there, and this is how the platform learns that it is done. One that waits for its applicant's
    answer may be decided there too.
    """
    assessed = exists().where(Assessment.work_item_id == WorkItem.id, Assessment.mode.in_(_MODES))
    seen = exists().where(Observation.work_item_id == WorkItem.id)
    wanted = select(WorkItem).outerjoin(OutcomeLookup, OutcomeLookup.work_item_id == WorkItem.id).where(
        WorkItem.municipality_code == municipality, WorkItem.process == process, ~seen,
        or_(
            assessed & WorkItem.state.in_([State.DONE.value, State.WAITING_HUMAN.value]),
            (WorkItem.state == State.WAITING_HUMAN.value) & WorkItem.waiting_for.in_(["decision", SUPPLEMENT]),
        ),
    )  # fmt: skip
    wanted = wanted.order_by(OutcomeLookup.looked_up_at.asc().nulls_first(), WorkItem.id)
    return session.scalars(wanted.limit(limit)).all()


def looked_up(session: Session, item_id: str) -> None:
    """The robot looked and read no decision: none is made yet, or the case could not be opened. Others come first."""
    row = session.get(OutcomeLookup, item_id)
    if row is None:
        row = OutcomeLookup(municipality_code=_item(session, item_id).municipality_code, work_item_id=item_id)
        session.add(row)
    row.looked_up_at = now()
    session.flush()


def observe(
    session: Session, item_id: str, outcome: str, amount_ore: int | None, key: str, extent: str | None = None
) -> Observation:
    """Keep what stands in the case system. Read again, it is the same observation."""
    if outcome not in OUTCOMES:
        raise BadInput(f"An outcome is one of {', '.join(OUTCOMES)}; not {outcome!r}.")
    item = _item(session, item_id)
    known = session.scalars(select(Observation).where(Observation.work_item_id == item_id)).one_or_none()
    if known is not None:
        return known
    row = Observation(
        municipality_code=item.municipality_code, work_item_id=item.id, outcome=outcome, amount_ore=amount_ore,
        extent=extent, key=key[:160], observed_at=now(),
    )  # fmt: skip
    session.add(row)
    if item.state == State.WAITING_HUMAN.value:
        _close_prepared(session, item, row)
    session.flush()
    return row


def _item(session: Session, item_id: str) -> WorkItem:
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id)).one_or_none()
    if item is None:
        raise NotFound("There is no such work item in your municipality.")
    return item


def _close_prepared(session: Session, item: WorkItem, seen: Observation) -> None:
    """What stands in the case system holds: what was prepared took effect if it is the same, and is void if not.

    Under our own key it is the robot's writing, of a case handed over before it could be read back: it gets the
    letter and the notice that it would have had. A person's own decision is told to the applicant by that person.
    """
    decision = current_decision(session, item.id)
    if decision is not None and decision.state == "prepared":
        same = _told_by(seen) == _told_by(decision)
        if same and seen.key in {effect.key for effect in effects_of(session, decision)}:
            take_effect(session, item, decision)
        else:
            decision.state, decision.effected_at = ("effected", now()) if same else ("void", None)
            decision.decided_by = "person_in_case_system"
    drafted = item.waiting_for == "outcome"
    found_again = decision is None and _found_again(session, item, seen)
    supplements.end_open(session, item, "decided")
    by = "the robot before the restore; see that its letter has come" if found_again else "a person in the case system"
    move(session, item, State.DONE, f"decided by {by}")
    item.waiting_for = item.assigned_to = None
    if found_again:
        account(session, item, "straight_through")
    if drafted:
        account(session, item, "assisted")


def _told_by(row: Observation | Decision) -> tuple[str, int | None, str | None]:
    return row.outcome, row.amount_ore, row.extent


def _found_again(session: Session, item: WorkItem, seen: Observation) -> bool:
    """Whether it is the robot's own decision, written after the backup from which this database was restored: it
    counts again. Its letter and notice left then, and are not sent twice."""
    number = re.fullmatch(re.escape(f"{item.reference}:{item.occurrence}:") + r"(\d{1,4}):decision", seen.key)
    assessment = last_assessment(session, item.id)
    if number is None or assessment is None or not checks_first(session, item):
        return False
    uses = subscribed(session, item.municipality_code, item.process)
    session.add(
        Decision(
            municipality_code=item.municipality_code, work_item_id=item.id, number=int(number[1]), state="effected",
            outcome=seen.outcome, amount_ore=seen.amount_ore, extent=seen.extent, assessment_id=assessment.id,
            mode=uses.mode, robot_release_id=uses.release_id, decided_by=AUTOMATIC, ground=uses.ground or {},
            prepared_at=now(), effected_at=now(),
        )
    )  # fmt: skip
    session.flush()
    return True


def agreement_of(session: Session, municipality: str, process: str) -> Agreement:
    """How far the rules agree with the caseworkers, over every case that both have concluded."""
    newest = select(func.max(Assessment.id)).where(Assessment.work_item_id == Observation.work_item_id)
    assessed = aliased(Assessment)
    rows = session.execute(
        select(Observation, assessed)
        .join(assessed, assessed.id == newest.correlate(Observation).scalar_subquery())
        .join(WorkItem, WorkItem.id == Observation.work_item_id)
        .where(WorkItem.municipality_code == municipality, WorkItem.process == process)
        .order_by(Observation.id)
    )
    return agreement(
        Pair(
            seen.work_item_id, rules.outcome, rules.amount_ore, seen.outcome, seen.amount_ore, rules.extent, seen.extent
        )
        for seen, rules in rows
    )
