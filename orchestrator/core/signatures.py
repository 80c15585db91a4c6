"""Ed25519 key pairs by name: who made a thing, proven wherever it lay. Keys are files below `home/keys`."""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from orchestrator.core.errors import NotFound


def ensure_pair(home: Path, name: str) -> None:
    """Make the pair if there is none. The private half is readable by its owner only."""
    private, public = private_path(home, name), public_path(home, name)
    if private.exists():
        return
    private.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(home: Path, name: str, message: bytes) -> bytes:
    """The signature (64 bytes) of a message. NotFound without the private half."""
    private = private_path(home, name)
    if not private.exists():
        raise NotFound(f"There is no key {name!r} here. Make it with `coe setup`.")
    return Ed25519PrivateKey.from_private_bytes(private.read_bytes()).sign(message)


def is_signed(public: Path, message: bytes, signature: bytes) -> bool:
    """Whether the owner of this public half signed the message; no when there is no such file."""
    try:
        Ed25519PublicKey.from_public_bytes(public.read_bytes()).verify(signature, message)
    except (InvalidSignature, FileNotFoundError, ValueError):
        return False
    return True


def key_id(public: Path) -> str:
    """A public half's short name: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public.read_bytes()).hexdigest()[:16]


def private_path(home: Path, name: str) -> Path:
    return home / "keys" / f"{name}.key"


def public_path(home: Path, name: str) -> Path:
    return home / "keys" / f"{name}.pub"
