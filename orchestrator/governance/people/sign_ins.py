"""Where a person is signed in: seen by themselves, ended by themselves, or all at once by who answers for them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.devices import device_of, shortened
from orchestrator.governance.people.models import SignIn

_TOLD_EVERY = timedelta(minutes=1)


def seen(row: SignIn, user_agent: str, address: str) -> None:
    """Last use, told once a minute: a page costs no write."""
    if row.used_at is None or machine_now() - row.used_at > _TOLD_EVERY:
        row.used_at, row.device, row.address = machine_now(), device_of(user_agent), shortened(address)


def end_one(session: Session, person_id: str, which: str) -> None:
    """End one of a person's own sign-ins, known by its token's hash."""
    row = session.get(SignIn, which)
    if row is None or row.person_id != person_id:
        raise NotFound("There is no such sign-in of yours.")
    row.ended_at = row.ended_at or machine_now()


def end_all(session: Session, person_id: str, *, but: str | None = None) -> int:
    """End every sign-in of a person; `but`: the one that stays, by its token's hash. Answers how many ended."""
    rows = session.scalars(select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))).all()
    ended = [row for row in rows if row.token_hash != but]
    for row in ended:
        row.ended_at = machine_now()
    return len(ended)


def end_for(session: Session, person_id: str, municipalities: tuple[str, ...], reason: str) -> int:
    """Another's, all at once: whoever has lost a machine, or is no longer to be here. In the trail of these places."""
    ended = end_all(session, person_id)
    for code in municipalities:
        audit.note(session, code, "sign_ins_ended", "person", person_id, reason=reason, sign_ins=ended)
    return ended
