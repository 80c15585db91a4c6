"""Every change of a subscription is a row of its own and one in the trail: one function writes both."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Subscription, SubscriptionChange
from orchestrator.governance.catalogue.states import State, require_move

LONGEST_REASON = 200


def changed(session: Session, uses: Subscription, what: str, reason: str = "", **detail: Any) -> None:
    """Something of it is another now; its state is the same."""
    _write(session, uses, what, uses.state, reason, detail)


def move(session: Session, uses: Subscription, to: State, what: str, reason: str = "", **detail: Any) -> None:
    """The one way from one state to another. Raises Conflict for what the table of moves does not have."""
    here = State(uses.state)
    require_move(here, to)
    uses.state = to.value
    _write(session, uses, what, here.value, reason, detail)


def history(session: Session, uses: Subscription, limit: int = 50) -> Sequence[SubscriptionChange]:
    """What happened to it, the newest first."""
    asked = select(SubscriptionChange).where(SubscriptionChange.subscription_id == uses.id)
    return session.scalars(asked.order_by(SubscriptionChange.id.desc()).limit(limit)).all()


def _write(
    session: Session, uses: Subscription, what: str, was: str | None, reason: str, detail: dict[str, Any]
) -> None:
    uses.changed_at = now()
    session.flush()
    session.add(
        SubscriptionChange(
            municipality_code=uses.municipality_code, subscription_id=uses.id, what=what, from_state=was,
            to_state=uses.state, by=scope_of(session).actor, at=now(), reason=reason, detail=detail,
        )
    )  # fmt: skip
    session.flush()
    audit.note(
        session, uses.municipality_code, f"subscription_{what}", "subscription", uses.id, reason=reason,
        before={"state": was}, after={"state": uses.state}, **detail,
    )  # fmt: skip
