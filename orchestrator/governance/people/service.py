"""Sign in, choose a role, sign out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from pwdlib import PasswordHash
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Municipality, Scope
from orchestrator.core.errors import BadInput, NoRole, NotAllowed, NotFresh, NotSignedIn
from orchestrator.core.settings import settings
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.models import Grant, Person, SignIn
from orchestrator.governance.people.noted import note_role, told_of
from orchestrator.governance.people.rules import TABLE, Action, Kind, Role, allows, holdable

_hasher = PasswordHash.recommended()
# Verified for unknown names too, so that the time does not tell which names exist.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
_SIGN_IN_HOURS = 10
_ATTEMPTS = 5
_LOCK_MINUTES = 15


@dataclass(frozen=True)
class Visitor:
    """The signed-in person in one of their roles: what routes and menus ask."""

    person: Person
    grant: Grant
    grants: tuple[Grant, ...]
    sign_in: SignIn
    municipalities: tuple[Municipality, ...]

    @property
    def role(self) -> Role:
        return Role(self.grant.role)

    @property
    def scope(self) -> Scope:
        return Scope(f"person:{self.person.id}", frozenset(place.code for place in self.municipalities))

    @property
    def place(self) -> str:
        """Where the role is held, as the trail says it: `region`, `1287` or `1287/economic_assistance`."""
        return "/".join(filter(None, (self.grant.municipality_code or "region", self.grant.process)))

    @property
    def kind(self) -> Kind:
        return Kind.of(self.grant.municipality_code, self.grant.process)

    @property
    def fresh(self) -> bool:
        """Whether they showed who they are within the last minutes, by signing in or again after that."""
        shown_at = self.sign_in.confirmed_at or self.sign_in.created_at
        return machine_now() - shown_at < timedelta(minutes=settings().fresh_minutes)

    def require_fresh(self) -> None:
        if not self.fresh:
            raise NotFresh

    def may(self, action: Action) -> bool:
        return allows(self.role, self.kind, action)

    def require(self, action: Action) -> None:
        if not self.may(action):
            raise NotAllowed(
                "Your role does not include this. Change role in the menu, or ask the chief process officer."
            )
        if TABLE[action].fresh:
            self.require_fresh()


def add_person(session: Session, username: str, name: str, password: str | None, language: str = "sv") -> Person:
    """Somebody new: with a password a local account, for one machine; without (None) one who signs in at a provider."""
    if password is not None and len(password) < 12:
        raise BadInput("A password has at least 12 characters.")
    # Nobody knows the random one, so that no password fits.
    kept = _hasher.hash(secrets.token_urlsafe(32) if password is None else password)
    person = Person(username=username.lower(), name=name, password_hash=kept, language=language)
    session.add(person)
    session.flush()
    audit.note(session, None, "person_added", "person", person.id)
    return person


def grant_role(
    session: Session, person: Person, role: Role, municipality: str | None, process: str | None = None
) -> Grant:
    """Give a role in a scope from today: at the first start, by whoever may start it (`roles.give` asks who may)."""
    if Kind.of(municipality, process) not in holdable(role):
        raise BadInput(f"The role {role.value} is a municipality's: say which, with its four digits.")
    grant = Grant(
        person_id=person.id, role=role, municipality_code=municipality, process=process, valid_from_on=today()
    )
    session.add(grant)
    session.flush()
    note_role(session, grant, "role_given", before=None, after=told_of(grant), reason=grant.reason)
    return grant


def sign_in(session: Session, username: str, password: str) -> str | None:
    """A new token for the right name and password, else None. Five wrong in a row lock for 15 minutes."""
    person = session.scalar(select(Person).where(Person.username == username.strip().lower()))
    if person is None:
        _hasher.verify(password, _NOBODY)
        return None
    if not password_fits(person, password):
        return None
    return open_sign_in(session, person)


def open_sign_in(session: Session, person: Person) -> str:
    """A sign-in for somebody who has shown who they are, by password or at a provider; answers its new token."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token), person_id=person.id, csrf_token=secrets.token_urlsafe(24),
            created_at=machine_now(), expires_at=machine_now() + timedelta(hours=_SIGN_IN_HOURS),
        )
    )  # fmt: skip
    session.flush()
    return token


def password_fits(person: Person, password: str) -> bool:
    """Whether it is theirs. Five wrong in a row lock for 15 minutes, in which even the right one does not fit."""
    right = _hasher.verify(password, person.password_hash)
    if person.locked_until and person.locked_until > machine_now():
        return False
    if right:
        person.failed_attempts, person.locked_until = 0, None
        return True
    person.failed_attempts += 1
    if person.failed_attempts >= _ATTEMPTS:
        person.locked_until = machine_now() + timedelta(minutes=_LOCK_MINUTES)
        person.failed_attempts = 0
    return False


def visitor(session: Session, token: str | None) -> Visitor:
    """Who this token is, in which role. Raises NotSignedIn."""
    row = session.get(SignIn, token_hash(token)) if token else None
    if row is None or row.ended_at or row.expires_at < machine_now():
        raise NotSignedIn("Sign in to go on.")
    person = session.get_one(Person, row.person_id)
    grants = tuple(session.scalars(select(Grant).where(Grant.person_id == person.id, *_in_force()).order_by(Grant.id)))
    if not grants:
        raise NoRole("You have no role in force. Ask your chief process officer for one.")
    grant = next((held for held in grants if held.id == row.grant_id), grants[0])
    # A twin in the test environment is nobody's place: it begins with a letter (`catalogue/testbed`).
    places = select(Municipality).where(Municipality.code < "A").order_by(Municipality.name)
    if grant.municipality_code:
        places = places.where(Municipality.code == grant.municipality_code)
    return Visitor(person, grant, grants, row, tuple(session.scalars(places)))


def choose_role(session: Session, token: str, grant_id: str) -> None:
    """Work in another of one's own roles."""
    now_in = visitor(session, token)
    if grant_id not in {held.id for held in now_in.grants}:
        raise NotAllowed("That role is not yours.")
    session.get_one(SignIn, token_hash(token)).grant_id = grant_id


def choose_language(session: Session, token: str, language: str) -> None:
    """Swedish or English, kept on the person."""
    if language not in ("sv", "en"):
        raise BadInput("Choose Swedish (sv) or English (en).")
    visitor(session, token).person.language = language


def sign_out(session: Session, token: str | None) -> None:
    """End this sign-in; the token is worth nothing from now on."""
    row = session.get(SignIn, token_hash(token)) if token else None
    if row:
        end_sign_in(row)


def end_sign_in(row: SignIn) -> None:
    """End one sign-in, once."""
    row.ended_at = row.ended_at or machine_now()


def _in_force() -> tuple:
    day = today()
    return (Grant.valid_from_on <= day, or_(Grant.valid_to_on.is_(None), Grant.valid_to_on >= day))


def token_hash(token: str) -> str:
    """What is kept of a token: who reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()
