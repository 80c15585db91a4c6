"""Tokens that do not hold are refused, each for its reason; people are known by issuer and subject."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.identity import flow as flows
from orchestrator.governance.identity import metadata, tokens
from orchestrator.governance.identity import service as identity
from orchestrator.governance.identity.flow import Flow, Signed
from orchestrator.governance.identity.models import IdentityProvider
from orchestrator.governance.identity.refusals import Reason, SignInRefused
from orchestrator.governance.identity.service import Told
from orchestrator.governance.identity.tokens import Client
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import SignIn
from orchestrator.governance.people.queries import by_username
from orchestrator.governance.people.rules import Role
from tests.support.house import House

ISSUER = "https://id.trelleborg.example"
CLIENT = Client("1287", "p", ISSUER, "coe", "hemlig", "sub")
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
STEWARD = Scope.steward("test")


@pytest.fixture(autouse=True)
def provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a provider publishes, without one: the journeys have a real one."""
    told = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", "authorization_response_iss_parameter_supported": True,
            "authorization_endpoint": f"{ISSUER}/auth"}  # fmt: skip
    monkeypatch.setattr(metadata, "metadata", lambda _issuer: told)
    monkeypatch.setattr(metadata, "keys", lambda _uri: KeySet([KEY]))
    monkeypatch.setattr(metadata, "keys_again", lambda _uri: None)


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": ISSUER, "aud": "coe", "sub": "karin", "iat": now, "exp": now + 300, "nonce": "n"} | more


def signed(told: dict[str, Any], key: Any = KEY, alg: str = "RS256", **header: Any) -> str:
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "one"} | header, told, key, algorithms=[alg])


def reason(raw: str) -> Reason:
    with pytest.raises(SignInRefused) as refused:
        tokens.id_token(CLIENT, raw, "n", None)
    return refused.value.reason


def test_a_token_that_holds_is_taken() -> None:
    assert tokens.id_token(CLIENT, signed(claims()), "n", None)["sub"] == "karin"
    several = claims(aud=["coe", "other"], azp="coe")
    assert tokens.id_token(CLIENT, signed(several), "n", None)["sub"] == "karin"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"iss": "https://evil.example"}, Reason.NOT_FOR_US), ({"iss": None}, Reason.NOT_FOR_US),
        ({"iss": ISSUER + "/"}, Reason.NOT_FOR_US), ({"aud": "other"}, Reason.NOT_FOR_US),
        ({"aud": ["other"]}, Reason.NOT_FOR_US), ({"aud": None}, Reason.NOT_FOR_US),
        ({"aud": ["coe", "other"], "azp": "other"}, Reason.NOT_FOR_US),
        ({"exp": int(time.time()) - 120}, Reason.TOO_OLD), ({"exp": None}, Reason.NOT_GENUINE),
        ({"iat": int(time.time()) + 3600}, Reason.NOT_GENUINE), ({"nbf": int(time.time()) + 3600}, Reason.NOT_GENUINE),
        ({"nonce": "another"}, Reason.NOT_GENUINE), ({"nonce": None}, Reason.NOT_GENUINE),
        ({"sub": None}, Reason.NOT_GENUINE),
    ],
)  # fmt: skip
def test_a_claim_that_does_not_hold_is_refused(wrong: dict[str, Any], why: Reason) -> None:
    assert reason(signed(claims(**wrong))) is why


def _bare(header: dict[str, Any], told: dict[str, Any], signature: str = "") -> str:
    parts = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, told))
    return ".".join((*parts, signature))


def test_a_signature_that_is_not_the_providers_is_refused() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    assert reason(signed(claims(), stranger)) is Reason.NOT_GENUINE
    assert reason(_bare({"alg": "none"}, claims())) is Reason.NOT_GENUINE
    assert reason(_bare({"alg": "None"}, claims())) is Reason.NOT_GENUINE
    # The public key as a shared secret: the oldest trick there is.
    told = _bare({"alg": "HS256", "kid": "one"}, claims()).rstrip(".")
    mac = hmac.digest(KEY.as_pem(private=False), told.encode(), "sha256")
    assert reason(f"{told}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}") is Reason.NOT_GENUINE
    good = signed(claims()).split(".")
    assert reason(".".join((good[0], _bare({}, claims(sub="eva")).split(".")[1], good[2]))) is Reason.NOT_GENUINE
    for raw in ("", "a.b.c", "....", "not a token"):
        assert reason(raw) is Reason.NOT_GENUINE


