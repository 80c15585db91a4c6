"""Before the machine API: bytes, calls and content have limits, and a refusal repeats no value."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.db import Database
from orchestrator.core.settings import settings
from orchestrator.entrypoints import guard
from orchestrator.entrypoints.app import create_app
from tests.support.house import House

API = "/api/v1"


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def robot(house: House) -> TestClient:
    token = house.start_run()[1]
    return TestClient(
        create_app(house.database, background=False), headers={"authorization": f"Bearer {token}"},
        raise_server_exceptions=False,
    )  # fmt: skip


def test_a_body_is_refused_as_soon_as_it_is_too_long(robot: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "JSON_LARGEST", 1000)
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100:
            sent += 1
            yield b" " * 500

    json = {"content-type": "application/json"}
    for path in ("/work-items", "/work-items/reserve", "/worker/heartbeat"):
        sent = 0
        answer = robot.post(API + path, content=endless(), headers=json)
        assert (answer.status_code, answer.json()["error"]["code"]) in ((413, "http"), (413, "too_large")), path
        told = robot.post(API + path, content=b"{}", headers=json | {"content-length": "5000"})
        assert told.status_code == 413, path


def test_a_token_that_runs_wild_waits_and_others_do_not(
    house: House, robot: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "calls_per_minute", 3)
    said = [robot.get(f"{API}/configuration") for _ in range(4)]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429]
    assert 0 < int(said[-1].headers["retry-after"]) <= 60
    assert said[-1].json()["error"]["code"] == "too_many"
    other = {"authorization": f"Bearer {house.start_run()[1]}"}
    assert robot.get(f"{API}/configuration", headers=other).status_code == 200


@pytest.fixture
def held(house: House, robot: TestClient) -> tuple[str, int]:
    house.add_item()
    item = robot.post(f"{API}/work-items/reserve", json={}).json()
    return item["id"], item["fence"]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.pdf", b"%PDF-1.7\n...", 204), ("a.pdf", b"<html>", 422), ("a.png", b"%PDF-1.7", 422),
        ("a.txt", b"\x7fELF\x02", 422), ("invoice", b"MZ\x90\x00", 422), ("a.csv", b"a;b", 204),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(
    name: str, content: bytes, status: int, robot: TestClient, held: tuple[str, int]
) -> None:
    item, fence = held
    answer = robot.put(f"{API}/work-items/{item}/files/{name}?fence={fence}", content=content)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("kind", "told", "content", "status"),
    [
        ("screenshot", "image/png", b"\x89PNG\r\n\x1a\n....", 200), ("screenshot", "image/png", b"<svg onload=x>", 422),
        ("screenshot", "image/svg+xml", b"<svg/>", 422), ("screenshot", "text/html", b"<script>", 422),
        ("log_html", "text/html", b"<html>", 200), ("note", "image/png", b"<script>", 422),
        ("trace", "application/zip", b"PK\x03\x04", 200), ("note", "text/plain", b"#!/bin/sh", 422),
    ],
)  # fmt: skip
def test_evidence_is_what_its_content_says(
    kind: str, told: str, content: bytes, status: int, robot: TestClient, held: tuple[str, int]
) -> None:
    item, fence = held
    answer = robot.post(
        f"{API}/work-items/{item}/evidence?fence={fence}&kind={kind}&name=step", content=content,
        headers={"content-type": told},
    )  # fmt: skip
    assert answer.status_code == status, answer.text


def test_a_refusal_repeats_no_personal_number(robot: TestClient) -> None:
    for body in ({"items": [{"reference": "19880112-2384", "occurrence": "1", "19880112-2384": 1}]},
                 {"items": [{"reference": 198801122384, "occurrence": "19880112-2384" * 9}]}):  # fmt: skip
        answer = robot.post(f"{API}/work-items", json=body)
        assert answer.status_code == 422
        assert "880112" not in answer.text
    assert "880112" not in robot.get(f"{API}/work-items/19880112-2384/files").text
