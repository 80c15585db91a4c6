"""Workers: machines of the platform, no municipality's."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, new_id


class Worker(Base):
    """One worker, by its name. `started_at` and `seen_at` are machine times.

    `boot` is the living process behind the name: a second one with the same name is refused. `drain`: it
    finishes what it runs and takes no more; `stop`: then it ends, for its supervisor to start it anew.
    `runs`: [{run_id, memory_mb}] as the worker last told.
    """

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    boot: Mapped[str | None] = mapped_column(String(32))
    host: Mapped[str] = mapped_column(String(120))
    pool: Mapped[str] = mapped_column(String(40))
    slots: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    drain: Mapped[bool] = mapped_column(default=False)
    stop: Mapped[bool] = mapped_column(default=False)
    drain_reason: Mapped[str] = mapped_column(String(200), default="")
    runs: Mapped[list[Any]] = mapped_column(default=list)
