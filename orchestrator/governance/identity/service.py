"""Providers and the people known there: set up, expect somebody, let them in, sign them out everywhere."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Municipality
from orchestrator.core.errors import BadInput, CoeError, Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.identity import metadata
from orchestrator.governance.identity.flow import Flow, Signed, subject_key
from orchestrator.governance.identity.models import CLIENT_SECRET, ID_TOKEN, Identity, IdentityProvider, ProviderSignIn
from orchestrator.governance.identity.refusals import Reason, SignInRefused
from orchestrator.governance.identity.tokens import Client
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import Person, SignIn
from orchestrator.governance.vault import service as vault

_FLOW = "oidc/flow"
_CLAIM = re.compile(r"[\w:./-]{1,40}")


@dataclass(frozen=True)
class Told:
    """What the municipality tells of its provider. `secret` None: the one that is there stays."""

    issuer: str
    client_id: str
    secret: str | None = None
    name: str = ""
    subject_claim: str = "sub"


def set_provider(session: Session, municipality: str, told: Told) -> IdentityProvider:
    """Keep or change a municipality's provider. Whether it answers is tried apart: `metadata.discover`."""
    place = session.get(Municipality, municipality)
    if place is None:
        raise NotFound(f"There is no municipality {municipality}: add it first, or check the four digits.")
    if not told.client_id.strip() or not _CLAIM.fullmatch(told.subject_claim):
        raise BadInput("A client id is needed, and the subject claim is the name of one claim, such as `sub`.")
    row = _find(session, municipality)
    if row is None:
        row = IdentityProvider(municipality_code=municipality, sealed_secret=None)
        session.add(row)
    row.issuer, row.client_id, row.subject_claim = told.issuer.strip(), told.client_id.strip(), told.subject_claim
    row.name, row.changed_at = told.name.strip() or place.name, now()
    if told.secret is not None:
        row.sealed_secret = (
            vault.seal(session, municipality, CLIENT_SECRET, told.secret.encode()) if told.secret else None
        )
    session.flush()
    audit.note(session, municipality, "identity_provider_set", "identity_provider", row.id, issuer=row.issuer)
    metadata.forget()
    return row


def remove_provider(session: Session, municipality: str) -> None:
    """Nobody signs in there any more; who is signed in stays so until their time ends."""
    row = provider(session, municipality)
    audit.note(session, municipality, "identity_provider_removed", "identity_provider", row.id, issuer=row.issuer)
    session.delete(row)
    session.flush()


def provider(session: Session, municipality: str) -> IdentityProvider:
    row = _find(session, municipality)
    if row is None:
        raise NotFound(f"Municipality {municipality} has no identity provider. Add one with `coe oidc set`.")
    return row


def client_of(session: Session, municipality: str) -> Client:
    """What we are at a municipality's provider, the secret opened."""
    row = provider(session, municipality)
    secret = (
        vault.unseal(session, municipality, CLIENT_SECRET, row.sealed_secret).decode() if row.sealed_secret else None
    )
    return Client(municipality, row.id, row.issuer, row.client_id, secret, row.subject_claim)


def seal_flow(session: Session, flow: Flow) -> str:
    """A flow as a cookie's value."""
    sealed = vault.seal(session, flow.municipality, _FLOW, json.dumps(flow.as_dict()).encode())
    return urlsafe_b64encode(sealed).decode()


def open_flow(session: Session, municipality: str, kept: str | None) -> Flow:
    """The flow that this browser began with this municipality. Raises SignInRefused."""
    try:
        sealed = urlsafe_b64decode((kept or "").encode())
        return Flow(**json.loads(vault.unseal(session, municipality, _FLOW, sealed)))
    except (CoeError, ValueError, TypeError):
        raise SignInRefused(Reason.BEGIN_AGAIN) from None


def expect(session: Session, person: Person, municipality: str, *, email: str = "", subject: str = "") -> Identity:
    """Say whom a person will come as: by the provider's own subject, or by an address that it has verified."""
    row = provider(session, municipality)
    email = email.strip().lower()
    if bool(email) == bool(subject):
        raise BadInput("Say either the e-mail address or the subject that the provider knows the person by.")
    kept = subject_key(row.subject_claim, subject) if subject else None
    same: ColumnElement[bool] = Identity.subject == kept if kept else Identity.email == email
    known = session.scalars(select(Identity).where(Identity.issuer == row.issuer, same)).one_or_none()
    if known is not None and known.person_id != person.id:
        raise Conflict("Somebody else is expected by that already. Check the address or the subject.")
    if known is None:
        known = Identity(
            person_id=person.id, issuer=row.issuer, subject=kept, email=email or None, made_at=now(), linked_at=None
        )
        session.add(known)
        session.flush()
        audit.note(session, municipality, "person_expected", "person", person.id, by="email" if email else "subject")
    return known


