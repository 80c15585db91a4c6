"""The states of a work item and the one table of permitted changes.

`deferred` of the glossary is no state of its own here: a new item with `available_at` ahead is deferred.
"""

from enum import StrEnum


class State(StrEnum):
    NEW = "new"  # waiting for a robot
    LEASED = "leased"  # a robot reads and assesses
    COMMITTING = "committing"  # the robot has declared that it writes
    VERIFY = "verify"  # the robot was lost behind its commit point: checks first
    WAITING_HUMAN = "waiting_human"  # a person must act
    ON_HOLD = "on_hold"
    DONE = "done"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


PERMITTED: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.LEASED, State.WAITING_HUMAN, State.ON_HOLD, State.EXPIRED, State.CANCELLED}),
    State.LEASED: frozenset({State.COMMITTING, State.NEW, State.WAITING_HUMAN, State.DONE}),
    State.COMMITTING: frozenset({State.DONE, State.VERIFY, State.WAITING_HUMAN, State.NEW}),
    State.VERIFY: frozenset({State.COMMITTING, State.DONE, State.NEW, State.WAITING_HUMAN}),
    State.WAITING_HUMAN: frozenset({State.NEW, State.DONE, State.CANCELLED}),
    State.ON_HOLD: frozenset({State.NEW, State.CANCELLED}),
    State.DONE: frozenset(),
    State.EXPIRED: frozenset(),
    State.CANCELLED: frozenset(),
}

HELD = (State.LEASED, State.COMMITTING)
CLAIMABLE = (State.NEW, State.VERIFY)
ENDED = (State.DONE, State.EXPIRED, State.CANCELLED)


def allowed_from(state: str) -> str:
    """What an item in this state may become, as a refusal says it."""
    return ", ".join(sorted(PERMITTED[State(state)])) or "nothing: it has ended"


def may_become(state: State, to: State) -> bool:
    return to in PERMITTED[state]
