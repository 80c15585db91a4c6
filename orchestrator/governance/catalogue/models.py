"""Subscriptions: a municipality's use of a package, with mode, configuration and dated values."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class Subscription(Base, InMunicipality):
    """`parameters` are the municipality's dated values, `ground` the recorded legal ground for `decide`.

    `schedules`, [{task, cron}], say when Prefect starts which task: cron in Stockholm's time, a task may have several.
    `robots_at_most` is how many robots may handle its items at once: some case systems bear one login only.
    """

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("municipality_code", "process"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    package: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(ForeignKey("robot_release.id"))
    mode: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="active")
    configuration: Mapped[dict[str, Any]] = mapped_column(default=dict)
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ground: Mapped[dict[str, Any] | None]
    schedules: Mapped[list[Any]] = mapped_column(default=list)
    robots_at_most: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
