"""Ed25519: the Center signs a release, every worker verifies it before each use."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from orchestrator.core.errors import BadInput, NotFound


def ensure_keys(home: Path) -> None:
    """Make the Center's signing key pair if there is none. The private half is readable by its owner only."""
    private, public = _paths(home)
    if private.exists():
        return
    private.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(home: Path, sha256: str) -> bytes:
    """The Center's signature of an archive's hash."""
    private, _public = _paths(home)
    if not private.exists():
        raise NotFound("The Center has no signing key here. Make one with `coe setup`.")
    return Ed25519PrivateKey.from_private_bytes(private.read_bytes()).sign(sha256.encode())


def verify(home: Path, sha256: str, signature: bytes) -> None:
    """Refuse an archive that the Center did not sign."""
    _private, public = _paths(home)
    try:
        Ed25519PublicKey.from_public_bytes(public.read_bytes()).verify(signature, sha256.encode())
    except (InvalidSignature, FileNotFoundError):
        raise BadInput("The release is not signed by the Center. It is not run. Publish it again.") from None


def _paths(home: Path) -> tuple[Path, Path]:
    return home / "keys" / "release.key", home / "keys" / "release.pub"
