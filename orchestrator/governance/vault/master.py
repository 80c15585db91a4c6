"""The master key, which wraps the municipalities' keys and nothing else: from a file, the environment, a command, or a
vault that never gives it out.

`COE_MASTER_KEY` is `file:PATH`, `env:NAME`, `command:PROGRAM ARGUMENTS`, `transit:ADDRESS/MOUNT/NAME` (HashiCorp Vault
or OpenBao), or the key's own text. Each wrapped key says by `id` which master key it is under, so that two can be in
use while one replaces the other (`COE_MASTER_KEY_BEFORE`).
"""

import hashlib
import hmac
import os
import shlex
import stat
import subprocess
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from orchestrator.core.errors import CoeError, Unavailable
from orchestrator.core.settings import DEMO_SECRET, settings

_SHORTEST = 32
_SECONDS = 15
_NONCE = 12
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Master(Protocol):
    """Wraps and unwraps keys. `id` names it in the database and in `coe keys status`, and tells nothing of it."""

    id: str

    def wrap(self, key: bytes, bound_to: str) -> bytes: ...

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes: ...


class LocalMaster:
    """A master key that this process holds. Derived with HKDF from a text of at least 32 characters."""

    def __init__(self, text: str) -> None:
        if len(text) < _SHORTEST and text != DEMO_SECRET:
            raise CoeError(
                f"The master key has {len(text)} characters, and at least {_SHORTEST} are needed. Make one with "
                "`coe secret new`."
            )
        key = HKDF(SHA256(), 32, salt=None, info=b"coe master key").derive(text.encode())
        self.id = f"local:{hmac.new(key, b'coe master key id', hashlib.sha256).hexdigest()[:16]}"
        self._key = AESGCM(key)

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._key.encrypt(nonce, key, bound_to.encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        try:
            return self._key.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound_to.encode())
        except InvalidTag:
            raise CoeError("A wrapped key has been changed: it does not open with its master key.") from None


class TransitMaster:
    """A key in HashiCorp Vault's or OpenBao's transit engine, where it stays: they wrap and unwrap for us.

    Source: developer.hashicorp.com/vault/api-docs/secret/transit, encrypt and decrypt with `associated_data`.
    """

    def __init__(self, address: str) -> None:
        self._base, self._mount, self._name = _parts(address)
        self.id = f"transit:{self._mount}/{self._name}"[:80]

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        told = self._ask("encrypt", {"plaintext": _b64(key), "associated_data": _b64(bound_to.encode())})
        return str(told["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        told = self._ask("decrypt", {"ciphertext": wrapped.decode(), "associated_data": _b64(bound_to.encode())})
        return b64decode(told["plaintext"])

    def _ask(self, what: str, body: dict[str, str]) -> dict[str, str]:
        address = f"{self._base}/v1/{self._mount}/{what}/{self._name}"
        try:
            answer = httpx.post(
                address, json=body, headers={"X-Vault-Token": _transit_token()}, timeout=_SECONDS, trust_env=False
            )
        except httpx.HTTPError as error:
            raise Unavailable(f"The vault with the master key does not answer: {type(error).__name__}.") from None
        if answer.status_code != httpx.codes.OK:
            raise Unavailable(
                f"The vault with the master key answered {answer.status_code} to {what}. Check the token "
                "(COE_TRANSIT_TOKEN) and what its policy allows."
            )
        data: dict[str, str] = answer.json()["data"]
        return data


def master() -> Master:
    """The master key that wraps from now on."""
    return _opened(settings().master_key.get_secret_value())


def master_of(name: str) -> Master:
    """The master key of an `id`: the present one, or the one before."""
    before = settings().master_key_before.get_secret_value()
    for told in (settings().master_key.get_secret_value(), before):
        if told and _opened(told).id == name:
            return _opened(told)
    raise CoeError(
        f"The municipalities' keys are wrapped with the master key {name}, and COE_MASTER_KEY is {master().id}. Start "
        "with the one that they were stored under; to replace it, give the old one as COE_MASTER_KEY_BEFORE."
    )


def local_text() -> str | None:
    """The present master key's own text, for the file in which keys are kept apart; None where another vault has it."""
    told = settings().master_key.get_secret_value()
    return None if told.startswith("transit:") else _text(told)


@lru_cache(maxsize=4)
def _opened(told: str) -> Master:
    if told.startswith("transit:"):
        return TransitMaster(told.removeprefix("transit:"))
    return LocalMaster(_text(told))


def _text(told: str) -> str:
    kind, _, rest = told.partition(":")
    readers = {"file": _from_file, "env": _from_environment, "command": _from_command}
    return readers[kind](rest) if kind in readers else told


def _from_file(path: str) -> str:
    """A file that only its owner can read; systemd's credentials and Kubernetes' secrets are such files."""
    file = Path(path)
    try:
        mode, text = file.stat().st_mode, file.read_text().strip()
    except OSError as error:
        raise CoeError(f"The master key's file {path} cannot be read: {error.strerror}.") from None
    if stat.S_IMODE(mode) & 0o077:
        raise CoeError(f"Others can read the master key's file {path}. Make it its owner's alone: chmod 600 {path}")
    return text


def _from_environment(name: str) -> str:
    text = os.environ.get(name, "")
    if not text:
        raise CoeError(f"COE_MASTER_KEY says env:{name}, and the environment has no {name}.")
    return text


def _from_command(command: str) -> str:
    """What a program prints, for example a password manager's or a cloud's command line. No shell is between."""
    words = shlex.split(command)
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CoeError(f"The master key's command {words[:1]} did not run: {type(error).__name__}.") from None
    if done.returncode:
        raise CoeError(f"The master key's command {words[:1]} ended with {done.returncode}.")
    return done.stdout.strip()


def _parts(address: str) -> tuple[str, str, str]:
    url = httpx.URL(address)
    mount, _, name = url.path.strip("/").rpartition("/")
    if not (url.host and mount and name):
        raise CoeError("Write the transit key as transit:https://vault.example:8200/transit/NAME.")
    if url.scheme != "https" and url.host not in _LOOPBACK:
        raise CoeError("The vault with the master key is asked over https only.")
    return f"{url.scheme}://{url.netloc.decode()}", mount, name


def _transit_token() -> str:
    use = settings()
    token = use.transit_token.get_secret_value()
    return _from_file(token.removeprefix("file:")) if token.startswith("file:") else token


def _b64(value: bytes) -> str:
    return b64encode(value).decode()
