"""Reads about providers: for the sign-in page and the command line."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from orchestrator.core.db import Municipality
from orchestrator.governance.identity.models import Identity, IdentityProvider
from orchestrator.governance.people.models import Person


def places(session: Session) -> Sequence[Row[tuple[str, str, str]]]:
    """(code, municipality, the provider's name) of every municipality whose people sign in at a provider."""
    asked = select(Municipality.code, Municipality.name, IdentityProvider.name).join(
        IdentityProvider, IdentityProvider.municipality_code == Municipality.code
    )
    return session.execute(asked.order_by(Municipality.name)).all()


def known_at(session: Session, issuer: str) -> Sequence[Row[tuple[str, str, str | None]]]:
    """(username, name, the address they are expected by or None when they have come) at an issuer."""
    asked = select(Person.username, Person.name, Identity.email).join(Identity, Identity.person_id == Person.id)
    return session.execute(asked.where(Identity.issuer == issuer).order_by(Person.username)).all()
