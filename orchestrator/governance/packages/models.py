"""Releases of robot packages. Region-wide: a release is built once and used by all."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, new_id


class Release(Base):
    """One immutable version of a robot package. The archive lies in the releases folder under its hash."""

    __tablename__ = "robot_release"
    __table_args__ = (UniqueConstraint("package", "version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    package: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(80))
