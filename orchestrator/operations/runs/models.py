"""Runs, their log lines and their evidence."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for


class Run(Base, InMunicipality):
    """state: requested → scheduled → running → completed | failed | crashed | stopped.

    `token_hash` is the run's own key to the machine API; `heartbeat_at` is a machine time.
    `stop` None | finish (this case, then no more) | kill. `exit_kind` says why it ended: see `exits.py`.
    `when_lost` and `plain` are what its release promises (`packages/promises.py`), kept here for every claim.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("municipality_code", "id"),
        Index("ix_run_queue", "municipality_code", "process", "id"),
        Index("ix_run_state", "state", "municipality_code"),
        Index("ix_run_release", "release_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[int]
    process: Mapped[str] = mapped_column(String(60))
    package: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(ForeignKey("robot_release.id"))
    task: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="requested")
    reason: Mapped[str] = mapped_column(String(120))
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    flow_run_id: Mapped[str | None] = mapped_column(String(36))
    worker: Mapped[str | None] = mapped_column(String(80))
    token_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    heartbeat_at: Mapped[datetime | None]
    does_now: Mapped[str] = mapped_column(String(200), default="")
    stop: Mapped[str | None] = mapped_column(String(10))
    stop_reason: Mapped[str] = mapped_column(String(200), default="")
    exit_code: Mapped[int | None]
    exit_kind: Mapped[str | None] = mapped_column(String(16))
    exit_cause: Mapped[str | None] = mapped_column(String(240))
    when_lost: Mapped[str] = mapped_column(String(10), default="again")
    plain: Mapped[bool] = mapped_column(default=False)


class RunLine(Base, InMunicipality):
    """One line of a robot's output: personal numbers masked, then sealed. A robot may print whatever it has read."""

    __tablename__ = "run_line"
    __table_args__ = (same_municipality("run_id", "run"), Index("ix_run_line_run", "run_id", "id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, info=sealed_for("line"))


class Evidence(Base, InMunicipality):
    """A picture, log or trace: encrypted on disk under the hash of its content, written before this row."""

    __tablename__ = "evidence"
    __table_args__ = (
        same_municipality("run_id", "run"),
        Index("ix_evidence_item", "work_item_id", "id"),
        Index("ix_evidence_run", "run_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(String(32))
    work_item_id: Mapped[str | None] = mapped_column(String(32))
    fence: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    content_type: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    at: Mapped[datetime]
