"""The archive: a tar of files as they are, and last a manifest with the SHA-256 of each. Nothing in it is executed.

What is personal in it is sealed already; the archive itself is its owner's alone (mode 0600).
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from orchestrator.core.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 30
Tell = Callable[[str, int], None]


@dataclass
class Manifest:
    """What an archive holds. `files`: name → [size, SHA-256]; `missing`: evidence that the database names and that was
    not there; `masters`: the master keys that its keys are wrapped with; `counts`: table → rows."""

    made_at: str
    version: str
    dialect: str
    schema: str
    masters: list[str]
    counts: dict[str, int]
    missing: list[str] = field(default_factory=list)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds files and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile, tell: Tell) -> None:
        self._tar, self._tell = tar, tell
        self.files: dict[str, tuple[int, str]] = {}

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
            hashing = _Hashing(file)
            self._tar.addfile(info, hashing)
        self.files[name] = (info.size, hashing.digest)
        self._tell(name, info.size)

    def finish(self, manifest: Manifest) -> None:
        manifest.files = self.files
        told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(told), 0o600
        self._tar.addfile(info, io.BytesIO(told))


@contextmanager
def writing(path: Path, tell: Tell) -> Iterator[Writer]:
    """A new archive. It has its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar, tell)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def verify(path: Path, tell: Tell) -> Manifest:
    """Read the whole archive: every file of the manifest is there once and as it was, and nothing else."""
    found: dict[str, tuple[int, str]] = {}
    told: dict[str, Any] | None = None
    with _readable(path):
        for name, file in _members(path):
            if name == MANIFEST:
                told = _read_manifest(file)
                continue
            if name in found:
                raise BadInput(f"The archive holds {name} twice: it is not one of ours.")
            found[name] = _digest(file)
            tell(name, found[name][0])
    if told is None:
        raise BadInput(f"{path.name} has no manifest: it was cut off, or is no backup.")
    manifest = Manifest(**{**told, "files": {name: tuple(value) for name, value in told["files"].items()}})
    _compare(manifest, found)
    return manifest


def unpack(path: Path, manifest: Manifest, place: Callable[[str], Path], tell: Tell) -> None:
    """Write every file where `place` says. What differs from the manifest is refused, also if it has changed since
    `verify`."""
    with _readable(path):
        for name, file in _members(path):
            if name != MANIFEST:
                digest = _written(file, place(name))
                if manifest.files.get(name, (0, ""))[1] != digest:
                    raise BadInput(f"{name} in the archive is not what the manifest says: the archive is damaged.")
                tell(name, manifest.files[name][0])


def _written(file: IO[bytes], target: Path) -> str:
    """Write a new file of its owner's alone; answers its hash."""
    target.parent.mkdir(parents=True, exist_ok=True)
    hashing = _Hashing(file)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while part := hashing.read(_CHUNK):
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    return hashing.digest


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._hash.update(part)
        return part


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Plain files with names that stay inside; anything else is no backup of ours."""
    with tarfile.open(path, "r|") as tar:
        for info in tar:
            file = tar.extractfile(info) if info.isreg() else None
            parts = PurePosixPath(info.name).parts
            if file is None or not parts or ".." in parts or info.name.startswith("/"):
                raise BadInput(f"The archive holds {info.name!r}, which no backup of ours does. It is not read.")
            yield info.name, file


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What cannot be read as a tar is told in words."""
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise BadInput(f"{path.name} cannot be read as a backup: {error}") from None


def _read_manifest(file: IO[bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file.read(_LARGEST_MANIFEST))
    if told.get("format") != FORMAT:
        raise BadInput(f"The backup has the format {told.get('format')}; this version reads {FORMAT}.")
    return told


def _digest(file: IO[bytes]) -> tuple[int, str]:
    hashing, size = _Hashing(file), 0
    while part := hashing.read(_CHUNK):
        size += len(part)
    return size, hashing.digest


def _compare(manifest: Manifest, found: dict[str, tuple[int, str]]) -> None:
    wrong = sorted(name for name in {*manifest.files, *found} if manifest.files.get(name) != found.get(name))
    if wrong:
        problems = [{"at": name, "message": "missing, changed, or too much"} for name in wrong[:20]]
        raise BadInput(f"The backup is damaged: {len(wrong)} files differ from its manifest.", problems=problems)
