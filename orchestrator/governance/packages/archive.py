"""Deterministic archives: a robot package with the shared library that it is built on, or a process with the kit.

The same files give the same bytes, on every machine: names sorted, times and owners fixed, nothing compressed (packed
bytes differ between versions of zlib). The archive is a zip.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from orchestrator.core.errors import BadInput

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_LEFT_OUT = {"__pycache__", "output", "results", ".pytest_cache", "tests"}
# What a robot release was built from, by hash: in the archive itself, and in the release's manifest.
BUILT_FROM = "built_from.json"


def build_archive(root: Path, package: str) -> bytes:
    """The archive of `robots/<package>`, `shared_library` and the lock file of the robots' environment."""
    folder = root / "robots" / package
    if not (folder / "robot.yaml").is_file():
        raise BadInput(f"There is no robot package {package!r}: robots/{package}/robot.yaml is missing.")
    files = _contents(root, [*_files(folder), *_files(root / "shared_library"), root / "robots.lock"])
    files[BUILT_FROM] = json.dumps(built_from(root), indent=2, sort_keys=True).encode()
    return _zip(files)


def build_process_archive(root: Path, process: str) -> bytes:
    """The archive of `processes/<process>` and of the kit that its rules are written in; its test cases stay out."""
    folder = root / "processes" / process
    if not (folder / "process.yaml").is_file():
        raise BadInput(f"There is no process {process!r}: processes/{process}/process.yaml is missing.")
    cases = folder / "cases"
    files = [path for path in _files(folder) if cases not in path.parents]
    return _zip(_contents(root, [*files, *_files(root / "processes" / "kit")]))


def built_from(root: Path) -> dict[str, Any]:
    """The shared library's hash and the lock file's: what else than its own files decides how a robot behaves."""
    total = hashlib.sha256()
    for name, content in sorted(_contents(root, _files(root / "shared_library")).items()):
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    lock = hashlib.sha256((root / "robots.lock").read_bytes()).hexdigest()
    return {"shared_library_sha256": total.hexdigest(), "lock_sha256": lock}


def digest(archive: bytes) -> str:
    """SHA-256 of an archive, in hexadecimal."""
    return hashlib.sha256(archive).hexdigest()


def _contents(root: Path, files: list[Path]) -> dict[str, bytes]:
    return {str(PurePosixPath(path.relative_to(root))): path.read_bytes() for path in files}


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.create_system, info.external_attr = _UNIX, 0o644 << 16
            archive.writestr(info, files[name])
    return target.getvalue()


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(folder).parts) and path.suffix != ".pyc"
    ]
