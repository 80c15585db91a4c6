"""A person decides: approves proposals, one or many; undoes until the robot has taken the case.

Each approval is a decision on a case of its own, by that person, and an offer that holds its place from now on.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, today
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.settings import settings
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import subscription
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import applicant
from orchestrator.operations.queues.models import ANSWER, ROUND, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move, wait_for_person
from orchestrator.outcomes.decisions.assess import current_decision
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.rounds.kept import Child, Whole
from orchestrator.outcomes.rounds.lay import open_round
from orchestrator.outcomes.rounds.models import HOLDS, Offer

OFFER = "offer"
_MOST_DAYS = 90


@dataclass
class Approved:
    """The offers that were made, and what was left with why: `draw`, `settle_first`, `gone` or `held`."""

    offers: list[Offer] = field(default_factory=list)
    left: list[tuple[Child, str]] = field(default_factory=list)


def approve(
    session: Session, round_id: str, person_id: str, answer_by: date | None, items: Collection[str] = ()
) -> Approved:
    """Decide on the proposals of these cases, or on all of the round (`items` empty). `answer_by`: the last day to
    answer, where the municipality has no rule of its own, or another day than that.

    Whatever cannot be decided now is left with its reason; the rest is approved.
    """
    whole = open_round(session, round_id)
    uses = subscription(session, whole.row.municipality_code, whole.row.process)
    if uses.mode != "propose":
        raise Conflict(f"In the mode {uses.mode} the robot writes no offers: decide in the municipality's own system.")
    last = answer_by or usual_answer_by(whole)
    if last is None:
        raise BadInput("Say by which day the guardian must answer: the municipality has no rule for it (answer_days).")
    if not today() < last <= today() + timedelta(days=_MOST_DAYS):
        raise BadInput(f"The last day to answer lies after today, at most {_MOST_DAYS} days ahead.")
    result, hindered = Approved(), hindrances(session, whole)
    for child in whole.children:
        if child.seat is None or (items and child.item_id not in items):
            continue
        if child.item_id in hindered:
            result.left.append((child, hindered[child.item_id]))
        else:
            result.offers.append(_offer(session, uses, whole, child, last, person_id))
    session.flush()
    if result.offers:
        audit.note(session, uses.municipality_code, "round_approved", "placement_round", round_id,
                   offers=len(result.offers), left=len(result.left))  # fmt: skip
    return result


def usual_answer_by(whole: Whole) -> date | None:
    """By the municipality's own rule, counted from today; None where it has none."""
    days = whole.frame["result"]["settings"]["answer_days"]
    return None if days is None else today() + timedelta(days=int(days))


def hindrances(session: Session, whole: Whole) -> dict[str, str]:
    """case → why its proposal cannot be approved now: `gone`, `draw`, `settle_first` or `held`."""
    ids = [child.item_id for child in whole.children]
    waiting = set(session.scalars(select(WorkItem.id).where(WorkItem.id.in_(ids), WorkItem.waiting_for == ROUND)))
    code, process = whole.row.municipality_code, whole.row.process
    ours = select(Offer.place).where(Offer.municipality_code == code, Offer.process == process, HOLDS)
    held = set(session.scalars(ours))
    first = {unit for child in whole.children if not child.settled for unit in child.found["first_at"]}
    found = {}
    for child in whole.children:
        if child.item_id not in waiting:
            found[child.item_id] = "gone"
        elif child.seat is None:
            continue
        elif child.found["draws"] and not child.settled:
            found[child.item_id] = "draw"
        elif child.seat["unit"] in first:
            found[child.item_id] = "settle_first"
        elif child.seat["place"] in held:
            found[child.item_id] = "held"
    return found


def take_out(session: Session, round_id: str, item_id: str, person_id: str) -> None:
    """Take a case out of the round to look at it and correct it: it is this person's in the inbox, and takes part again
    when they have settled it."""
    if open_round(session, round_id).child(item_id) is None:
        raise NotFound("This child is not in the round.")
    item = applicant.locked(session, item_id)
    if item.state != State.WAITING_HUMAN.value or item.waiting_for != ROUND:
        raise Conflict("This child has an offer, or is no longer in the queue: nothing is changed.")
    item.waiting_for, item.assigned_to = "decision", person_id
    audit.note(session, item.municipality_code, "case_from_round", "work_item", item.id)


