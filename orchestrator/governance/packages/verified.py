"""A release on a disk, a robot's or rules': hash and signature are checked before each use.

The archive is fetched and unpacked once. The unpacked files are hashed at each use and compared with what they
were when this process unpacked them from a verified archive: a file that was changed since is never run.
"""

import hashlib
import shutil
import tempfile
import threading
from pathlib import Path

from orchestrator.core.errors import CoeError, ReleaseRefused
from orchestrator.core.logging import log
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.unpacking import unpack


def unpack_release(home: Path, archive: bytes, sha256: str, signature: bytes, place: str = "unpacked") -> Path:
    """Verify an archive and answer the folder that holds its files, and only these.

    An archive that does not verify is not unpacked.
    """
    if archives.digest(archive) != sha256:
        raise ReleaseRefused("The release's archive is not what was published: its hash differs. It is not run.")
    signing.verify(home, sha256, signature)
    target = home / place / sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    # Two runs may come at once: each unpacks beside the place, and the first one to finish takes it.
    part = Path(tempfile.mkdtemp(prefix=f"{sha256[:12]}-", dir=target.parent))
    try:
        unpack(archive, part)
    except CoeError:
        shutil.rmtree(part)
        raise
    if target.exists() and tree_digest(target) != tree_digest(part):
        _set_aside(target)
    try:
        part.rename(target)
    except OSError:
        shutil.rmtree(part)
        if not target.exists():
            raise
    return target


def _set_aside(target: Path) -> None:
    """Somebody has changed what lies there."""
    log.warning("release_changed_on_disk", release=target.name)
    old = Path(tempfile.mkdtemp(prefix="changed-", dir=target.parent))
    target.rename(old / target.name)
    shutil.rmtree(old, ignore_errors=True)


class Releases:
    """The releases that this process has unpacked itself below `home/<place>`, with the hash of their files."""

    def __init__(self, home: Path, place: str = "unpacked") -> None:
        self._home = home
        self._place = place
        self._trees: dict[str, str] = {}
        self._lock = threading.Lock()

    def ready(self, sha256: str, signature: bytes) -> Path | None:
        """The folder, if its files are still those that were unpacked here; None: fetch the archive."""
        target = self._home / self._place / sha256
        known = self._trees.get(sha256)
        if known is None or not target.exists() or tree_digest(target) != known:
            return None
        signing.verify(self._home, sha256, signature)
        return target

    def unpack(self, archive: bytes, sha256: str, signature: bytes) -> Path:
        """Verify and unpack; the files are remembered by their hash."""
        with self._lock:
            found = unpack_release(self._home, archive, sha256, signature, self._place)
            self._trees[sha256] = tree_digest(found)
            return found


def tree_digest(folder: Path) -> str:
    """SHA-256 over names and contents of all files (byte code apart, which lies elsewhere)."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()
