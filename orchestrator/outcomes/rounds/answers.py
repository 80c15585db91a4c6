"""The guardian's offer and answer: fetched by the e-service, answered in time or not, written by the robot.

As with letters and questions, an offer is told until the e-service says that it has it; its end the same way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date, machine_now, now, today
from orchestrator.core.errors import Conflict, NotFound, Unavailable
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import applicant
from orchestrator.operations.queues.models import ANSWER, ROUND, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.decisions.ranked import APPLICANT, TIME
from orchestrator.outcomes.rounds.approve import next_number
from orchestrator.outcomes.rounds.models import Offer

Json = dict[str, Any]
_TO_TELL: ColumnElement[bool] = literal_column("placement_offer.to_tell IS NOT NULL")
LATE = "late"


def to_fetch(session: Session, municipality: str, limit: int) -> Sequence[Offer]:
    """Offers that stand in the system, and ends of offers, which the e-service has not got yet; oldest first."""
    asked = (
        select(Offer).join(Decision, Decision.id == Offer.decision_id)
        .where(Offer.municipality_code == municipality, _TO_TELL, Decision.state == "effected")
    )  # fmt: skip
    return session.scalars(asked.order_by(Offer.id).limit(limit)).all()


def words_of(session: Session, offer: Offer) -> Json:
    """`{why, settled, hours_week, guarantee_on}` of the offer, opened."""
    found: Json = vault.unseal_json(session, offer.municipality_code, "placement_offer", offer.sealed)
    return found


def fetched(session: Session, offer_id: str, *, end: bool) -> None:
    """The e-service has the offer, or (`end`) has taken it away. Told twice, it is told once."""
    offer = _one(session, offer_id)
    applicant.locked(session, offer.work_item_id)
    session.refresh(offer)
    if end and offer.to_tell == "end":
        offer.to_tell = None
    if end or offer.fetched_at is not None:
        return
    offer.fetched_at = now()
    if offer.to_tell == "offer":
        offer.to_tell = None
    audit.note(session, offer.municipality_code, "offer_fetched", "work_item", offer.work_item_id)


def answer(session: Session, offer_id: str, said: str, answered_at: datetime | None = None) -> str:
    """The guardian's yes (`accepted`) or no (`declined`). Answers what became of the offer: those two, or `late`.

    Said again it changes nothing; said otherwise it is refused. `answered_at` is the e-service's own time, never before
    the offer or ahead of now. A late answer is kept, and takes no place.
    """
    offer = _one(session, offer_id)
    item = applicant.locked(session, offer.work_item_id)
    session.refresh(offer)
    moment = min(max(answered_at or now(), offer.approved_at), now())
    if offer.answer is not None:
        if offer.answer != said:
            raise Conflict("This offer has been answered otherwise already. Whoever wants to change it calls us.")
        return LATE if offer.state in (LATE, "expired") else said
    if offer.state != "open":
        if offer.state == "expired":
            offer.answer, offer.answered_at, offer.state = said, moment, LATE
            return LATE
        raise Conflict("This offer has ended: it can no longer be answered.")
    offer.answer, offer.answered_at = said, moment
    late = legal_date(moment) > offer.answer_by
    offer.fetched_at, offer.to_tell = offer.fetched_at or now(), None
    _close(session, item, offer, LATE if late else said, APPLICANT)
    return offer.state


def lapse_due(session: Session, limit: int = 200) -> list[Offer]:
    """Offers whose last day is past without an answer: the place goes on, and the case as its municipality says."""
    asked = (
        select(Offer).join(WorkItem, WorkItem.id == Offer.work_item_id)
        .where(Offer.state == "open", Offer.answer_by < today(), WorkItem.waiting_for == ANSWER)
        .order_by(Offer.id).limit(limit)
    )  # fmt: skip
    lapsed = []
    for offer in session.scalars(asked).all():
        item = applicant.locked(session, offer.work_item_id)
        session.refresh(offer)
        if offer.state == "open":
            offer.to_tell = "end"
            _close(session, item, offer, "expired", TIME)
            lapsed.append(offer)
    return lapsed


def _close(session: Session, item: WorkItem, offer: Offer, code: str, by: str) -> None:
    """The offer has ended: what it came to is a decision of its own, which the robot writes in the system."""
    if item.state != State.WAITING_HUMAN.value or item.waiting_for != ANSWER:
        raise Unavailable("The case is being written just now. Try again in a minute: the answer is not lost.")
    offer.state = code
    uses = subscribed(session, item.municipality_code, item.process)
    made = session.get_one(Decision, offer.decision_id)
    told = {"municipality": item.municipality_code, "config": uses.parameters, "on": today().isoformat(), "code": code}
    stays = released.in_force(session, uses).after_answer(item.process, told)
    answered = legal_date(offer.answered_at).isoformat() if offer.answered_at else None
    decision = Decision(
        municipality_code=item.municipality_code, work_item_id=item.id, number=next_number(session, item),
        outcome="expired" if code == LATE else code, amount_ore=made.amount_ore, extent=made.extent,
        assessment_id=made.assessment_id, mode=made.mode, robot_release_id=uses.release_id, decided_by=by, ground={},
        terms=offer.terms | {"answered_on": answered}, then=ROUND if stays else None, prepared_at=now(),
    )  # fmt: skip
    session.add(decision)
    session.flush()
    offer.answer_decision_id = decision.id
    item.purpose, item.waiting_for, item.assigned_to, item.available_at = "write", None, None, machine_now()
    move(session, item, State.NEW, f"offer {code}")
    session.flush()
    audit.note(session, item.municipality_code, f"offer_{code}", "work_item", item.id)


def _one(session: Session, offer_id: str) -> Offer:
    """An offer that stands in the system; another municipality's, or one that does not, looks as if not there."""
    asked = select(Offer).join(Decision, Decision.id == Offer.decision_id).where(
        Offer.id == offer_id, Decision.state == "effected"
    )  # fmt: skip
    offer = session.scalars(asked).one_or_none()
    if offer is None:
        raise NotFound("There is no such offer in your municipality.")
    return offer
