"""Which release who gets, and what is known of one."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from orchestrator.core.errors import NotFound
from orchestrator.governance.packages.models import AnyRelease, GateResult, ProcessRelease, Release, ReleaseChange
from orchestrator.governance.packages.states import State, in_reach

Kind = TypeVar("Kind", Release, ProcessRelease)


def number_of(version: str) -> tuple[int, ...]:
    """2.4.1 → (2, 4, 1), to compare by; what is no number counts as 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("-")[0].split("."))


def newest(found: Iterable[Kind]) -> Kind | None:
    """The one with the highest version."""
    return max(found, key=lambda row: number_of(row.version), default=None)


def newest_for(session: Session, package: str, ring: str) -> Release | None:
    """The newest robot release of a package that a subscription in this ring may use."""
    asked = select(Release).where(Release.package == package, Release.state == State.PUBLISHED.value)
    return newest(row for row in session.scalars(asked) if in_reach(row, ring))


def rules_for(session: Session, process: str, schema_major: int, ring: str) -> ProcessRelease | None:
    """The newest process release with this major of the facts' schema that this ring may use. Not pinned by anybody:
    a municipality on an old robot decides by the new rules as soon as they are published."""
    asked = select(ProcessRelease).where(
        ProcessRelease.process == process, ProcessRelease.schema_major == schema_major,
        ProcessRelease.state == State.PUBLISHED.value,
    )  # fmt: skip
    return newest(row for row in session.scalars(asked) if in_reach(row, ring))


def releases_of(session: Session, name: str) -> tuple[Sequence[Release], Sequence[ProcessRelease]]:
    """Everything of a package and of the process of the same name, the newest version first."""
    robots = session.scalars(select(Release).where(Release.package == name)).all()
    rules = session.scalars(select(ProcessRelease).where(ProcessRelease.process == name)).all()
    return _sorted(robots), _sorted(rules)


def find(session: Session, kind: str, name: str, version: str) -> AnyRelease:
    """One release by `robot` or `process`, name and version. Raises NotFound with what there is."""
    robots, rules = releases_of(session, name)
    among: Sequence[AnyRelease] = robots if kind == "robot" else rules
    for row in among:
        if row.version == version:
            return row
    known = ", ".join(row.version for row in among) or "none"
    raise NotFound(f"There is no {kind} release {name} {version}. There is: {known}.")


def again(session: Session, release: AnyRelease) -> AnyRelease:
    """The same release in this session."""
    if isinstance(release, Release):
        return session.get_one(Release, release.id)
    return session.get_one(ProcessRelease, release.id)


def changes_of(session: Session, release: AnyRelease) -> Sequence[ReleaseChange]:
    """What happened to it, the newest first."""
    return session.scalars(
        select(ReleaseChange).where(_of(ReleaseChange, release)).order_by(ReleaseChange.id.desc())
    ).all()


def gates_of(session: Session, release: AnyRelease) -> dict[str, GateResult]:
    """gate → its newest result on the release's very bytes; what was found on other bytes counts for nothing."""
    asked = select(GateResult).where(_of(GateResult, release), GateResult.sha256 == release.sha256)
    return {row.name: row for row in session.scalars(asked.order_by(GateResult.id))}


def _of(rows: type[ReleaseChange] | type[GateResult], release: AnyRelease) -> ColumnElement[bool]:
    if isinstance(release, Release):
        return rows.robot_release_id == release.id
    return rows.process_release_id == release.id


def _sorted(found: Sequence[Kind]) -> Sequence[Kind]:
    return sorted(found, key=lambda row: number_of(row.version), reverse=True)
