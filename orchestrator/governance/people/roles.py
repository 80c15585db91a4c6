"""Give a role, end it, say once a year that it is still right. Nobody does any of it for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import today
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.people.models import Grant, Person
from orchestrator.governance.people.noted import note_role, told_of
from orchestrator.governance.people.rules import Kind, Role, may_give

LONGEST_REASON = 200
REVIEWED_EVERY = timedelta(days=365)


@dataclass(frozen=True)
class Giver:
    """Who gives and ends roles, in which role and where (`municipality` None: the region)."""

    person_id: str
    role: Role
    municipality: str | None

    def may(self, role: Role, municipality: str | None, process: str | None) -> bool:
        within = self.municipality is None or municipality == self.municipality
        return within and may_give(self.role, role, Kind.of(municipality, process))


@dataclass(frozen=True)
class Told:
    """A role as it is to be given: `process` None is all of them, `valid_to_on` None is until it is ended."""

    role: Role
    municipality: str | None
    process: str | None
    valid_from_on: date
    valid_to_on: date | None
    reason: str


def give(session: Session, giver: Giver, person: Person, told: Told) -> Grant:
    """Give somebody else a role from one day to another."""
    if person.id == giver.person_id:
        raise NotAllowed("Nobody gives themselves a role: ask another who may.")
    if not giver.may(told.role, told.municipality, told.process):
        raise NotAllowed("Your role does not give this one there. Ask the chief process officer or the business owner.")
    if told.valid_to_on is not None and told.valid_to_on < max(told.valid_from_on, today()):
        raise BadInput("The last day lies before the first, or has been.")
    if _same(session, person.id, told):
        raise Conflict("They hold this role already. End it first, if its days are to be others.")
    grant = Grant(
        person_id=person.id, role=told.role, municipality_code=told.municipality, process=told.process,
        valid_from_on=told.valid_from_on, valid_to_on=told.valid_to_on, reason=said(told.reason),
        given_by=giver.person_id, reviewed_by=giver.person_id,
    )  # fmt: skip
    session.add(grant)
    session.flush()
    note_role(session, grant, "role_given", before=None, after=told_of(grant), reason=grant.reason)
    return grant


def end(session: Session, giver: Giver, grant_id: str, reason: str) -> Grant:
    """End a role now: the next request of whoever held it is made without it."""
    grant = _in_reach(session, giver, grant_id)
    if _is_over(grant):
        return grant
    if _is_last_owner(session, grant):
        raise Conflict("This is the municipality's last business owner. Give somebody else the role first.")
    before = told_of(grant)
    grant.valid_to_on, grant.ended_by = today() - timedelta(days=1), giver.person_id
    session.flush()
    note_role(session, grant, "role_ended", before=before, after=told_of(grant), reason=said(reason))
    return grant


def keep(session: Session, giver: Giver, grant_id: str) -> Grant:
    """The yearly review: it is still right."""
    grant = _in_reach(session, giver, grant_id)
    if grant.person_id == giver.person_id:
        raise NotAllowed("Nobody reviews their own role: another does.")
    before = grant.reviewed_on
    grant.reviewed_on, grant.reviewed_by = today(), giver.person_id
    session.flush()
    note_role(session, grant, "role_reviewed", before=before.isoformat(), after=grant.reviewed_on.isoformat())
    return grant


def to_review(session: Session, giver: Giver) -> list[Grant]:
    """Roles in force that nobody has looked at for a year, and that this giver answers for; the oldest first."""
    due = [
        grant
        for grant in in_scope(session, giver.municipality)
        if not _is_over(grant) and grant.person_id != giver.person_id and grant.reviewed_on <= today() - REVIEWED_EVERY
        and giver.may(Role(grant.role), grant.municipality_code, grant.process)
    ]  # fmt: skip
    return sorted(due, key=lambda grant: (grant.reviewed_on, grant.id))


def in_scope(session: Session, municipality: str | None, person_id: str = "") -> Sequence[Grant]:
    """Every role of the scope (all where it is the region), also those that are over; of one person, if given."""
    asked = select(Grant)
    if municipality is not None:
        asked = asked.where(Grant.municipality_code == municipality)
    if person_id:
        asked = asked.where(Grant.person_id == person_id)
    return session.scalars(asked.order_by(Grant.person_id, Grant.valid_from_on, Grant.id)).all()


def said(reason: str) -> str:
    """A reason that can stand in the trail."""
    told = mask_personal_numbers(reason.strip())
    if not told or len(told) > LONGEST_REASON:
        raise BadInput(f"Write why, in at most {LONGEST_REASON} characters.")
    return told


def _in_reach(session: Session, giver: Giver, grant_id: str) -> Grant:
    grant = session.get(Grant, grant_id)
    if grant is None or (giver.municipality is not None and grant.municipality_code != giver.municipality):
        raise NotFound("There is no such role here.")
    if not giver.may(Role(grant.role), grant.municipality_code, grant.process):
        raise NotAllowed("Your role does not end or review this one. Its own municipality does.")
    return grant


def _is_over(grant: Grant) -> bool:
    return grant.valid_to_on is not None and grant.valid_to_on < today()


def _is_last_owner(session: Session, grant: Grant) -> bool:
    """A municipality without a business owner has nobody who could answer a question or give a role."""
    if grant.role != Role.BUSINESS_OWNER or grant.process or grant.valid_from_on > today():
        return False
    others = select(Grant.id).where(
        Grant.role == Role.BUSINESS_OWNER, Grant.municipality_code == grant.municipality_code,
        Grant.process.is_(None), Grant.id != grant.id, Grant.person_id != grant.person_id,
        Grant.valid_from_on <= today(), or_(Grant.valid_to_on.is_(None), Grant.valid_to_on >= today()),
    )  # fmt: skip
    return session.scalars(others.limit(1)).one_or_none() is None


def _same(session: Session, person_id: str, told: Told) -> bool:
    held = select(Grant).where(Grant.person_id == person_id, Grant.role == told.role)
    return any(
        (row.municipality_code, row.process) == (told.municipality, told.process) and not _is_over(row)
        and (told.valid_to_on is None or row.valid_from_on <= told.valid_to_on)
        and (row.valid_to_on is None or told.valid_from_on <= row.valid_to_on)
        for row in session.scalars(held)
    )  # fmt: skip
