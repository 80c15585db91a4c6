"""Every change of a release is a row of its own and one in the region's trail: one function writes both."""

from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.governance.audit import service as audit
from orchestrator.governance.packages.models import AnyRelease, Release, ReleaseChange
from orchestrator.governance.packages.states import State, require_move

LONGEST_REASON = 400


def kind_of(release: AnyRelease) -> str:
    """robot | process."""
    return "robot" if isinstance(release, Release) else "process"


def keys_of(release: AnyRelease) -> dict[str, str]:
    """The column that names the release in a row that belongs to it."""
    return {f"{kind_of(release)}_release_id": release.id}


def move(session: Session, release: AnyRelease, to: State, what: str, reason: str = "", **detail: Any) -> None:
    """The one way from one state to another. Raises Conflict for what the table of moves does not have."""
    here = State(release.state)
    require_move(here, to)
    release.state = to.value
    write(session, release, what, here.value, reason, **detail)


def write(session: Session, release: AnyRelease, what: str, was: str | None, reason: str = "", **detail: Any) -> None:
    """Something of it is another now."""
    session.flush()
    session.add(
        ReleaseChange(
            **keys_of(release), what=what, from_state=was, to_state=release.state, ring=release.ring,
            by=scope_of(session).actor, at=now(), reason=reason[:LONGEST_REASON],
        )
    )  # fmt: skip
    session.flush()
    audit.note(
        session, None, f"release_{what}", f"{kind_of(release)}_release", release.id, reason=reason,
        before={"state": was}, after={"state": release.state, "ring": release.ring},
        name=release.name, version=release.version, sha256=release.sha256, **detail,
    )  # fmt: skip
