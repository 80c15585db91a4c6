"""A municipality's provider, who is known there, and which of our sign-ins came from there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id
from orchestrator.governance.vault.columns import sealed_for

# What each value is sealed for.
CLIENT_SECRET, ID_TOKEN = "oidc/client", "oidc/id-token"


class IdentityProvider(Base, InMunicipality):
    """Where a municipality's people sign in. The client's secret is sealed with the municipality's key.

    `subject_claim`: the claim that never changes for a person; `sub` unless the provider says otherwise.
    """

    __tablename__ = "identity_provider"
    __table_args__ = (UniqueConstraint("municipality_code"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(200))
    client_id: Mapped[str] = mapped_column(String(200))
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary, info=sealed_for(CLIENT_SECRET))
    subject_claim: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]


class Identity(Base):
    """A person as a provider knows them: by (issuer, subject).

    Expected: `subject` is empty and `email` says whom; the first sign-in with that address, verified by the issuer,
    fills in the subject and removes the address. From then on only the subject counts.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "email"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime]
    linked_at: Mapped[datetime | None]


class ProviderSignIn(Base, InMunicipality):
    """Beside a sign-in of ours: where it came from, so that it can be ended from there, and there from here.

    `subject` is always the id token's `sub`, for that is what a logout token names.
    """

    __tablename__ = "provider_sign_in"
    __table_args__ = (
        Index("ix_provider_sign_in_issuer_sid", "issuer", "sid"),
        Index("ix_provider_sign_in_issuer_subject", "issuer", "subject"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(ForeignKey("sign_in.token_hash"), unique=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300))
    sid: Mapped[str | None] = mapped_column(String(200))
    sealed_id_token: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for(ID_TOKEN))
