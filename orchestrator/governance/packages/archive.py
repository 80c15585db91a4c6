"""A deterministic archive of a robot package with the shared library it is built on.

The same files give the same bytes: names sorted, times and owners fixed. The archive is a zip.
"""

import hashlib
import io
import zipfile
from pathlib import Path, PurePosixPath

from orchestrator.core.errors import BadInput

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = {"__pycache__", "output", "results", ".pytest_cache", "tests"}


def build_archive(root: Path, package: str) -> bytes:
    """The archive of `robots/<package>`, `shared_library` and the lock file of the robots' environment."""
    folder = root / "robots" / package
    if not (folder / "robot.yaml").is_file():
        raise BadInput(f"There is no robot package {package!r}: robots/{package}/robot.yaml is missing.")
    files = [*_files(folder), *_files(root / "shared_library"), root / "robots.lock"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files, key=lambda item: str(item.relative_to(root))):
            info = zipfile.ZipInfo(str(PurePosixPath(path.relative_to(root))), _FIXED_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return target.getvalue()


def digest(archive: bytes) -> str:
    """SHA-256 of an archive, in hexadecimal."""
    return hashlib.sha256(archive).hexdigest()


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(folder).parts) and path.suffix != ".pyc"
    ]
