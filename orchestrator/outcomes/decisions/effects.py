"""The commit point and what lies behind it: effects declared, done and confirmed one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.restored import checks_first
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move
from orchestrator.outcomes.decisions.assess import current_decision
from orchestrator.outcomes.decisions.models import Decision, Effect

# What a robot may report of an effect, from the state it is in. Confirmed is final.
_NEXT = {
    "declared": {"done", "confirmed", "absent", "unknown"},
    "unchecked": {"done", "confirmed", "absent", "unknown"},
    "done": {"done", "confirmed", "absent", "unknown"},
    "absent": {"done", "confirmed", "absent", "unknown"},
    "unknown": {"done", "confirmed", "absent", "unknown"},
    "confirmed": {"confirmed"},
}


@dataclass(frozen=True)
class NewEffect:
    kind: str
    key: str


def effects_of(session: Session, decision: Decision) -> Sequence[Effect]:
    """A decision's effects, in the order in which they are done."""
    return session.scalars(select(Effect).where(Effect.decision_id == decision.id).order_by(Effect.seq)).all()


def declare(session: Session, item: WorkItem, wanted: list[NewEffect]) -> Sequence[Effect]:
    """The commit point: from here on a crash means check first. Declaring the same again answers what is known."""
    decision = current_decision(session, item.id)
    if decision is None or decision.state != "prepared":
        raise Conflict(
            f"The work item is {item.state} and has no prepared decision. Allowed: assess it, or hand it over."
        )
    known = effects_of(session, decision)
    if known:
        if [(effect.kind, effect.key) for effect in known] != [(effect.kind, effect.key) for effect in wanted]:
            raise Conflict("Other effects were declared before. A decision's effects never change: check those first.")
    elif not wanted:
        raise BadInput("Declare at least one effect: what will the robot write?")
    else:
        # After a restore it may stand in the target system already: whatever is not `declared`, robots look for first.
        state = "unchecked" if checks_first(session, item) else "declared"
        for seq, effect in enumerate(wanted, start=1):
            session.add(
                Effect(
                    municipality_code=item.municipality_code, decision_id=decision.id, seq=seq, kind=effect.kind,
                    key=effect.key, declared_at=now(), state=state,
                )
            )  # fmt: skip
        session.flush()
        known = effects_of(session, decision)
    if item.state == State.LEASED.value:
        move(session, item, State.COMMITTING, "the robot declared that it begins to write")
    return known


def report(session: Session, item: WorkItem, seq: int, state: str) -> Effect:
    """What the robot did, or found, of one effect."""
    if item.state != State.COMMITTING.value:
        raise Conflict(f"The work item is {item.state}. Allowed: declare the commit point first, then write and tell.")
    decision = current_decision(session, item.id)
    effect = next((row for row in effects_of(session, decision) if row.seq == seq), None) if decision else None
    if effect is None:
        raise NotFound(f"No effect number {seq} is declared for this work item.")
    if state not in _NEXT[effect.state]:
        raise Conflict(
            f"The effect is {effect.state}: it cannot become {state}. "
            f"Allowed: {', '.join(sorted(_NEXT[effect.state]))}."
        )
    effect.state = state
    if state == "done":
        effect.done_at = now()
    if state == "confirmed":
        effect.done_at, effect.confirmed_at = effect.done_at or now(), now()
    return effect
