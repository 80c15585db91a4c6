"""Lay a round: the cases that wait for one, what became of their earlier offers, and the places that are free now.

The rules of the process rank (`processes/<p>/rounds.py`); a person settles what the rules leave to people, and the
rest is computed again each time. Nothing is offered here.
"""

import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now, today
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, FactsInvalid, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import subscription
from orchestrator.operations.queues.models import ROUND, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.outcomes.decisions.assess import last_assessment, open_assessment
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.rounds import kept
from orchestrator.outcomes.rounds.kept import Child, Whole
from orchestrator.outcomes.rounds.models import HOLDS, Offer, Round

Json = dict[str, Any]
_ENDED = ("declined", "expired", "late", "withdrawn")


def lay(session: Session, uses: Subscription, units: list[Json], current_places: dict[str, str]) -> Round:
    """A new round; one that was open is closed, what was approved in it stays. `units`: `[{"unit", "at", "places"}]`
    with the places that the system shows as free; `current_places`: reference → the place that a child has now.

    Raises Conflict outside the mode propose, and FactsInvalid with every problem of what was read.
    """
    if uses.mode != "propose":
        raise Conflict(f"In the mode {uses.mode} the robot proposes nothing: rounds are laid in the mode propose.")
    code, process = uses.municipality_code, uses.process
    _see_ended(session, code, process)
    _close_open(session, code, process)
    number = 1 + (session.scalar(
        select(func.max(Round.number)).where(Round.municipality_code == code, Round.process == process)
    ) or 0)  # fmt: skip
    row = Round(
        municipality_code=code, process=process, number=number, on=today(), laid_by=scope_of(session).actor,
        laid_at=now(), children=0,
    )  # fmt: skip
    frame = {"told": {
        "round": str(number), "municipality": code, "on": today().isoformat(), "config": uses.parameters,
        "units": _free(session, code, process, units),
    }}  # fmt: skip
    whole = Whole(row, frame, _children(session, uses, current_places))
    row.children = len(whole.children)
    _compute(session, uses, whole)
    audit.note(session, code, "round_laid", "placement_round", row.id, number=number, children=row.children)
    return row


def settle(session: Session, round_id: str, item_id: str, place: str | None, reason: str) -> None:
    """A person chooses another place for a child than the proposed, or (`place` empty) none in this round, and says
    why; the rest is computed again. A place that another was proposed is theirs no more."""
    if not reason.strip():
        raise BadInput("Say why: whoever reviews the round reads it, and so does the guardian who asks.")
    _change(session, round_id, item_id, {"place": place or None, "reason": reason.strip(), "by": _who(session)})


def unsettle(session: Session, round_id: str, item_id: str) -> None:
    """Back to what the rules propose."""
    _change(session, round_id, item_id, None)


def draw_lots(session: Session, round_id: str) -> int:
    """Draw lots between children whom no criterion parts, record each lot, and compute again. Answers how many.

    The lots are this system's random numbers of the operating system, drawn when a person asks for it, and kept.
    """
    whole = open_round(session, round_id)
    drawn = 0
    for number in range(len(whole.frame["draws"])):
        equal = [child for child in whole.children if number in child.found["draws"]]
        lots = list(range(1, len(equal) + 1))
        secrets.SystemRandom().shuffle(lots)
        for child, lot in zip(equal, lots, strict=True):
            child.told["case"]["lot"], drawn = lot, drawn + 1
    if drawn:
        _compute(session, _uses(session, whole.row), whole)
        audit.note(session, whole.row.municipality_code, "round_lots_drawn", "placement_round", round_id, lots=drawn)
    return drawn