def undo(session: Session, offer_id: str, person_id: str) -> Offer:
    """Take an approval back while no robot has taken the case: its proposal stands in the round again."""
    offer = session.scalars(select(Offer).where(Offer.id == offer_id)).one_or_none()
    if offer is None:
        raise NotFound("There is no such offer in your municipality.")
    item = applicant.locked(session, offer.work_item_id)
    session.refresh(offer)
    decision = session.get_one(Decision, offer.decision_id)
    mine = offer.approved_by == person_id
    if not mine or offer.state != "open" or decision.state != "prepared" or item.state != State.NEW.value:
        raise Conflict("There is nothing to undo: the robot has taken the case, or it was not your approval.")
    decision.state, offer.state, offer.to_tell, item.purpose = "void", "undone", None, "handle"
    wait_for_person(session, item, ROUND, "undone by the person")
    session.flush()
    audit.note(session, item.municipality_code, "offer_undone", "work_item", item.id)
    return offer


def back_to_round(session: Session, item_id: str) -> None:
    """The offer could not be written, its place is gone for example: the case takes part in the next round.

    Only where the offer itself was never written as far as anybody knows; else look in the system first.
    """
    item = applicant.locked(session, item_id)
    decision = current_decision(session, item.id)
    offer = session.scalars(select(Offer).where(Offer.work_item_id == item.id, Offer.state == "open")).one_or_none()
    if item.state != State.WAITING_HUMAN.value or item.waiting_for != "decision" or offer is None or decision is None:
        raise Conflict("This case has no offer that could not be written.")
    written = {effect.kind for effect in effects_of(session, decision) if effect.state in ("done", "confirmed")}
    if decision.state != "prepared" or OFFER in written:
        raise Conflict("The offer may stand in the system: look there first.")
    decision.state, offer.state, offer.to_tell = "void", "withdrawn", None
    item.purpose, item.waiting_for, item.assigned_to, item.turn_at = "handle", ROUND, None, None
    item.exception_kind = item.exception_code = None
    session.flush()
    audit.note(session, item.municipality_code, "offer_withdrawn", "work_item", item.id)


def _offer(session: Session, uses: Subscription, whole: Whole, child: Child, answer_by: date, person_id: str) -> Offer:
    item = applicant.locked(session, child.item_id)
    seat = child.seat or {}
    code, moment = item.municipality_code, machine_now() + timedelta(seconds=settings().undo_seconds)
    assessed = session.get_one(Assessment, child.assessment_id)
    decision = Decision(
        municipality_code=code, work_item_id=item.id, number=next_number(session, item), outcome="granted",
        amount_ore=assessed.amount_ore, extent=assessed.extent, assessment_id=assessed.id, mode=uses.mode,
        robot_release_id=uses.release_id, decided_by=f"person:{person_id}", ground=uses.ground or {},
        terms={**seat, "answer_by": answer_by.isoformat(), **(child.found["terms"] or {})}, then=ANSWER,
        prepared_at=now(),
    )  # fmt: skip
    session.add(decision)
    session.flush()
    told = child.found["child"] or {}
    words = {"why": told.get("because"), "settled": child.settled, **(child.found["terms"] or {})}
    offer = Offer(
        municipality_code=code, round_id=whole.row.id, work_item_id=item.id, decision_id=decision.id,
        process=item.process, unit=seat["unit"], place=seat["place"], start_on=date.fromisoformat(seat["start_on"]),
        answer_by=answer_by, approved_by=person_id, approved_at=now(), undo_until=moment,
        sealed=vault.seal_json(session, code, "placement_offer", words),
    )  # fmt: skip
    session.add(offer)
    item.purpose, item.waiting_for, item.assigned_to, item.available_at = "write", None, None, moment
    move(session, item, State.NEW, "an offer was decided by a person")
    session.flush()
    audit.note(session, code, "case_decided", "work_item", item.id, number=decision.number)
    return offer


def next_number(session: Session, item: WorkItem) -> int:
    """The number of the case's next decision. Void ones keep theirs free; an effect's key is never used twice."""
    most = select(func.coalesce(func.max(Decision.number), 0)).where(Decision.work_item_id == item.id)
    return 1 + int(session.scalar(most) or 0)
