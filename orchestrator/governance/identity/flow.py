"""Authorization code with PKCE: to the provider, and back with a code that only this browser can use.

What must not be forgotten on the way (state, nonce, verifier) travels sealed in a cookie of the browser that began:
an answer that this browser did not ask for is refused, and nobody fills a table of ours by beginning.
"""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.fetch import fetch
from orchestrator.core.logging import log
from orchestrator.governance.identity import metadata as providers
from orchestrator.governance.identity.refusals import Reason, SignInRefused
from orchestrator.governance.identity.tokens import SKEW_SECONDS, Client, id_token

FLOW_SECONDS = 600
_SCOPES = "openid profile email"


@dataclass(frozen=True)
class Flow:
    """One sign-in on its way. `fresh_for`: the sign-in (its hash) whose person shall show again that it is they."""

    municipality: str
    state: str
    nonce: str
    verifier: str
    begun: float
    next: str = "/"
    fresh_for: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Signed:
    """What the provider vouches for. `email` only if the provider has verified it; `sub` as it stands in the token."""

    subject: str
    sub: str
    email: str
    sid: str | None
    id_token: str


def begin(
    client: Client, redirect_uri: str, next: str = "/", fresh_for: str = "", language: str = "sv"
) -> tuple[str, Flow]:
    """Where the browser goes, and what it keeps meanwhile. With `fresh_for` the provider must ask the person anew."""
    flow = Flow(
        client.municipality, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48),
        machine_now().timestamp(), next, fresh_for,
    )  # fmt: skip
    asked = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": redirect_uri, "scope": _SCOPES,
        "state": flow.state, "nonce": flow.nonce, "code_challenge_method": "S256",
        "code_challenge": create_s256_code_challenge(flow.verifier), "ui_locales": language,
    }  # fmt: skip
    if fresh_for:
        asked |= {"prompt": "login", "max_age": "0"}
    return add_params_to_uri(
        str(providers.metadata(client.issuer)["authorization_endpoint"]), list(asked.items())
    ), flow


def finish(client: Client, flow: Flow, answer: Mapping[str, str], redirect_uri: str) -> Signed:
    """The provider's answer, checked against what was asked, and its code exchanged. Raises SignInRefused."""
    _check_answer(client, flow, answer)
    told = _exchange(client, flow, answer["code"], redirect_uri)
    raw, access = str(told.get("id_token", "")), told.get("access_token")
    claims = id_token(client, raw, flow.nonce, access)
    if flow.fresh_for:
        _check_fresh(flow, claims)
    claims = _completed(client, claims, access)
    return Signed(_subject(client, claims), str(claims["sub"]), _email(claims), _text(claims.get("sid")), raw)


def end_address(client: Client, shown: str, back: str) -> str | None:
    """Where the browser goes so that the provider's own session ends; None when it offers no such place."""
    try:
        place = providers.metadata(client.issuer).get("end_session_endpoint")
    except (BadInput, Unavailable):  # signed out here all the same
        return None
    if not str(place or "").startswith(("https://", "http://")):
        return None
    told = {"id_token_hint": shown, "client_id": client.client_id, "post_logout_redirect_uri": back}
    return add_params_to_uri(str(place), list(told.items()))


def _check_answer(client: Client, flow: Flow, answer: Mapping[str, str]) -> None:
    age = machine_now().timestamp() - flow.begun
    same = hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode())
    if not same or flow.municipality != client.municipality or not 0 <= age <= FLOW_SECONDS:
        raise SignInRefused(Reason.BEGIN_AGAIN)
    # RFC 9207: which provider speaks, so that one cannot hand us a code of another.
    says_who = providers.metadata(client.issuer).get("authorization_response_iss_parameter_supported") is True
    if answer.get("iss", None if says_who else client.issuer) != client.issuer:
        raise SignInRefused(Reason.NOT_FOR_US)
    if "error" in answer:
        log.info("sign_in_error", municipality=client.municipality, error=answer["error"][:60])
        raise SignInRefused(Reason.CANCELLED if answer["error"] == "access_denied" else Reason.PROVIDER)
    if not answer.get("code"):
        raise SignInRefused(Reason.BEGIN_AGAIN)


def _exchange(client: Client, flow: Flow, code: str, redirect_uri: str) -> dict[str, Any]:
    """The code for tokens, at the provider's own address."""
    described = providers.metadata(client.issuer)
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": flow.verifier,
    }  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if client.secret and "client_secret_basic" in ways:
        # RFC 6749, 2.3.1: both parts are form-encoded first.
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client.client_id} | ({"client_secret": client.secret} if client.secret else {})
    answer = fetch(str(described["token_endpoint"]), method="POST", data=urlencode(form), headers=headers)
    told = answer.json()
    if answer.status != 200 or not isinstance(told, dict):
        error = str(told.get("error", ""))[:60] if isinstance(told, dict) else ""
        log.warning("sign_in_exchange", municipality=client.municipality, status=answer.status, error=error)
        raise SignInRefused(Reason.PROVIDER)
    return told


def _check_fresh(flow: Flow, claims: dict[str, Any]) -> None:
    """The provider says when it last asked the person: not before we did."""
    at = claims.get("auth_time")
    if not isinstance(at, int | float) or at < flow.begun - SKEW_SECONDS:
        raise SignInRefused(Reason.NOT_FRESH)


def _completed(client: Client, claims: dict[str, Any], access: Any) -> dict[str, Any]:
    """Many providers put address and name in the user info only; what the id token says stands before it."""
    endpoint = providers.metadata(client.issuer).get("userinfo_endpoint")
    if not endpoint or not isinstance(access, str) or {"email", client.subject_claim} <= set(claims):
        return claims
    answer = fetch(str(endpoint), headers={"Authorization": f"Bearer {access}", "Accept": "application/json"})
    try:
        told = answer.json()
    except BadInput:  # a signed user info: what the id token says must do
        return claims
    # Core 5.3.2: a user info about somebody else is not ours to use.
    if answer.status != 200 or not isinstance(told, dict) or told.get("sub") != claims.get("sub"):
        return claims
    return {**told, **claims}


def _subject(client: Client, claims: dict[str, Any]) -> str:
    """Claims other than `sub` carry their name: one provider's employee number is no other claim's value."""
    value = claims.get(client.subject_claim)
    if not isinstance(value, str) or not 0 < len(value) <= 250:
        raise SignInRefused(Reason.NO_SUBJECT, f"The provider says no {client.subject_claim!r}.")
    return subject_key(client.subject_claim, value)


def subject_key(claim: str, value: str) -> str:
    """How a subject is kept: the value of `sub` as it is, of another claim with its name."""
    return value if claim == "sub" else f"{claim}:{value}"


def _email(claims: dict[str, Any]) -> str:
    """Only `true` is verified: a word that a person can write at the provider proves nothing."""
    return str(claims.get("email", "")).strip().lower() if claims.get("email_verified") is True else ""


def _text(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) and value else None
