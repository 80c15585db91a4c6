"""Releases of the two kinds, every change of one as a row, and what its gates found. Region-wide: built once for all.

A robot release is a package that was archived; a process release is rules, parameters and texts. Both go the same way
through the same states (`states.py`), by the same functions (`pipeline/`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, new_id

_APART = (
    "approved_by IS NULL OR lower(approved_by) <> lower(authored_by)",
    "published_by IS NULL OR (lower(published_by) <> lower(authored_by) AND lower(published_by) <> lower(approved_by))",
)
_ON_ITS_WAY = (
    "(state NOT IN ('tested', 'approved', 'published', 'halted') OR tested_at IS NOT NULL)"
    " AND (state NOT IN ('approved', 'published', 'halted') OR approved_by IS NOT NULL)"
    " AND (state NOT IN ('published', 'halted') OR (published_by IS NOT NULL AND ring IS NOT NULL))"
)


class Released:
    """What both kinds of release have. The archive lies in the releases folder under its hash.

    `ring` is how far it is published: testbed | pilot | all; None before. `stopped_*` say who halted or withdrew it
    last, when and why. Author, approver and publisher are three people: the database refuses what a service let pass.
    """

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    ring: Mapped[str | None] = mapped_column(String(10))
    authored_by: Mapped[str] = mapped_column(String(80))
    authored_at: Mapped[datetime]
    tested_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[datetime | None]
    approved_reason: Mapped[str] = mapped_column(String(400), default="")
    published_by: Mapped[str | None] = mapped_column(String(80))
    published_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(String(80))
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str] = mapped_column(String(400), default="")


def _checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint(
            "state IN ('draft', 'tested', 'approved', 'published', 'halted', 'withdrawn')", name="known_state"
        ),
        CheckConstraint("ring IN ('testbed', 'pilot', 'all')", name="known_ring"),
        CheckConstraint(_APART[0], name="approver_apart"),
        CheckConstraint(_APART[1], name="publisher_apart"),
        CheckConstraint(_ON_ITS_WAY, name="on_its_way"),
    )


class Release(Released, Base):
    """One immutable version of a robot package."""

    __tablename__ = "robot_release"
    __table_args__ = (UniqueConstraint("package", "version"), *_checks())

    package: Mapped[str] = mapped_column(String(60))

    @property
    def name(self) -> str:
        """What it is a release of."""
        return self.package


class ProcessRelease(Released, Base):
    """One immutable version of a process: kit, rules, parameters and texts. A robot release needs a `schema_major` of
    facts; it gets the newest rules with that major, so that an old robot still decides by the new norm on its day.
    `never_decides`: the process has no mode `decide`, and the database refuses it too.

    Assessments name it by `sha256`, which is therefore its own.
    """

    __tablename__ = "process_release"
    __table_args__ = (UniqueConstraint("process", "version"), UniqueConstraint("sha256"), *_checks())

    process: Mapped[str] = mapped_column(String(60))
    schema_major: Mapped[int]
    never_decides: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> str:
        """What it is a release of."""
        return self.process


AnyRelease = Release | ProcessRelease


class OfRelease:
    """A row of one release, of either kind: exactly one of the two is named."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    robot_release_id: Mapped[str | None] = mapped_column(ForeignKey("robot_release.id"))
    process_release_id: Mapped[str | None] = mapped_column(ForeignKey("process_release.id"))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


def _of_one(table: str) -> tuple[CheckConstraint | Index, ...]:
    return (
        CheckConstraint("(robot_release_id IS NULL) <> (process_release_id IS NULL)", name="of_one_release"),
        Index(f"ix_{table}_robot", "robot_release_id", "id"),
        Index(f"ix_{table}_process", "process_release_id", "id"),
    )


class ReleaseChange(OfRelease, Base):
    """One change of a release, in the words of whoever made it. `ring` is how far it reaches since. Never changed."""

    __tablename__ = "release_change"
    __table_args__ = _of_one("release_change")

    what: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str | None] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    ring: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(400), default="")


class GateResult(OfRelease, Base):
    """What one gate found on the bytes `sha256`; the newest of a name counts. `evidence_sha256` names its evidence.

    `waived`: it was not run here, and the chief process officer answers for that with a `reason`. Then it did not pass.
    """

    __tablename__ = "gate_result"
    __table_args__ = (
        *_of_one("gate_result"),
        CheckConstraint("NOT waived OR (NOT passed AND reason <> '')", name="waived_with_reason"),
    )

    name: Mapped[str] = mapped_column(String(30))
    sha256: Mapped[str] = mapped_column(String(64))
    passed: Mapped[bool]
    waived: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(400), default="")
    summary: Mapped[str] = mapped_column(Text)
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))
