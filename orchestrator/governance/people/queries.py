"""Reads about a person's own account."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Municipality
from orchestrator.governance.people.models import SignIn


def open_sign_ins(session: Session, person_id: str) -> Sequence[SignIn]:
    """Where this person is signed in now, newest first."""
    asked = select(SignIn).where(
        SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > machine_now()
    )
    return session.scalars(asked.order_by(SignIn.created_at.desc())).all()


def municipality_names(session: Session) -> dict[str, str]:
    """code → name."""
    return {code: name for code, name in session.execute(select(Municipality.code, Municipality.name))}
