"""Seal and open: AES-256-GCM under the municipality's key, itself wrapped with the master key.

A sealed value is `1 ‖ nonce(12) ‖ ciphertext+tag`; the associated data bind it to its municipality
and purpose, so that a value copied to another row or tenant does not open.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, CoeError, NotFound
from orchestrator.core.settings import settings
from orchestrator.governance.vault.models import MunicipalityKey, Secret

_VERSION = b"1"
_opened: dict[tuple[str, str], tuple[bytes, bytes]] = {}


def create_key(session: Session, municipality: str) -> None:
    """Make a municipality's keys, once."""
    if session.scalar(select(MunicipalityKey.id).where(MunicipalityKey.municipality_code == municipality)):
        return
    session.add(
        MunicipalityKey(
            municipality_code=municipality,
            data_key=_encrypt(_master(), os.urandom(32), f"{municipality}/data"),
            index_key=_encrypt(_master(), os.urandom(32), f"{municipality}/index"),
            created_at=now(),
        )
    )
    session.flush()


def seal(session: Session, municipality: str, purpose: str, plain: bytes) -> bytes:
    """Encrypt bytes for one municipality and purpose."""
    return _encrypt(_keys(session, municipality)[0], plain, f"{municipality}/{purpose}")


def unseal(session: Session, municipality: str, purpose: str, sealed: bytes) -> bytes:
    """The bytes behind `seal`; another municipality's or purpose's value does not open."""
    return _decrypt(_keys(session, municipality)[0], sealed, f"{municipality}/{purpose}")


def seal_json(session: Session, municipality: str, purpose: str, value: Any) -> bytes:
    return seal(session, municipality, purpose, json.dumps(value, ensure_ascii=False).encode())


def unseal_json(session: Session, municipality: str, purpose: str, sealed: bytes) -> Any:
    return json.loads(unseal(session, municipality, purpose, sealed))


def person_key(session: Session, municipality: str, personal_number: str) -> str:
    """HMAC-SHA256 of a normalised personal number: finds a person's cases without storing the number."""
    digits = "".join(filter(str.isdigit, personal_number))
    if len(digits) != 12:
        raise BadInput("A personal number is written with twelve digits, for example 198801122384.")
    return hmac.new(_keys(session, municipality)[1], digits.encode(), hashlib.sha256).hexdigest()


def put_secret(session: Session, municipality: str, name: str, values: dict[str, str]) -> None:
    """Store or replace a secret."""
    sealed = seal_json(session, municipality, f"secret/{name}", values)
    row = session.scalar(select(Secret).where(Secret.municipality_code == municipality, Secret.name == name))
    if row is None:
        session.add(Secret(municipality_code=municipality, name=name, sealed=sealed, changed_at=now()))
    else:
        row.sealed, row.changed_at = sealed, now()
    session.flush()


def use_secret(session: Session, municipality: str, name: str) -> dict[str, str]:
    """The values of a secret; the use is noted."""
    row = session.scalar(select(Secret).where(Secret.municipality_code == municipality, Secret.name == name))
    if row is None:
        raise NotFound(f"The vault of municipality {municipality} has no secret named {name}. Add it in the vault.")
    row.used_at = now()
    values: dict[str, str] = unseal_json(session, municipality, f"secret/{name}", row.sealed)
    return values


def _master() -> bytes:
    return hashlib.sha256(settings().master_key.get_secret_value().encode()).digest()


def _keys(session: Session, municipality: str) -> tuple[bytes, bytes]:
    cache_key = (str(session.get_bind().engine.url), municipality)
    if cache_key not in _opened:
        row = session.scalar(select(MunicipalityKey).where(MunicipalityKey.municipality_code == municipality))
        if row is None:
            raise NotFound(f"Municipality {municipality} has no key yet: add the municipality first.")
        _opened[cache_key] = (
            _decrypt(_master(), row.data_key, f"{municipality}/data"),
            _decrypt(_master(), row.index_key, f"{municipality}/index"),
        )
    return _opened[cache_key]


def _encrypt(key: bytes, plain: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(12)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound_to.encode())
    except InvalidTag:
        raise CoeError(
            "A stored value does not open with this master key. Start with the COE_MASTER_KEY it was stored under."
        ) from None
