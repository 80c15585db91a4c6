"""The machine API's client: refusals are typed, and a portal that is away for a while is survived."""

from __future__ import annotations

import httpx
import pytest

from shared_library.client import ApiClient
from shared_library.errors import BusinessException, LeaseLost, PlatformAway, PlatformError, RunStopped
from tests.shared_library.platform_double import Platform


def client(platform: Platform, patience: float = 5) -> ApiClient:
    return ApiClient(platform.url, "run-token", patience_seconds=patience)


def test_a_platform_that_is_away_for_a_while_is_survived(platform: Platform) -> None:
    platform.add("EB-1")
    item = client(platform).reserve(0)
    assert item is not None
    platform.answer_503 = 3
    client(platform).save_payload(item["id"], item["fence"], {"changed": True})
    assert platform.items[item["id"]]["payload"] == {"changed": True}


def test_patience_ends_with_words_that_name_the_call() -> None:
    nobody = ApiClient("http://127.0.0.1:9/api/v1", "t", patience_seconds=0.2)
    with pytest.raises(PlatformAway, match="GET /configuration"):
        nobody.configuration()


def test_a_reserve_whose_answer_was_lost_is_not_sent_again() -> None:
    asked = []

    def lose(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ReadTimeout("lost")

    lost = ApiClient("http://x/api/v1", "t", transport=httpx.MockTransport(lose))
    with pytest.raises(PlatformAway):
        lost.reserve(0)
    assert len(asked) == 1


def test_a_stale_fence_is_a_lost_lease(platform: Platform) -> None:
    item = platform.add("EB-1")
    reserved = client(platform).reserve(0)
    assert reserved is not None
    item["fence"] += 1
    with pytest.raises(LeaseLost):
        client(platform).heartbeat(item["id"], reserved["fence"])


def test_a_run_that_is_to_stop_gets_no_item(platform: Platform) -> None:
    platform.stopping = True
    with pytest.raises(RunStopped):
        client(platform).reserve(0)


def test_a_secret_that_the_manifest_does_not_name_is_refused_in_words(platform: Platform) -> None:
    with pytest.raises(PlatformError, match="does not name the secret payroll") as refused:
        client(platform).secret("payroll")
    assert refused.value.code == "secret_not_granted"


@pytest.mark.parametrize(("code", "kind"), [("facts_invalid", PlatformError), ("parameter_missing", BusinessException)])
def test_refused_facts_tell_where_and_a_missing_parameter_goes_to_a_person(code: str, kind: type) -> None:
    error = {"code": code, "message": "No.", "problems": [{"at": "household.adults", "message": "x"}]}
    refusing = httpx.MockTransport(lambda _: httpx.Response(422, json={"error": error}))
    with pytest.raises(kind) as refused:
        ApiClient("http://x/api/v1", "t", transport=refusing).assess("1", 1, {})
    assert refused.value.code == code
    if kind is PlatformError:
        assert "household.adults" in refused.value.message
