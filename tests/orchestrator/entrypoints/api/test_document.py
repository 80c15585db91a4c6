"""The OpenAPI document says all of it, and developers can read it as a page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.db import Database
from orchestrator.entrypoints.app import create_app


@pytest.fixture
def portal(sqlite_database: Database) -> TestClient:
    return TestClient(create_app(sqlite_database, background=False))


@pytest.fixture
def document(portal: TestClient) -> dict[str, Any]:
    answer = portal.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def _calls(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", call) for path, calls in document["paths"].items() for method, call in calls.items()
    ]  # fmt: skip


def test_every_call_says_what_it_is_who_may_what_is_answered_and_how_it_is_refused(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, call in _calls(document):
        assert call["summary"], name
        assert call["security"], name
        refused = call["responses"]["401"]["content"]["application/json"]["schema"]
        assert refused == {"$ref": "#/components/schemas/Error"}, name
        if call["tags"] == ["workers"]:
            continue  # the platform's own: their answers follow their worker
        assert call["description"], name
        for status, answer in call["responses"].items():
            if status == "200":
                assert any(content != {"schema": {}} for content in answer["content"].values()), name
    assert set(schemas["ErrorDetail"]["properties"]) == {"code", "message", "problems"}
    assert "HTTPValidationError" not in schemas


def test_no_two_calls_have_one_name(document: dict[str, Any]) -> None:
    names = [call["operationId"] for _name, call in _calls(document)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_developers_read_it_as_a_page_without_sign_in(portal: TestClient, language: str) -> None:
    page = portal.get("/developers", headers={"accept-language": language})
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for said in ("POST /work-items/reserve", 'id="model-WorkItem"', "runToken", "lease_lost"):
        assert said in page.text
    assert "<script" not in page.text.partition("</head>")[2]


def test_every_link_in_the_page_leads_somewhere(portal: TestClient) -> None:
    text = portal.get("/developers").text
    for target in text.split('href="#')[1:]:
        assert f'id="{target.partition(chr(34))[0]}"' in text


def test_an_address_that_does_not_exist_and_a_wrong_method_are_refused_like_everything_else(portal: TestClient) -> None:
    for answer, status in ((portal.get("/api/v1/nowhere"), 404), (portal.patch("/api/v1/work-items"), 405)):
        assert (answer.status_code, set(answer.json()["error"])) == (status, {"code", "message", "problems"})
    assert answer.headers["allow"] == "POST"
