"""Is this token the provider's, for us, and still good? (OpenID Connect Core 3.1.3.7; Back-Channel Logout 2.6)"""

from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from orchestrator.core.clock import machine_now
from orchestrator.governance.identity import metadata as providers
from orchestrator.governance.identity.refusals import Reason, SignInRefused

# Signed with a private key: with a shared secret, whoever can check could sign too. `none` is none of them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
# Two machines' clocks differ by so much at most.
SKEW_SECONDS = 60
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_OTHERS = ("iss", "aud", "azp")
Claims = dict[str, Any]


@dataclass(frozen=True)
class Client:
    """What we are at a provider, taken out of the database: no transaction is open while we talk to it."""

    municipality: str
    provider_id: str
    issuer: str
    client_id: str
    secret: str | None
    subject_claim: str


def id_token(client: Client, raw: str, nonce: str, access_token: str | None) -> Claims:
    """The claims of an id token that holds. Raises SignInRefused."""
    header, claims = _signed(client, raw)
    checked = CodeIDToken(
        claims, header, _ours(client), {"nonce": nonce, "client_id": client.client_id, "access_token": access_token}
    )
    _validate(checked)
    return claims


def logout_token(client: Client, raw: str) -> Claims:
    """The claims of a logout token that holds: whom, or which of their sessions, to sign out."""
    _header, claims = _signed(client, raw)
    registry = jwt.JWTClaimsRegistry(
        _now(), SKEW_SECONDS, **_ours(client), iat={"essential": True}, jti={"essential": True}
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise SignInRefused(_reason(error)) from None
    events = claims.get("events")
    # A nonce is what an id token has: without this, one could be sent as the other.
    if not isinstance(events, dict) or _LOGOUT not in events or "nonce" in claims:
        raise SignInRefused(Reason.NOT_GENUINE, "It is no logout token.")
    if not claims.get("sub") and not claims.get("sid"):
        raise SignInRefused(Reason.NO_SUBJECT)
    return claims


def _signed(client: Client, raw: str) -> tuple[dict[str, Any], Claims]:
    """Header and claims of a token that the provider has signed, with a key of today."""
    uri = str(providers.metadata(client.issuer)["jwks_uri"])
    try:
        return _decoded(raw, providers.keys(uri))
    except JoseError:
        newer = providers.keys_again(uri)
    try:
        if newer is not None:
            return _decoded(raw, newer)
    except JoseError:
        pass
    raise SignInRefused(Reason.NOT_GENUINE, "The signature is not the provider's.")


def _decoded(raw: str, keys: KeySet) -> tuple[dict[str, Any], Claims]:
    try:
        token = jwt.decode(raw, keys, algorithms=ALGORITHMS)
    except (ValueError, TypeError) as error:  # not a token at all
        raise SignInRefused(Reason.NOT_GENUINE, "It is no token.") from error
    return dict(token.header), dict(token.claims)


def _ours(client: Client) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": client.issuer},
        "aud": {"essential": True, "value": client.client_id},
    }


def _validate(checked: CodeIDToken) -> None:
    try:
        checked.validate(_now(), SKEW_SECONDS)
    except JoseError as error:
        raise SignInRefused(_reason(error)) from None


def _reason(error: JoseError) -> Reason:
    if isinstance(error, ExpiredTokenError):
        return Reason.TOO_OLD
    if isinstance(error, InvalidClaimError | MissingClaimError) and error.claim in _OTHERS:
        return Reason.NOT_FOR_US
    return Reason.NOT_GENUINE


def _now() -> int:
    return int(machine_now().timestamp())
