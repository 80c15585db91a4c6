"""The form of a sealed value, and of a wrapped key: AES-256-GCM, pure.

A sealed value is `2 ‖ key version (2 bytes) ‖ nonce (12) ‖ ciphertext and tag`. The first three bytes tell which key
opens it without opening it, in bytes as in base64 (four characters): rotation finds what is left by them. The
associated data bind it to municipality, purpose and version: a value copied to another purpose or tenant does not open.
"""

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from orchestrator.core.errors import CoeError

HEADER, TEXT_HEADER = 3, 4
_FORMAT = b"2"
_NONCE = 12


def header(version: int) -> bytes:
    """How every value that a key version has sealed begins."""
    return _FORMAT + version.to_bytes(2)


def text_header(version: int) -> str:
    """The same of a sealed text."""
    return b64encode(header(version)).decode()


def version_of(value: bytes) -> int:
    """The key version that opens a value."""
    if value[:1] != _FORMAT or len(value) < HEADER + _NONCE:
        raise CoeError("A stored value is not one of this vault's: it has been changed, or was written by another.")
    return int.from_bytes(value[1:HEADER])


def encrypt(key: AESGCM, version: int, plain: bytes, bound_to: str) -> bytes:
    nonce, begins = os.urandom(_NONCE), header(version)
    return begins + nonce + key.encrypt(nonce, plain, _bound(begins, bound_to))


def decrypt(key: AESGCM, value: bytes, bound_to: str) -> bytes:
    try:
        return key.decrypt(value[HEADER : HEADER + _NONCE], value[HEADER + _NONCE :], _bound(value[:HEADER], bound_to))
    except InvalidTag:
        raise CoeError(
            "A stored value does not open with its key: it has been changed, or moved here from another place."
        ) from None


def as_text(value: bytes) -> str:
    return b64encode(value).decode()


def as_bytes(text: str) -> bytes:
    return b64decode(text)


def _bound(begins: bytes, bound_to: str) -> bytes:
    return begins + bound_to.encode()
