"""A release on the worker's disk: hash and signature are checked before each use."""

import shutil
import tempfile
from pathlib import Path

from orchestrator.core.errors import BadInput
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages import signing


def unpack_release(home: Path, archive: bytes, sha256: str, signature: bytes) -> Path:
    """Verify an archive and answer the folder that holds it. An archive that does not verify is not unpacked."""
    if archives.digest(archive) != sha256:
        raise BadInput("The release's archive is not what was published: its hash differs. It is not run.")
    signing.verify(home, sha256, signature)
    target = home / "unpacked" / sha256
    if not target.exists():
        # Two runs may come at once: each unpacks beside the place, and the first one to finish takes it.
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{sha256[:12]}-", dir=target.parent))
        archives.unpack(archive, part)
        try:
            part.rename(target)
        except OSError:
            shutil.rmtree(part)
            if not target.exists():
                raise
    return target
