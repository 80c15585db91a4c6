"""The keys, apart from the archive: the master key and the private signing keys, wrapped with a passphrase.

Without them an archive opens nothing. Keep the two in different places. A master key in a vault elsewhere never comes
here: then the file holds the signing keys only. scrypt (n = 2^17, r = 8, p = 1) and AES-256-GCM.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.settings import settings
from orchestrator.governance.vault.master import local_text

SHORTEST_PASSPHRASE = 16
_MARK = b"coe-keys-1\n"
_SALT, _NONCE = 16, 12
MASTER = "master"


def write(path: Path, passphrase: str) -> list[str]:
    """Write the key file; answers what is in it."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadInput(f"A passphrase for the keys has at least {SHORTEST_PASSPHRASE} characters.")
    held = {file.name: b64encode(file.read_bytes()).decode() for file in (settings().home / "keys").glob("*.key")}
    master = local_text()
    if master is not None:
        held[MASTER] = b64encode(master.encode()).decode()
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(held).encode(), _MARK)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(_MARK + salt + nonce + sealed)
    return sorted(held)


def unpack(path: Path, passphrase: str) -> list[Path]:
    """Write the keys below the home folder, readable by their owner only; answers their files. None is overwritten."""
    folder = settings().home / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, value in _read(path, passphrase).items():
        target = folder / Path(name).name
        if target.exists() and target.read_bytes() == b64decode(value):
            continue  # from a restore that was broken off
        if target.exists():
            raise Conflict(f"There is a key at {target} already. Move it away to restore the one of the backup.")
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b64decode(value))
        written.append(target)
    return written


def _read(path: Path, passphrase: str) -> dict[str, str]:
    told = path.read_bytes()
    if not told.startswith(_MARK):
        raise BadInput(f"{path.name} is no key file of ours.")
    rest = told[len(_MARK) :]
    salt, nonce, sealed = rest[:_SALT], rest[_SALT : _SALT + _NONCE], rest[_SALT + _NONCE :]
    try:
        held: dict[str, str] = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _MARK))
    except InvalidTag:
        raise BadInput("The passphrase is not the one of this file, or the file was changed.") from None
    return held


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode())
