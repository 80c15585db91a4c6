"""The states of a subscription and which follows which: one table, asked by the one function that moves."""

from enum import StrEnum

from orchestrator.core.errors import Conflict


class State(StrEnum):
    REQUESTED = "requested"  # being prepared: nothing runs but a test of the connection
    TRIAL = "trial"  # the robot reads and assesses, and writes nothing, whatever mode is asked for
    ACTIVE = "active"
    PAUSED = "paused"  # what the robot works on is finished, what comes stays in the queue
    ENDED = "ended"


MOVES: dict[State, tuple[State, ...]] = {
    State.REQUESTED: (State.TRIAL, State.ENDED),
    State.TRIAL: (State.ACTIVE, State.PAUSED, State.ENDED),
    State.ACTIVE: (State.PAUSED, State.ENDED),
    State.PAUSED: (State.TRIAL, State.ACTIVE, State.ENDED),  # back to what it was
    State.ENDED: (State.REQUESTED,),
}
# Robots are started and given cases.
WORKING = (State.TRIAL.value, State.ACTIVE.value)
# Cases are taken in, and people decide in them.
IN_USE = (*WORKING, State.PAUSED.value)


def require_move(here: State, there: State) -> None:
    """Refuse what the table does not have; says the state, and what is allowed from it."""
    if there not in MOVES[here]:
        allowed = ", ".join(state.value for state in MOVES[here])
        raise Conflict(f"The subscription is {here.value}, so it does not become {there.value}. Allowed: {allowed}.")