def enter(session: Session, client: Client, flow: Flow, signed: Signed, old_token: str | None) -> str:
    """A new sign-in for the person whom the provider vouches for. Raises SignInRefused for somebody unknown.

    The token is new at every sign-in and the browser's old one ends: one that somebody planted there is worth nothing.
    """
    person = _recognise(session, client, signed)
    before = session.get(SignIn, people.token_hash(old_token)) if old_token else None
    if flow.fresh_for and (before is None or before.token_hash != flow.fresh_for or before.person_id != person.id):
        raise SignInRefused(Reason.OTHER_PERSON)
    token = people.open_sign_in(session, person)
    row = session.get_one(SignIn, people.token_hash(token))
    if before is not None and before.person_id == person.id:
        row.grant_id = before.grant_id
        if flow.fresh_for:  # a form that waits in another tab is still this person's
            row.csrf_token = before.csrf_token
    people.sign_out(session, old_token)
    session.flush()
    session.add(
        ProviderSignIn(
            municipality_code=client.municipality, token_hash=row.token_hash, issuer=client.issuer,
            subject=signed.sub, sid=signed.sid,
            sealed_id_token=vault.seal(session, client.municipality, ID_TOKEN, signed.id_token.encode()),
        )
    )  # fmt: skip
    session.flush()
    audit.note(
        session, client.municipality, "signed_in_by_provider", "person", person.id, fresh=bool(flow.fresh_for)
    )  # fmt: skip
    return token


def note_refused(session: Session, client: Client, reason: Reason) -> None:
    """A refused sign-in in the trail, without whose it was."""
    audit.note(
        session, client.municipality, "sign_in_refused", "identity_provider", client.provider_id, reason=reason.value
    )


def came_from(session: Session, token: str | None) -> ProviderSignIn | None:
    """Where this sign-in came from; None for a local account."""
    if not token:
        return None
    wanted = select(ProviderSignIn).where(ProviderSignIn.token_hash == people.token_hash(token))
    return session.scalars(wanted).one_or_none()


def client_at(session: Session, row: ProviderSignIn) -> Client | None:
    """What we are now at the provider that a sign-in came from; None when the municipality has another one since."""
    held = _find(session, row.municipality_code)
    return client_of(session, row.municipality_code) if held and held.issuer == row.issuer else None


def id_token_of(session: Session, row: ProviderSignIn) -> str:
    """The token to show when we ask the provider to sign its own session out."""
    return vault.unseal(session, row.municipality_code, ID_TOKEN, row.sealed_id_token).decode()


def end_from_provider(session: Session, client: Client, claims: dict[str, Any]) -> int:
    """The provider has signed somebody out: their sign-ins of that session, or all of theirs, end. Answers how many."""
    of = select(SignIn, ProviderSignIn).join(ProviderSignIn, ProviderSignIn.token_hash == SignIn.token_hash)
    asked = of.where(ProviderSignIn.issuer == client.issuer, SignIn.ended_at.is_(None))
    of_person = ProviderSignIn.subject == str(claims.get("sub", ""))
    if claims.get("sid"):
        # Without a session id of its own, a sign-in cannot be told from the person's others: it ends with them.
        asked = asked.where(or_(ProviderSignIn.sid == str(claims["sid"]), ProviderSignIn.sid.is_(None) & of_person))
    else:
        asked = asked.where(of_person)
    found = session.execute(asked).all()
    for row, _from in found:
        people.end_sign_in(row)
    if found:
        audit.note(
            session, client.municipality, "signed_out_by_provider", "identity_provider", client.provider_id,
            sign_ins=len(found),
        )  # fmt: skip
    return len(found)


def _recognise(session: Session, client: Client, signed: Signed) -> Person:
    of = select(Identity).where(Identity.issuer == client.issuer)
    row = session.scalars(of.where(Identity.subject == signed.subject)).one_or_none()
    if row is None and signed.email:
        row = session.scalars(of.where(Identity.email == signed.email, Identity.subject.is_(None))).one_or_none()
    if row is None:
        raise SignInRefused(Reason.UNKNOWN, subject=signed.subject, email=signed.email)
    if row.linked_at is None:
        row.subject, row.email, row.linked_at = signed.subject, None, now()
        audit.note(session, client.municipality, "identity_linked", "person", row.person_id)
    return session.get_one(Person, row.person_id)


def _find(session: Session, municipality: str) -> IdentityProvider | None:
    wanted = select(IdentityProvider).where(IdentityProvider.municipality_code == municipality)
    return session.scalars(wanted).one_or_none()
