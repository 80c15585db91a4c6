"""Build releases of both kinds, as drafts; find their bytes again."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.settings import settings
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.changes import write
from orchestrator.governance.packages.manifest import problems_of
from orchestrator.governance.packages.models import AnyRelease, ProcessRelease, Release
from orchestrator.governance.packages.promises import promise_of
from orchestrator.governance.packages.states import State


def draft_robot(session: Session, root: Path, package: str) -> Release:
    """Archive, hash, sign and keep a robot package as it stands below `root`: a release in the state draft.

    The same content again answers the same release. Other content under the same version replaces what nobody has
    approved, which then must pass its gates anew; behind an approval a release never changes: Conflict. A manifest that
    does not fit its schema: BadInput, with every place.
    """
    archive = archives.build_archive(root, package)
    manifest = _robot_manifest(root, package)
    known = session.scalar(
        select(Release).where(Release.package == package, Release.version == str(manifest["version"]))
    )
    release = known or Release(package=package, version=str(manifest["version"]))
    return _keep(session, release, archive, manifest)


def draft_process(session: Session, root: Path, process: str) -> ProcessRelease:
    """As `draft_robot`, for rules, parameters and texts."""
    archive = archives.build_process_archive(root, process)
    manifest: dict[str, Any] = yaml.safe_load((root / "processes" / process / "process.yaml").read_text())
    version = str(manifest["version"])
    known = session.scalar(
        select(ProcessRelease).where(ProcessRelease.process == process, ProcessRelease.version == version)
    )
    release = known or ProcessRelease(process=process, version=version, schema_major=int(manifest["schema_major"]))
    kept: ProcessRelease = _keep(session, release, archive, manifest)
    if kept.state == State.DRAFT.value:  # behind an approval nothing of it changes
        kept.never_decides = "decide" not in (manifest.get("modes") or ["decide"])
    return kept


def archive_of(release: AnyRelease) -> bytes:
    """The bytes of a release."""
    path = settings().releases_dir / f"{release.sha256}.zip"
    if not path.exists():
        raise NotFound(f"The archive of {release.name} {release.version} is missing from the releases folder.")
    return path.read_bytes()


def _keep(session: Session, release: Any, archive: bytes, manifest: dict[str, Any]) -> Any:
    sha256, was = archives.digest(archive), release.state
    if release.sha256 == sha256:
        return release
    if was is not None:
        _require_open(session, release)
    folder = settings().releases_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256}.zip").write_bytes(archive)
    release.sha256, release.signature, release.manifest = sha256, signing.sign(settings().home, sha256), manifest
    release.state, release.tested_at = State.DRAFT.value, None
    release.authored_by, release.authored_at = scope_of(session).actor, now()
    session.add(release)
    write(session, release, "built", was)
    return release


def _require_open(session: Session, release: AnyRelease) -> None:
    named = f"{release.name} {release.version}"
    if release.state not in (State.DRAFT.value, State.TESTED.value):
        raise Conflict(f"{named} is {release.state} with other content, and never changes. Raise the version.")
    if release.authored_by != scope_of(session).actor:
        raise Conflict(f"Somebody else builds {named}. Raise the version, or let them build it.")


def _robot_manifest(root: Path, package: str) -> dict[str, Any]:
    folder = root / "robots" / package
    manifest: dict[str, Any] = yaml.safe_load((folder / "manifest.yaml").read_text())
    robot = yaml.safe_load((folder / "robot.yaml").read_text())
    promise_of(manifest)  # refused here, not when a robot is lost
    if problems := problems_of(manifest):
        raise BadInput(
            f"robots/{package}/manifest.yaml does not say all that a municipality must know. `problems` says where.",
            problems=[{"at": problem.at, "message": problem.message} for problem in problems],
        )
    roles = manifest.get("tasks", {})
    return {
        **manifest, "tasks": robot["tasks"], "collect_task": roles.get("collect"), "item_task": roles.get("handle"),
        "connect_task": roles.get("connect"), "round_task": roles.get("round"),
        "built_from": archives.built_from(root),
    }  # fmt: skip