def test_a_logout_token_is_no_id_token_and_the_other_way_round() -> None:
    event = {"events": {LOGOUT: {}}, "jti": "j", "nonce": None}
    assert tokens.logout_token(CLIENT, signed(claims(sid="s", **event)))["sid"] == "s"
    for wrong in ({}, event | {"nonce": "n"}, event | {"events": {"other": {}}}, event | {"events": None},
                  event | {"aud": "other"}, event | {"sub": None}, event | {"jti": None}):  # fmt: skip
        with pytest.raises(SignInRefused):
            tokens.logout_token(CLIENT, signed(claims(**wrong)))
    assert reason(signed(claims(**event))) is Reason.NOT_GENUINE


def _begun(**more: Any) -> Flow:
    return Flow(**({"municipality": "1287", "state": "s", "nonce": "n", "verifier": "v", "begun": time.time()} | more))


@pytest.mark.parametrize(
    ("flow", "answer", "why"),
    [
        ({}, {"state": "other", "code": "c", "iss": ISSUER}, Reason.BEGIN_AGAIN),
        ({}, {"code": "c", "iss": ISSUER}, Reason.BEGIN_AGAIN),
        ({"begun": time.time() - 601}, {"state": "s", "code": "c", "iss": ISSUER}, Reason.BEGIN_AGAIN),
        ({"municipality": "1285"}, {"state": "s", "code": "c", "iss": ISSUER}, Reason.BEGIN_AGAIN),
        ({}, {"state": "s", "iss": ISSUER}, Reason.BEGIN_AGAIN),
        ({}, {"state": "s", "code": "c"}, Reason.NOT_FOR_US),
        ({}, {"state": "s", "code": "c", "iss": "https://evil.example"}, Reason.NOT_FOR_US),
        ({}, {"state": "s", "error": "access_denied", "iss": ISSUER}, Reason.CANCELLED),
        ({}, {"state": "s", "error": "server_error", "iss": ISSUER}, Reason.PROVIDER),
    ],
)  # fmt: skip
def test_an_answer_that_was_not_asked_for_is_refused(flow: dict[str, Any], answer: dict[str, str], why: Reason) -> None:
    with pytest.raises(SignInRefused) as refused:
        flows.finish(CLIENT, _begun(**flow), answer, "https://portal/cb")
    assert refused.value.reason is why


def test_a_fresh_sign_in_needs_the_time_of_it_and_no_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"state": "s", "code": "c", "iss": ISSUER}
    flow = _begun(fresh_for="x")

    def at(moment: float | None) -> str:
        monkeypatch.setattr(flows, "_exchange", lambda *_told: {"id_token": signed(claims(auth_time=moment))})
        return flows.finish(CLIENT, flow, answer, "cb").subject

    assert at(int(time.time())) == "karin"
    for old in (None, int(time.time()) - 3600):
        with pytest.raises(SignInRefused) as refused:
            at(old)
        assert refused.value.reason is Reason.NOT_FRESH


def test_what_is_asked_of_the_provider_has_state_nonce_and_a_challenge() -> None:
    address, flow = flows.begin(CLIENT, "https://portal/sign-in/1287/callback", "/runs", "")
    for said in ("code_challenge_method=S256", f"state={flow.state}", f"nonce={flow.nonce}", "response_type=code"):
        assert said in address
    assert flow.verifier not in address
    assert "prompt=login" not in address
    assert "prompt=login&max_age=0" in flows.begin(CLIENT, "cb", "/", "hash")[0]


def _house(database: Database) -> None:
    House(database).furnish()
    House(database, "1285").furnish()
    with database.session(STEWARD) as session:
        identity.set_provider(session, "1287", Told(ISSUER, "coe", "hemlig"))
        karin = people.add_person(session, "karin", "Karin", None)
        people.grant_role(session, karin, Role.BUSINESS_OWNER, "1287")


def _enter(database: Database, signed_in: Signed, old: str | None = None, **flow: Any) -> str:
    with database.session(STEWARD) as session:
        return identity.enter(session, identity.client_of(session, "1287"), _begun(**flow), signed_in, old)


