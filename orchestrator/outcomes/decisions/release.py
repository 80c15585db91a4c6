"""The end of a lease: the decision takes effect and everything that follows is written down, in one transaction."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import Conflict
from orchestrator.operations.queues import finish
from orchestrator.operations.queues.complete import complete_leased
from orchestrator.operations.queues.handling import measured_minutes
from orchestrator.operations.queues.models import ROUND, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.outcomes.benefits import service as benefits
from orchestrator.outcomes.decisions.assess import AUTOMATIC, current_decision, last_assessment, open_assessment
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.decisions.ranked import OTHERS, ranks
from orchestrator.outcomes.decisions.rules import ground_text
from orchestrator.outcomes.letters import service as letters
from orchestrator.outcomes.notices import service as notices

_BY_PEOPLE = ("assisted", "business_exception")


@dataclass(frozen=True)
class Ended:
    """How the robot ended a work item. `kind` None is success."""

    kind: str | None = None
    code: str = ""
    message: str = ""
    phases: list[dict[str, Any]] = field(default_factory=list)


def release(session: Session, item: WorkItem, ended: Ended) -> None:
    """Done: decision effected, notice and benefit line written. Business: a person. Application: try again."""
    if ended.kind is None:
        _succeed(session, item, ended)
    elif ended.kind == "BUSINESS":
        _void_unwritten(session, item)
        finish.hand_over(session, item, ended.code or "unnamed", ended.message, ended.phases)
    else:
        _void_unwritten(session, item)
        finish.give_back(session, item, ended.code or "unnamed", ended.message, ended.phases)
    account(session, item)


def complete_plain(session: Session, municipality: str, item_id: str, fence: int, run_id: str, ended: Ended) -> bool:
    """A package without decisions: its robot's word ends the case. False when this run does not hold the item."""
    process = complete_leased(session, municipality, item_id, fence, run_id, ended.phases)
    if process is None:
        return False
    if benefits.has_baseline(session, municipality, process):
        account(session, session.get_one(WorkItem, item_id))
    return True


def account(session: Session, item: WorkItem, outcome: str | None = None) -> None:
    """The benefit line of a case that a robot has finished with, by its outcome. Shadow earns nothing."""
    assessment = last_assessment(session, item.id)
    if assessment is not None and assessment.mode == "shadow":
        return
    outcome = outcome or {
        (State.DONE.value, "handle"): "straight_through",
        (State.DONE.value, "write"): "assisted",
        (State.WAITING_HUMAN.value, "business"): "business_exception",
        (State.WAITING_HUMAN.value, "application"): "application_exception",
    }.get((item.state, item.exception_kind or item.purpose))
    if outcome:
        segment = assessment.segment if assessment else "renewal"
        rules_version = assessment.rules_version if assessment else ""
        benefits.record(session, item, outcome, segment, rules_version, _measured(session, item, outcome))


def _measured(session: Session, item: WorkItem, outcome: str) -> Decimal | None:
    """What the inbox clock measured of a person's finished work; None where no clock ran.

    A case that is handed over has that work ahead: what was spent before a return to the robot is not all of it.
    """
    if outcome not in _BY_PEOPLE or item.state == State.WAITING_HUMAN.value:
        return None
    minutes = measured_minutes(session, item.id)
    return minutes if minutes > 0 else None


def _succeed(session: Session, item: WorkItem, ended: Ended) -> None:
    decision = current_decision(session, item.id)
    assessment = last_assessment(session, item.id)
    if decision is None:
        _assessed_only(session, item, ended, assessment.mode if assessment else "")
        return
    _require_read_back(session, decision)
    if decision.mode == "prepare":  # nothing is decided yet: a person does that in the case system
        finish.drafted(session, item, ended.phases)
        return
    if decision.then:
        finish.written(session, item, ended.phases, decision.then)
    else:
        finish.complete(session, item, ended.phases)
    take_effect(session, item, decision)


def take_effect(session: Session, item: WorkItem, decision: Decision) -> None:
    """The decision stands in the case system: from now on it counts, has its letter, and its applicant is told."""
    decision.state, decision.effected_at = "effected", now()
    if decision.decided_by in OTHERS:  # the applicant's own answer, written down: nobody is told what they said
        return
    _write_letter(session, item, decision)
    notices.prepare(session, item, decision.id)


def _write_letter(session: Session, item: WorkItem, decision: Decision) -> None:
    """A process whose manifest has words for a letter writes one; another tells in the target system alone."""
    if not letters.has_letter(session, item):
        return
    assessment = open_assessment(session, session.get_one(Assessment, decision.assessment_id))["assessment"]
    letters.compose(
        session, item, decision.id, assessment, amount_ore=decision.amount_ore or 0,
        automatic=decision.decided_by == AUTOMATIC, ground=ground_text(decision.ground),
    )  # fmt: skip


def _assessed_only(session: Session, item: WorkItem, ended: Ended, mode: str) -> None:
    if mode == "shadow":
        finish.complete(session, item, ended.phases)
    elif mode == "propose":
        finish.propose(session, item, ended.phases, ROUND if ranks(session, item) else "confirmation")
    else:
        raise Conflict(
            f"The work item is {item.state} and has no decision, so it is not done. Allowed: assess it, or hand it "
            "over with a business exception."
        )


def _require_read_back(session: Session, decision: Decision) -> None:
    effects = effects_of(session, decision)
    open_ones = [effect.kind for effect in effects if effect.state != "confirmed"]
    if open_ones or not effects:
        raise Conflict(
            f"Not read back yet: {', '.join(open_ones) or 'nothing was written'}. Allowed: confirm each "
            "effect first, or release with an exception."
        )


def _void_unwritten(session: Session, item: WorkItem) -> None:
    """The rules' decision that was never begun to be written is void; one behind the commit point stays."""
    decision = current_decision(session, item.id)
    if decision is not None and item.state == State.LEASED.value and _automatic(decision):
        decision.state = "void"


def _automatic(decision: Decision) -> bool:
    """Prepared by the rules alone. What a person has decided stays, to be written by the next robot."""
    return decision.state == "prepared" and decision.decided_by == AUTOMATIC


def after_loss(session: Session, item: WorkItem) -> None:
    """A robot was lost and its item taken back: an unwritten decision is void, a used-up case has its line."""
    decision = current_decision(session, item.id)
    if decision is not None and _automatic(decision) and not effects_of(session, decision):
        decision.state = "void"
    account(session, item)
