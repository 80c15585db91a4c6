"""Publish a release; find it again."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.core.settings import settings
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.promises import promise_of


def publish(session: Session, root: Path, package: str) -> Release:
    """Archive, hash, sign and keep the package as it stands below `root`.

    Publishing the same content again answers the same release; another content under the same
    version is refused: a release never changes.
    """
    archive = archives.build_archive(root, package)
    sha256 = archives.digest(archive)
    manifest = _manifest(root / "robots" / package)
    version = str(manifest["version"])
    known = session.scalar(select(Release).where(Release.package == package, Release.version == version))
    if known is not None:
        if known.sha256 == sha256:
            return known
        raise Conflict(
            f"{package} {version} is published already with other content. Raise the version in manifest.yaml."
        )
    folder = settings().releases_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256}.zip").write_bytes(archive)
    release = Release(
        package=package, version=version, sha256=sha256, signature=signing.sign(settings().home, sha256),
        manifest=manifest, published_at=now(), published_by=scope_of(session).actor,
    )  # fmt: skip
    session.add(release)
    session.flush()
    return release


def archive_of(release: Release) -> bytes:
    """The bytes of a release."""
    path = settings().releases_dir / f"{release.sha256}.zip"
    if not path.exists():
        raise NotFound(f"The archive of {release.package} {release.version} is missing from the releases folder.")
    return path.read_bytes()


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load((folder / "manifest.yaml").read_text())
    robot = yaml.safe_load((folder / "robot.yaml").read_text())
    promise_of(manifest)  # refused here, not when a robot is lost
    roles = manifest.get("tasks", {})
    return {
        **manifest, "tasks": robot["tasks"], "collect_task": roles.get("collect"), "item_task": roles.get("handle"),
        "connect_task": roles.get("connect"),
    }  # fmt: skip
