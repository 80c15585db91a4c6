"""Wrapped keys, and secrets encrypted with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id
from orchestrator.governance.vault.columns import sealed_for


class MunicipalityKey(Base, InMunicipality):
    """A municipality's keys as one: which data key seals from now on, and the index key, wrapped with a master key.

    `rotation` is how far the sealing anew has come, None where none is under way: see `rekey.Progress`. Destroyed,
    every key of it is gone, and with them all that they sealed.
    """

    __tablename__ = "municipality_key"
    __table_args__ = (UniqueConstraint("municipality_code"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    active: Mapped[int] = mapped_column(default=1)
    index_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    master: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    rotation: Mapped[dict[str, Any] | None]
    rotated_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    destroyed_by: Mapped[str | None] = mapped_column(String(80))


class DataKey(Base, InMunicipality):
    """One version of a municipality's data key, wrapped with the master key that `master` names.

    `wrapped` is None once nothing is sealed with it any more (`retired_at`), or when the keys were destroyed.
    """

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("municipality_code", "version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    master: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Secret(Base, InMunicipality):
    """A robot's account in a system: name and values, encrypted as one. Who changed it, and which run used it last."""

    __tablename__ = "secret"
    __table_args__ = (UniqueConstraint("municipality_code", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("secret/{name}"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(String(80))
