"""The states of a release and which follows which, and how far a ring reaches: data, and one function that refuses."""

from enum import StrEnum

from orchestrator.core.errors import Conflict
from orchestrator.governance.packages.models import Released


class State(StrEnum):
    DRAFT = "draft"  # archived and signed; its gates are not all passed or waived
    TESTED = "tested"
    APPROVED = "approved"  # by somebody other than its author, with a reason
    PUBLISHED = "published"  # as far as its ring; by a third person
    HALTED = "halted"  # nobody starts it until it is published again
    WITHDRAWN = "withdrawn"  # for good: nobody ever starts it again


MOVES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.TESTED, State.WITHDRAWN),
    State.TESTED: (State.APPROVED, State.DRAFT, State.WITHDRAWN),
    State.APPROVED: (State.PUBLISHED, State.WITHDRAWN),
    State.PUBLISHED: (State.HALTED, State.WITHDRAWN),
    State.HALTED: (State.PUBLISHED, State.WITHDRAWN),
    State.WITHDRAWN: (),
}
# From the nearest to the farthest: who is in a ring gets what is published to it, and what is published farther.
RINGS = ("testbed", "pilot", "all")


def require_move(here: State, there: State) -> None:
    """Refuse what the table does not have; says the state, and what is allowed from it."""
    if there not in MOVES[here]:
        allowed = ", ".join(state.value for state in MOVES[here]) or "nothing: build a new version"
        raise Conflict(f"The release is {here.value}, so it does not become {there.value}. Allowed: {allowed}.")


def next_ring(ring: str | None) -> str | None:
    """The ring after this one; None after the last."""
    place = 0 if ring is None else RINGS.index(ring) + 1
    return RINGS[place] if place < len(RINGS) else None


def in_reach(release: Released, ring: str) -> bool:
    """Whether who is in this ring may use the release: published, and at least as far as there."""
    if release.state != State.PUBLISHED.value or release.ring is None:
        return False
    return RINGS.index(release.ring) >= RINGS.index(ring)


def refusal(release: Released) -> str | None:
    """Why no worker starts it, in a sentence; None when it may run (whoever may choose it: see `in_reach`)."""
    if release.state == State.PUBLISHED.value:
        return None
    said = {"halted": "halted", "withdrawn": "withdrawn"}.get(release.state)
    if said is None:
        return f"Release {release.version} is {release.state}, not published. It is not run."
    return f"Release {release.version} was {said}: {release.stopped_reason} It is not run."
