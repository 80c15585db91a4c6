"""The one gate through which a work item changes state."""

from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import Conflict
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.operations.queues.states import CLAIMABLE, ENDED, HELD, State, allowed_from, may_become


def move(session: Session, item: WorkItem, to: State, reason: str = "") -> None:
    """Change an item's state if the table permits it, and write the row.

    Raises Conflict that names the state and what is allowed from it.
    """
    state = State(item.state)
    if not may_become(state, to):
        allowed = allowed_from(state)
        raise Conflict(f"The work item is {state.value}: it cannot become {to.value}. Allowed: {allowed}.")
    record(session, item, state, to, reason)
    item.state = to.value
    if to not in HELD:
        item.lease_until = item.run_id = None
    if to in ENDED:
        item.ended_at = now()
    if to in CLAIMABLE:
        bells.ring(session, bells.work(item.municipality_code, item.process))


def back_to_queue(session: Session, item: WorkItem, to: State, reason: str) -> None:
    """To be taken by a robot, `new` or `verify`. What was begun comes before what was not: one step ahead of its peers.

    When it can be taken is `available_at`, set by the caller before; who waits for work hears of it.
    """
    if State(item.state) in HELD:
        item.priority = max(0, item.priority - 1)
    move(session, item, to, reason)


def wait_for_person(session: Session, item: WorkItem, waiting_for: str, reason: str) -> None:
    """A person must act: take a `decision`, or give a `confirmation`. Nobody has claimed it yet."""
    move(session, item, State.WAITING_HUMAN, reason)
    item.waiting_for, item.assigned_to, item.turn_at = waiting_for, None, None


def record(session: Session, item: WorkItem, state: State, to: State, reason: str = "") -> None:
    """The row of a change."""
    session.add(
        Transition(
            municipality_code=item.municipality_code, work_item_id=item.id, from_state=state.value,
            to_state=to.value, at=now(), actor=scope_of(session).actor, reason=reason,
        )
    )  # fmt: skip
