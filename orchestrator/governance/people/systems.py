"""Tokens of machines that call us: a municipality's own systems, and the region's workers.

A token is told once and kept as a hash. It names its kind and its place in clear in front (`coe_eservice_1287_…`), so
that the scope is set before anything is read: who forges the place is in another municipality, where the token is
nobody's. It ends by itself, in twelve months if nobody says otherwise, and is shown before that.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Municipality, scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound, NotSignedIn
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.models import SystemToken, WorkerToken

Token = SystemToken | WorkerToken
ESERVICE = "eservice"
DOCUMENTS = "documents"
"""An invoice operator or access point that hands in documents."""
OF_MUNICIPALITY = (ESERVICE, DOCUMENTS)
WORKER = "worker"
REGION = "region"
MONTHS = 12
MOST_MONTHS = 24
WARNED = timedelta(days=30)
_USED_EVERY = timedelta(minutes=1)
_CODE_LENGTH = 4


def new_token(session: Session, municipality: str, system: str = ESERVICE, months: int = MONTHS) -> str:
    """A token for a system of the municipality, told this once. The one before ends now."""
    if session.get(Municipality, municipality) is None:
        raise NotFound(f"There is no municipality {municipality}: add it first, or check the four digits.")
    until = _until(months)
    end_token(session, municipality, system)
    token = _made(system, municipality)
    row = SystemToken(
        municipality_code=municipality, system=system, token_hash=_hash(token), made_by=scope_of(session).actor,
        created_at=machine_now(), expires_at=until,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.note(session, municipality, "system_token_made", "system_token", row.id, system=system, until=_day(until))
    return token


def end_token(session: Session, municipality: str, system: str = ESERVICE) -> bool:
    """End the token in force; whether there was one."""
    held = select(SystemToken).where(
        SystemToken.municipality_code == municipality, SystemToken.system == system, SystemToken.ended_at.is_(None)
    )
    row = session.scalars(held.with_for_update()).one_or_none()
    if row is None:
        return False
    row.ended_at = machine_now()
    session.flush()
    audit.note(session, municipality, "system_token_ended", "system_token", row.id, system=system)
    return True


def new_worker_token(session: Session, name: str, months: int = MONTHS) -> str:
    """One more token for workers, told this once: `name` says which machine has it, so that it can be ended alone."""
    said = mask_personal_numbers(name.strip())
    if not said or len(said) > 80:
        raise BadInput("Name the machine that shall have the token, in at most 80 characters.")
    held = select(WorkerToken).where(WorkerToken.name == said, WorkerToken.ended_at.is_(None))
    if session.scalars(held).first() is not None:
        raise Conflict(f"There is a token named {said!r}. End it first, or give this one another name.")
    token, until = _made(WORKER, REGION), _until(months)
    row = WorkerToken(
        name=said, token_hash=_hash(token), made_by=scope_of(session).actor, created_at=machine_now(), expires_at=until
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note_region(session, "worker_token_made", row, until=_day(until))
    return token


def end_by_id(session: Session, token_id: str) -> None:
    """End a token of either kind that is in scope. Ended twice, it ended once."""
    own = session.scalars(select(SystemToken).where(SystemToken.id == token_id)).one_or_none()
    if own is not None:
        if own.ended_at is None:
            end_token(session, own.municipality_code, own.system)
        return
    row = session.get(WorkerToken, token_id)
    if row is None:
        raise NotFound("There is no such token here.")
    if row.ended_at is None:
        row.ended_at = machine_now()
        session.flush()
        _note_region(session, "worker_token_ended", row)


def claimed_place(token: str, kind: str) -> str:
    """The municipality (or `region`) that a token names. Raises NotSignedIn for what is no token of this kind."""
    begins = f"coe_{kind}_"
    place, _, secret = token.removeprefix(begins).partition("_")
    if not token.startswith(begins) or not secret or (place != REGION and len(place) != _CODE_LENGTH):
        raise _not_valid(kind)
    return place


def municipality_of(session: Session, token: str, system: str = ESERVICE) -> str:
    """Whose system this token is, or NotSignedIn with what to do."""
    held = select(SystemToken).where(
        SystemToken.municipality_code == claimed_place(token, system), SystemToken.token_hash == _hash(token),
        SystemToken.system == system,
    )  # fmt: skip
    row = session.scalars(held).one_or_none()
    if row is None or not _runs(row):
        raise _not_valid(system)
    _used(row)
    return row.municipality_code


def is_worker(session: Session, token: str) -> bool:
    """Whether a worker of the region calls with this token."""
    if claimed_place(token, WORKER) != REGION:
        return False
    row = session.scalars(select(WorkerToken).where(WorkerToken.token_hash == _hash(token))).one_or_none()
    if row is None or not _runs(row):
        return False
    _used(row)
    return True


def system_tokens(session: Session, municipalities: tuple[str, ...]) -> Sequence[SystemToken]:
    """Tokens that have not been ended, also those whose time is out: by municipality."""
    asked = select(SystemToken).where(SystemToken.municipality_code.in_(municipalities), SystemToken.ended_at.is_(None))
    return session.scalars(asked.order_by(SystemToken.municipality_code, SystemToken.system)).all()


def worker_tokens(session: Session) -> Sequence[WorkerToken]:
    """Tokens of workers that have not been ended, by name."""
    return session.scalars(select(WorkerToken).where(WorkerToken.ended_at.is_(None)).order_by(WorkerToken.name)).all()


def ends_soon(row: Token) -> bool:
    """Within 30 days, or past: a new one is to be made."""
    return row.expires_at - machine_now() < WARNED


def _runs(row: Token) -> bool:
    return row.ended_at is None and row.expires_at > machine_now()


def _used(row: Token) -> None:
    """Last use, told once a minute: a call costs no write."""
    if row.used_at is None or machine_now() - row.used_at > _USED_EVERY:
        row.used_at = machine_now()


def _until(months: int) -> datetime:
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"A token lasts from 1 to {MOST_MONTHS} months.")
    return machine_now() + timedelta(days=round(365 * months / 12))


def _made(kind: str, place: str) -> str:
    return f"coe_{kind}_{place}_{secrets.token_urlsafe(32)}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _note_region(session: Session, action: str, row: WorkerToken, **told: str) -> None:
    """A worker may run any municipality's robots: what lets it stands in each one's trail."""
    for code in session.scalars(select(Municipality.code)).all():
        audit.note(session, code, action, "worker_token", row.id, name=row.name, **told)


def _not_valid(kind: str) -> NotSignedIn:
    if kind == WORKER:
        return NotSignedIn("The worker token is not right. Make one with `coe token new worker --name NAME`.")
    return NotSignedIn("This token is not valid (any more). Make a new one with `coe token new eservice CODE`.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