def test_the_secret_is_sealed_and_a_new_setting_keeps_it(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        assert identity.client_of(session, "1287").secret == "hemlig"
        assert b"hemlig" not in (session.scalars(select(IdentityProvider)).one().sealed_secret or b"")
        identity.set_provider(session, "1287", Told(ISSUER, "coe-2", None))
        assert (identity.client_of(session, "1287").client_id, identity.client_of(session, "1287").secret) == (
            "coe-2", "hemlig",
        )  # fmt: skip
        with pytest.raises(NotFound, match="coe oidc set"):
            identity.client_of(session, "1285")
        with pytest.raises(BadInput):
            identity.set_provider(session, "1287", Told(ISSUER, "coe", None, subject_claim="no such claim"))


def test_an_account_without_a_password_opens_with_none(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        assert people.sign_in(session, "karin", "") is None


def test_a_person_is_known_by_issuer_and_subject_only(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        karin = by_username(session, "karin")
        identity.expect(session, karin, "1287", email=" Karin@Trelleborg.example ")
        identity.expect(session, karin, "1287", email="karin@trelleborg.example")
    first = Signed("sub-1", "sub-1", "karin@trelleborg.example", "sid-1", "raw")
    token = _enter(database, first)
    # The address is used up: another subject with it is somebody else.
    with pytest.raises(SignInRefused) as refused:
        _enter(database, replace(first, subject="sub-2"))
    assert (refused.value.reason, refused.value.subject) == (Reason.UNKNOWN, "sub-2")
    again = _enter(database, replace(first, email="new@trelleborg.example"), token)
    with database.session(STEWARD) as session:
        ended = {row.token_hash: row.ended_at is not None for row in session.scalars(select(SignIn))}
        assert ended == {people.token_hash(token): True, people.token_hash(again): False}
        assert "identity_linked" in {row.action for row in session.scalars(select(TrailRow))}


def test_two_people_are_not_expected_by_one_address(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        karin = by_username(session, "karin")
        eva = people.add_person(session, "eva", "Eva", None)
        identity.expect(session, karin, "1287", subject="x")
        with pytest.raises(Conflict):
            identity.expect(session, eva, "1287", subject="x")
        with pytest.raises(BadInput):
            identity.expect(session, eva, "1287", subject="x", email="a@b.example")


def test_a_subject_of_another_claim_is_not_mixed_up_with_sub(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        karin = by_username(session, "karin")
        identity.expect(session, karin, "1287", subject="4711")
        identity.set_provider(session, "1287", Told(ISSUER, "coe", None, subject_claim="employee"))
        client = identity.client_of(session, "1287")
    assert flows._subject(client, {"sub": "4711", "employee": "4711"}) == "employee:4711"
    with pytest.raises(SignInRefused) as refused:
        flows._subject(client, {"sub": "4711"})
    assert refused.value.reason is Reason.NO_SUBJECT


def test_a_flow_opens_with_its_own_municipality_only(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        sealed = identity.seal_flow(session, _begun())
        assert identity.open_flow(session, "1287", sealed).state == "s"
        for code, kept in (("1285", sealed), ("1287", sealed[:-4] + "AAAA"), ("1287", None), ("1287", "å")):
            with pytest.raises(SignInRefused):
                identity.open_flow(session, code, kept)


@pytest.mark.parametrize(("told", "left"), [({"sid": "s1"}, 1), ({"sub": "sub-1"}, 0), ({"sub": "other"}, 2)])
def test_a_sign_out_at_the_provider_ends_what_it_names(told: dict[str, str], left: int, database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        identity.expect(session, by_username(session, "karin"), "1287", subject="sub-1")
    for sid in ("s1", "s2"):
        _enter(database, Signed("sub-1", "sub-1", "", sid, "raw"))
    with database.session(STEWARD) as session:
        identity.end_from_provider(session, identity.client_of(session, "1287"), told)
        assert len([row for row in session.scalars(select(SignIn)) if row.ended_at is None]) == left


def test_a_fresh_sign_in_of_somebody_else_changes_nothing(database: Database) -> None:
    _house(database)
    with database.session(STEWARD) as session:
        identity.expect(session, by_username(session, "karin"), "1287", subject="sub-1")
        identity.expect(session, people.add_person(session, "eva", "Eva", None), "1287", subject="sub-2")
    token = _enter(database, Signed("sub-1", "sub-1", "", None, "raw"))
    with pytest.raises(SignInRefused) as refused:
        _enter(database, Signed("sub-2", "sub-2", "", None, "raw"), token, fresh_for=people.token_hash(token))
    assert refused.value.reason is Reason.OTHER_PERSON
    with database.session(STEWARD) as session:
        assert session.get_one(SignIn, people.token_hash(token)).ended_at is None
