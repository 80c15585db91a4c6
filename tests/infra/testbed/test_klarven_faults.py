"""Faults by name: over Klarven's admin interface, and (the same switches) before any other system's pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from infra.testbed import faults
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.klarven.app import FAULTS
from infra.testbed.shell import Store
from tests.support.klarven import Bed, ServedKlarven


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Bed]:
    with ServedKlarven(tmp_path) as served:
        yield served


def entry(bed: Bed) -> int:
    return httpx.post(f"{bed.url}/klarven/api/entry/name", json={"name": "x"}).status_code


def test_a_fault_that_nobody_knows_is_refused_with_the_known_ones(bed: Bed) -> None:
    answer = httpx.post(f"{bed.url}/klarven/admin/faults", json={"name": "agency_error", "on": True})
    assert answer.status_code == 422
    assert all(name in answer.json()["detail"] for name in FAULTS)
    assert set(httpx.get(f"{bed.url}/klarven/admin/faults").json()["known"]) == set(FAULTS)


def test_times_are_used_up_and_null_lasts_until_it_is_switched_off(bed: Bed) -> None:
    bed.fault("http_500", times=2)
    assert [entry(bed) for _ in range(3)] == [500, 500, 200]
    bed.fault("http_500")
    assert [entry(bed) for _ in range(3)] == [500, 500, 500]
    bed.fault("http_500", on=False)
    assert entry(bed) == 200


def test_only_the_interface_is_hit_never_the_page_or_the_admin(bed: Bed) -> None:
    bed.fault("http_500")
    assert httpx.get(f"{bed.url}/klarven/inkorg").status_code == 200
    assert httpx.get(f"{bed.url}/klarven/admin/faults").json()["on"] == {"http_500": None}


def test_slow_is_three_seconds(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults.SLOW_SECONDS == 3.0
    monkeypatch.setattr(faults, "SLOW_SECONDS", 0.3)
    bed.fault("slow", times=1)
    began = time.monotonic()
    assert entry(bed) == 200
    assert time.monotonic() - began > 0.3


def test_a_renamed_button_and_column_read_otherwise_and_back_again(bed: Bed) -> None:
    def labels() -> dict[str, str]:
        answer = httpx.post(f"{bed.url}/klarven/api/entry/name", json={"name": "x"})
        found: dict[str, str] = answer.json()["labels"]
        return found

    usual = labels()
    bed.fault("label_changed")
    assert (labels(), usual) == (
        {"save_reckoning": "Lagra uträkning", "amount": "Summa kr"},
        {"save_reckoning": "Spara uträkning", "amount": "Belopp"},
    )
    bed.fault("label_changed", on=False)
    assert labels() == usual


def test_a_server_rendered_system_can_have_the_same_faults_without_a_template_knowing(tmp_path: Path) -> None:
    store = Store(tmp_path / "other.db", "")
    switches = Faults(store, "http_500", "label_changed")
    other = FastAPI()
    other.include_router(faults.router(switches))
    other.add_middleware(
        FaultyAnswers, faults=switches, where=lambda path: "/admin" not in path, other_words={"Spara": "Lagra"}
    )

    @other.get("/sida")
    def page() -> HTMLResponse:
        return HTMLResponse("<button>Spara</button>å")

    client = TestClient(other)
    assert client.get("/sida").text == "<button>Spara</button>å"
    client.post("/admin/faults", json={"name": "label_changed", "times": 1})
    assert [client.get("/sida").text for _ in range(2)] == ["<button>Lagra</button>å", "<button>Spara</button>å"]
    client.post("/admin/faults", json={"name": "http_500", "times": 1})
    assert [client.get("/sida").status_code for _ in range(2)] == [500, 200]
    assert client.post("/admin/faults", json={"name": "http_500", "times": 0}).status_code == 422
