"""Wrapped keys, and secrets encrypted with them."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class MunicipalityKey(Base, InMunicipality):
    """A municipality's data key and index key, wrapped with the master key. Destroy it, and its data are gone."""

    __tablename__ = "municipality_key"
    __table_args__ = (UniqueConstraint("municipality_code"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    index_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Secret(Base, InMunicipality):
    """A robot's account in a system: name and values, encrypted as one."""

    __tablename__ = "secret"
    __table_args__ = (UniqueConstraint("municipality_code", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
