"""Reads about a person's own account."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Municipality
from orchestrator.governance.people.models import Grant, Person, SignIn
from orchestrator.governance.people.rules import Role


def open_sign_ins(session: Session, person_id: str) -> Sequence[SignIn]:
    """Where this person is signed in now, newest first."""
    asked = select(SignIn).where(
        SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > machine_now()
    )
    return session.scalars(asked.order_by(SignIn.created_at.desc())).all()


def by_username(session: Session, username: str) -> Person | None:
    """Somebody by what they are called here."""
    return session.scalars(select(Person).where(Person.username == username.strip().lower())).one_or_none()


def regional_roles(session: Session, person_id: str) -> list[Role]:
    """The roles that somebody holds in the whole region today."""
    day = today()
    held = select(Grant.role).where(
        Grant.person_id == person_id, Grant.municipality_code.is_(None), Grant.process.is_(None),
        Grant.valid_from_on <= day, or_(Grant.valid_to_on.is_(None), Grant.valid_to_on >= day),
    )  # fmt: skip
    return [Role(role) for role in session.scalars(held)]


def municipality_names(session: Session) -> dict[str, str]:
    """code → name."""
    return {code: name for code, name in session.execute(select(Municipality.code, Municipality.name))}


def actor_names(session: Session, actors: set[str]) -> dict[str, str]:
    """actor of the trail (`person:<id>`) → the person's name; machines are not in it."""
    ids = {actor.removeprefix("person:") for actor in actors if actor.startswith("person:")}
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))) if ids else ()
    return {f"person:{person_id}": name for person_id, name in found}


def caseworkers(session: Session, municipality: str, process: str) -> Sequence[Person]:
    """Those who handle this process's cases in a municipality today, by name."""
    day = today()
    held = select(Grant.person_id).where(
        Grant.role == Role.CASEWORKER.value, Grant.municipality_code == municipality, Grant.valid_from_on <= day,
        or_(Grant.process.is_(None), Grant.process == process),
        or_(Grant.valid_to_on.is_(None), Grant.valid_to_on >= day),
    )  # fmt: skip
    return session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.name, Person.id)).all()
