"""What a provider says of itself is checked before anybody is sent there; new keys are looked for, but not for ever."""

from typing import Any

import pytest

from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.fetch import Fetched
from orchestrator.governance.identity import metadata

ISSUER = "https://id.example"
TOLD: dict[str, Any] = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}  # fmt: skip


class Answers:
    """Stands for the network: what each address answers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.content: bytes = b"{}"
        self.status = 200

    def __call__(self, url: str, **_more: Any) -> Fetched:
        self.asked.append(url)
        return Fetched(self.status, {}, self.content, url)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    found = Answers()
    monkeypatch.setattr(metadata, "fetch", found)
    metadata.forget()
    return found


def _json(told: Any) -> bytes:
    return str(told).replace("'", '"').encode()


def test_a_description_that_holds_is_asked_for_once(answers: Answers) -> None:
    answers.content = _json(TOLD)
    assert metadata.metadata(ISSUER)["token_endpoint"] == f"{ISSUER}/token"
    metadata.metadata(ISSUER)
    assert answers.asked == [f"{ISSUER}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"issuer": "https://id.example/"}, "calls itself"), ({"issuer": "https://evil.example"}, "calls itself"),
        ({"token_endpoint": ""}, "lacks token_endpoint"), ({"jwks_uri": "file:///etc/passwd"}, "lacks jwks_uri"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "lacks authorization_endpoint"),
        ({"response_types_supported": ["id_token"]}, "authorization code flow"),
        ({"subject_types_supported": ["odd"]}, "does not hold"),
    ],
)  # fmt: skip
def test_a_description_that_does_not_hold_says_what_to_correct(
    wrong: dict[str, Any], said: str, answers: Answers
) -> None:
    answers.content = _json(TOLD | wrong)
    with pytest.raises(BadInput, match=said):
        metadata.discover(ISSUER)


def test_a_wrong_address_says_so(answers: Answers) -> None:
    answers.status = 404
    with pytest.raises(Unavailable, match="answers with 404"):
        metadata.discover(ISSUER)
    answers.status, answers.content = 200, b"<html>"
    with pytest.raises(BadInput, match="did not answer with JSON"):
        metadata.discover(ISSUER)


def test_a_shared_secret_among_the_keys_is_not_used(answers: Answers) -> None:
    answers.content = _json({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "one"}]})
    with pytest.raises(BadInput, match="cannot be read"):
        metadata.keys(f"{ISSUER}/jwks")


def test_made_up_tokens_do_not_make_us_ask_again_and_again(answers: Answers) -> None:
    answers.content = _json({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "A" * 43}]})
    uri = f"{ISSUER}/jwks"
    metadata.keys(uri)
    assert metadata.keys_again(uri) is not None
    assert [metadata.keys_again(uri) for _ in range(5)] == [None] * 5
    assert answers.asked == [uri, uri]
