"""Seal and open what is personal, with the municipality's key. What is sealed, and where: README.md of this folder."""

import hashlib
import hmac
import json
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.errors import BadInput
from orchestrator.governance.vault import sealing
from orchestrator.governance.vault.keyring import key_of, ring_of


def seal(session: Session, municipality: str, purpose: str, plain: bytes) -> bytes:
    """Encrypt bytes for one municipality and purpose, with the version of its key that is active."""
    ring = ring_of(session, municipality)
    return sealing.encrypt(ring.data[ring.active], ring.active, plain, f"{municipality}/{purpose}")


def unseal(session: Session, municipality: str, purpose: str, sealed: bytes) -> bytes:
    """The bytes behind `seal`; another municipality's or purpose's value does not open.

    Raises KeyDestroyed when the municipality's keys have been destroyed.
    """
    key = key_of(session, municipality, sealing.version_of(sealed))
    return sealing.decrypt(key, sealed, f"{municipality}/{purpose}")


def seal_json(session: Session, municipality: str, purpose: str, value: Any) -> bytes:
    return seal(session, municipality, purpose, json.dumps(value, ensure_ascii=False).encode())


def unseal_json(session: Session, municipality: str, purpose: str, sealed: bytes) -> Any:
    return json.loads(unseal(session, municipality, purpose, sealed))


def seal_text(session: Session, municipality: str, purpose: str, text: str) -> str:
    """As `seal`, for a column of text. What is empty stays empty."""
    return sealing.as_text(seal(session, municipality, purpose, text.encode())) if text else ""


def unseal_text(session: Session, municipality: str, purpose: str, sealed: str) -> str:
    return unseal(session, municipality, purpose, sealing.as_bytes(sealed)).decode() if sealed else ""


def person_key(session: Session, municipality: str, personal_number: str) -> str:
    """HMAC-SHA256 of a normalised personal number: finds a person's cases without storing the number.

    The index key does not rotate with the data key: the number is not stored, so no key could be made anew from it, and
    every case of before would be lost to the search. It is destroyed with the rest.
    """
    digits = "".join(filter(str.isdigit, personal_number))
    if len(digits) != 12:
        raise BadInput("A personal number is written with twelve digits, for example 198801122384.")
    return hmac.new(ring_of(session, municipality).index, digits.encode(), hashlib.sha256).hexdigest()


def name_key(session: Session, municipality: str, name: str) -> str:
    """A name that may tell of a person (a file's), as a key to find it by."""
    return hmac.new(ring_of(session, municipality).index, b"name/" + name.encode(), hashlib.sha256).hexdigest()
