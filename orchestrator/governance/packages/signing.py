"""The Center signs a release, every worker verifies it before each use."""

from pathlib import Path

from orchestrator.core import signatures
from orchestrator.core.errors import ReleaseRefused

_NAME = "release"


def ensure_keys(home: Path) -> None:
    """Make the Center's signing key pair if there is none. The private half is readable by its owner only."""
    signatures.ensure_pair(home, _NAME)


def sign(home: Path, sha256: str) -> bytes:
    """The Center's signature of an archive's hash."""
    return signatures.sign(home, _NAME, sha256.encode())


def verify(home: Path, sha256: str, signature: bytes) -> None:
    """Refuse an archive that the Center did not sign."""
    if not signatures.is_signed(signatures.public_path(home, _NAME), sha256.encode(), signature):
        raise ReleaseRefused("The release is not signed by the Center. It is not run. Publish it again.")
