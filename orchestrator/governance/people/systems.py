"""A municipality's own systems as callers: make a token, know whose it is, end it."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Municipality, scope_of
from orchestrator.core.errors import NotFound, NotSignedIn
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.models import SystemToken

ESERVICE = "eservice"


def new_token(session: Session, municipality: str, system: str = ESERVICE) -> str:
    """A token for a system of the municipality, told this once. The one before ends now."""
    if session.get(Municipality, municipality) is None:
        raise NotFound(f"There is no municipality {municipality}: add it first, or check the four digits.")
    end_token(session, municipality, system)
    token = f"coe_{system}_{secrets.token_urlsafe(32)}"
    row = SystemToken(
        municipality_code=municipality, system=system, token_hash=_hash(token), made_by=scope_of(session).actor,
        created_at=now(), expires_at=now() + timedelta(days=365),
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.note(session, municipality, "system_token_made", "system_token", row.id, system=system)
    return token


def end_token(session: Session, municipality: str, system: str = ESERVICE) -> bool:
    """End the token in force; whether there was one."""
    held = select(SystemToken).where(
        SystemToken.municipality_code == municipality, SystemToken.system == system, SystemToken.ended_at.is_(None)
    )
    row = session.scalars(held.with_for_update()).one_or_none()
    if row is None:
        return False
    row.ended_at = now()
    session.flush()
    audit.note(session, municipality, "system_token_ended", "system_token", row.id, system=system)
    return True


def municipality_of(session: Session, token: str, system: str = ESERVICE) -> str:
    """Whose system this token is, or NotSignedIn with what to do."""
    held = select(SystemToken).where(
        SystemToken.token_hash == _hash(token), SystemToken.system == system, SystemToken.ended_at.is_(None)
    )
    row = session.scalars(held).one_or_none()
    if row is None:
        raise NotSignedIn("This token is not valid (any more). Make a new one with `coe eservice token CODE`.")
    row.used_at = machine_now()
    return row.municipality_code


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
