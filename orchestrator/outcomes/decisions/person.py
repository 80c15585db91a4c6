"""A person decides: confirms what the robot proposed, or decides on facts that they have looked at and corrected.

The robot then writes. Until it takes the case, the person can undo.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, today
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.settings import settings
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.service import subscription
from orchestrator.operations.queues.inbox import claimed_by, require_own_turn
from orchestrator.operations.queues.models import ROUND, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move, wait_for_person
from orchestrator.outcomes.decisions.assess import current_decision, last_assessment, open_assessment, store
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.decisions.ranked import ranks
from orchestrator.outcomes.decisions.rules import Extent, reckoned

_GRANTED, _MODES = "granted", ("propose", "decide")


def reckon(session: Session, item: WorkItem, facts: dict[str, Any]) -> dict[str, Any]:
    """What the rules say of corrected facts; nothing is stored. For the form that shows the sums as one types."""
    return _reckoned(session, item, facts)[0]


def _reckoned(session: Session, item: WorkItem, facts: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The assessment, and the hash of the process release that made it."""
    uses = subscription(session, item.municipality_code, item.process)
    rules, on = released.in_force(session, uses), today().isoformat()
    return rules.assess(item.process, facts, item.municipality_code, uses.parameters, on), rules.sha256


def confirm(session: Session, item_id: str, person_id: str) -> Decision:
    """Confirm a proposal as it stands: exactly what the person was shown becomes the decision."""
    item = claimed_by(session, item_id, person_id)
    proposed = last_assessment(session, item.id)
    if item.waiting_for != "confirmation" or proposed is None or proposed.outcome != _GRANTED:
        raise Conflict("There is no proposal to confirm here: decide the case, or return it to the robot.")
    return _decide(session, item, proposed, person_id, Extent(proposed.amount_ore, proposed.extent))


def decide(
    session: Session, item_id: str, person_id: str, facts: dict[str, Any], accepted: set[str], motivation: str
) -> Decision | None:
    """Grant on corrected facts. Every reason that still stands must be accepted by name, and said why.

    Only a positive amount or extent that the rules can reckon is written by the robot. A refusal, wholly or partly, is
    the person's own work in the case system: the robot never writes one. Where cases are ranked with others nothing
    is decided yet (None): the case waits for the next round.
    """
    item = claimed_by(session, item_id, person_id)
    result, rules_sha256 = _reckoned(session, item, facts)
    standing = {reason["code"] for reason in result["reasons"]} - accepted
    if standing:
        raise BadInput(
            "Some reasons still stand. Accept each, or correct the facts.",
            problems=[{"at": code, "message": "not accepted"} for code in sorted(standing)],
        )
    extent = reckoned(result)
    if extent is None:
        raise Conflict("The robot writes only a grant in full with a known amount. Decide this one in the case system.")
    if accepted and not motivation.strip():
        raise BadInput("Say why in the motivation: the applicant reads it, and so does whoever reviews the case.")
    uses = subscription(session, item.municipality_code, item.process)
    row = store(session, item, uses, facts, result | {"motivation": motivation.strip()}, rules_sha256)
    if ranks(session, item):
        _to_round(session, item, uses.mode)
        return None
    return _decide(session, item, row, person_id, extent)


def undo(session: Session, item_id: str, person_id: str) -> WorkItem:
    """Take back one's decision while no robot has taken the case."""
    decision = current_decision(session, item_id)
    item = session.get_one(WorkItem, item_id, with_for_update=True)
    mine = decision is not None and decision.decided_by == f"person:{person_id}"
    if decision is None or not mine or decision.state != "prepared" or item.state != State.NEW.value:
        raise Conflict("There is nothing to undo: the robot has taken the case, or it was not your decision.")
    decision.state, item.purpose = "void", "handle"
    proposed = last_assessment(session, item.id)
    granted = proposed is not None and proposed.outcome == _GRANTED
    wait_for_person(session, item, "confirmation" if granted else "decision", "undone by the person")
    item.assigned_to = person_id
    return item


def facts_of(session: Session, item_id: str) -> dict[str, Any] | None:
    """The facts that the robot read last, to look at and correct."""
    row = last_assessment(session, item_id)
    return open_assessment(session, row)["facts"] if row else None


def _to_round(session: Session, item: WorkItem, mode: str) -> None:
    """A person has settled what stood in the way: the case is ranked with the others, and decided there."""
    require_own_turn(item)
    if mode not in _MODES:
        raise Conflict(f"In the mode {mode} the robot writes nothing: decide in the case system.")
    earlier = current_decision(session, item.id)
    if earlier is not None and earlier.state == "prepared":
        raise Conflict("An offer may have been written already: look in the system, or let it join the next round.")
    item.waiting_for, item.assigned_to, item.turn_at = ROUND, None, None
    item.exception_kind = item.exception_code = None
    audit.note(session, item.municipality_code, "case_to_round", "work_item", item.id)


def _decide(session: Session, item: WorkItem, row: Assessment, person_id: str, extent: Extent) -> Decision:
    require_own_turn(item)
    uses = subscription(session, item.municipality_code, item.process)
    if uses.mode not in _MODES:
        raise Conflict(f"In the mode {uses.mode} the robot writes nothing: decide in the case system.")
    earlier = current_decision(session, item.id)
    if earlier is not None and earlier.state == "prepared":
        raise Conflict("An earlier decision may have been written already: look in the case system first.")
    decision = Decision(
        municipality_code=item.municipality_code, work_item_id=item.id, number=(earlier.number if earlier else 0) + 1,
        outcome=_GRANTED, amount_ore=extent.amount_ore, extent=extent.extent, assessment_id=row.id, mode=uses.mode,
        robot_release_id=uses.release_id, decided_by=f"person:{person_id}", ground=uses.ground or {}, prepared_at=now(),
    )  # fmt: skip
    session.add(decision)
    item.purpose, item.waiting_for, item.assigned_to = "write", None, None
    item.exception_kind = item.exception_code = None
    item.available_at = machine_now() + timedelta(seconds=settings().undo_seconds)
    move(session, item, State.NEW, "decided by a person")
    session.flush()
    audit.note(session, item.municipality_code, "case_decided", "work_item", item.id, number=decision.number)
    return decision