def open_round(session: Session, round_id: str) -> Whole:
    """The round, locked and opened. Conflict when a newer one has been laid since."""
    row = session.scalars(select(Round).where(Round.id == round_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such round in your municipality.")
    if row.state != "open":
        raise Conflict("A newer round has been laid since. Decide in that one: the places are other ones now.")
    return kept.opened(session, row)


def _change(session: Session, round_id: str, item_id: str, settled: Json | None) -> None:
    whole = open_round(session, round_id)
    child = whole.child(item_id)
    if child is None:
        raise NotFound("This child is not in the round.")
    item = session.get_one(WorkItem, item_id)
    if item.waiting_for != ROUND:
        raise Conflict("This child has an offer, or is no longer in the queue: nothing is changed.")
    child.told["settled"] = settled
    try:
        _compute(session, _uses(session, whole.row), whole)
    except FactsInvalid as error:
        raise BadInput("That place is not free in this round: choose another.", problems=error.problems) from None
    told = "round_settled" if settled else "round_unsettled"
    audit.note(session, whole.row.municipality_code, told, "work_item", item_id, round=whole.row.number)


def _compute(session: Session, uses: Subscription, whole: Whole) -> None:
    """Rank again, around whatever has been offered from this round: that stands as it was decided."""
    asked = select(Offer.work_item_id, Offer.place).where(
        Offer.round_id == whole.row.id, Offer.state.not_in(("undone", "withdrawn"))
    )
    offered = {item_id: place for item_id, place in session.execute(asked)}
    for child in whole.children:
        child.told["fixed"] = offered.get(child.item_id)
    rules = released.in_force(session, uses)
    kept.fill(whole, rules.lay_round(uses.process, kept.told(whole)), rules.sha256)
    kept.store(session, whole)


def _uses(session: Session, row: Round) -> Subscription:
    return subscription(session, row.municipality_code, row.process)


def _who(session: Session) -> str:
    return scope_of(session).actor


def _children(session: Session, uses: Subscription, current_places: dict[str, str]) -> list[Child]:
    waiting = select(WorkItem).where(
        WorkItem.municipality_code == uses.municipality_code, WorkItem.process == uses.process,
        WorkItem.state == State.WAITING_HUMAN.value, WorkItem.waiting_for == ROUND,
    )  # fmt: skip
    found = []
    for item in session.scalars(waiting.order_by(WorkItem.reference)):
        row = last_assessment(session, item.id)
        if row is None:
            continue
        opened = open_assessment(session, row)
        case = {
            "facts": opened["facts"], "assessment": opened["assessment"], "lot": None,
            "offers": _ended_offers(session, item.id),
        }  # fmt: skip
        told = {"case": case, "current_place": current_places.get(item.reference), "settled": None, "fixed": None}
        found.append(Child(item.id, item.reference, row.id, told, {}))
    return found


def _ended_offers(session: Session, item_id: str) -> list[Json]:
    asked = select(Offer).where(Offer.work_item_id == item_id, Offer.state.in_(_ENDED)).order_by(Offer.id)
    return [_ended(row) for row in session.scalars(asked)]


def _ended(row: Offer) -> Json:
    """As the rules are told of it. A no has its day; whoever was silent, or answered too late, was sent it only."""
    answered = row.answered_at.date().isoformat() if row.answered_at and row.state != "withdrawn" else None
    return row.terms | {
        "state": "declined" if row.state == "declined" else row.answer or "sent", "answered_on": answered,
        "code": row.state,
    }  # fmt: skip


def _free(session: Session, code: str, process: str, units: list[Json]) -> list[Json]:
    """The units without the places that an offer of ours holds, whatever the system shows."""
    held = set(session.scalars(
        select(Offer.place).where(Offer.municipality_code == code, Offer.process == process, HOLDS)
    ))  # fmt: skip
    return [unit | {"places": [place for place in unit["places"] if place["place"] not in held]} for unit in units]


def _see_ended(session: Session, code: str, process: str) -> None:
    """An accepted offer whose answer stands in the system holds its place there, and no longer here. One whose decision
    is void, since its case was handled anew, holds none."""
    ours = (Offer.municipality_code == code, Offer.process == process)
    void = select(Offer).join(Decision, Decision.id == Offer.decision_id)
    for offer in session.scalars(void.where(*ours, Offer.state == "open", Decision.state == "void")):
        offer.state, offer.to_tell = "withdrawn", None
    asked = (
        select(Offer).join(Decision, Decision.id == Offer.answer_decision_id)
        .where(*ours, Offer.state == "accepted", Decision.state == "effected")
    )  # fmt: skip
    for offer in session.scalars(asked):
        offer.state = "placed"
    session.flush()


def _close_open(session: Session, code: str, process: str) -> None:
    asked = select(Round).where(Round.municipality_code == code, Round.process == process, Round.state == "open")
    for row in session.scalars(asked.with_for_update()):
        row.state = "closed"
    session.flush()
