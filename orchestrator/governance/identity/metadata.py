"""What a provider says of itself (OpenID Connect Discovery 1.0) and the keys it signs with, kept for some minutes."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.fetch import Fetched, fetch

_KEPT_SECONDS = 600.0
# An unknown key is looked for at once, but not once for each token that somebody makes up.
_LOOK_AGAIN_SECONDS = 30.0
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
T = TypeVar("T")


class _Kept:
    """Values by address, each with its age. One process's own: another asks for itself."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[float, Any]] = {}
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        with self._lock:
            found = self._values.get(key)
        if found and time.monotonic() - found[0] < _KEPT_SECONDS:
            value: T = found[1]
            return value
        return self._keep(key, make)

    def again(self, key: str, make: Callable[[], T]) -> T | None:
        """Made anew, or None: that was done a moment ago."""
        with self._lock:
            if time.monotonic() - self._looked.get(key, -_LOOK_AGAIN_SECONDS) < _LOOK_AGAIN_SECONDS:
                return None
            self._looked[key] = time.monotonic()
        return self._keep(key, make)

    def _keep(self, key: str, make: Callable[[], T]) -> T:
        value = make()
        with self._lock:
            self._values[key] = (time.monotonic(), value)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._looked.clear()


_metadata, _keys = _Kept(), _Kept()


def forget() -> None:
    """Ask every provider anew: after a configuration was changed, and between tests."""
    _metadata.clear()
    _keys.clear()


def metadata(issuer: str) -> dict[str, Any]:
    """The provider's own description. Raises BadInput or Unavailable with what to correct."""
    return _metadata.get(issuer, lambda: discover(issuer))


def discover(issuer: str) -> dict[str, Any]:
    """Fetch and check the description, past what is kept."""
    url = get_well_known_url(issuer, external=True)
    answer = fetch(url)
    told = _ok(answer).json()
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        named = told.get("issuer") if isinstance(told, dict) else None
        raise BadInput(f"The provider calls itself {named!r}, not {issuer!r}. Write the issuer as it says it, exactly.")
    missing = [name for name in _NEEDED if not str(told.get(name, "")).startswith(("https://", "http://"))]
    if missing:
        raise BadInput(f"The provider's description at {url} lacks {', '.join(missing)}. Is it OpenID Connect?")
    described = OpenIDProviderMetadata(told)
    try:
        described.validate_response_types_supported()
        described.validate_subject_types_supported()
        described.validate_id_token_signing_alg_values_supported()
    except ValueError as error:
        raise BadInput(f"The provider's description at {url} does not hold: {error}.") from None
    if "code" not in told.get("response_types_supported", ()):
        raise BadInput("The provider does not offer the authorization code flow (response type `code`).")
    return dict(told)


def keys(jwks_uri: str) -> KeySet:
    """The keys that the provider signs with."""
    return _keys.get(jwks_uri, lambda: _fetch_keys(jwks_uri))


def keys_again(jwks_uri: str) -> KeySet | None:
    """The keys as they are now: a token may be signed with one that is newer than what we keep."""
    return _keys.again(jwks_uri, lambda: _fetch_keys(jwks_uri))


def _fetch_keys(jwks_uri: str) -> KeySet:
    told = _ok(fetch(jwks_uri)).json()
    listed = told.get("keys", []) if isinstance(told, dict) else []
    # A shared secret in a public list would let anybody sign; a key for encryption signs nothing.
    usable = [key for key in listed if isinstance(key, dict) and key.get("kty") != "oct" and key.get("use") != "enc"]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError):
        raise BadInput(f"The provider's keys at {jwks_uri} cannot be read.") from None


def _ok(answer: Fetched) -> Fetched:
    if answer.status != 200:
        raise Unavailable(f"{answer.url} answers with {answer.status}. Check the issuer's address.")
    return answer
