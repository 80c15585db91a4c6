"""A testbed with its own data folder, empty or filled, for one test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from infra.testbed import seed
from infra.testbed.app import Stores, create_app
from infra.testbed.generator import PlannedCase, plan

MONTH = "2026-12"


@dataclass
class Filled:
    """A filled testbed: the cases and the references they were given."""

    client: TestClient
    stores: Stores
    data: Path
    cases: dict[str, PlannedCase]

    def reference(self, kind: str) -> str:
        return next(reference for reference, case in self.cases.items() if case.kind == kind)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores.open(tmp_path / "testbed")


@pytest.fixture
def client(stores: Stores) -> TestClient:
    return TestClient(create_app(stores), follow_redirects=False)


def fill(client: TestClient, stores: Stores, data: Path, count: int) -> Filled:
    cases = plan(7, count, "1287", MONTH)
    seed.lay_background(stores, cases, "1287")
    return Filled(client, stores, data, {seed.file_application(client, case): case for case in cases})


@pytest.fixture
def filled(client: TestClient, stores: Stores, tmp_path: Path) -> Filled:
    return fill(client, stores, tmp_path / "testbed", 12)


@pytest.fixture
def caseworker(filled: Filled) -> TestClient:
    """The same client, signed in to Sambis."""
    answer = filled.client.post("/sambis/logga-in", data={"anvandarnamn": "anna.lund", "losenord": "handlaggare-demo"})
    assert answer.headers["location"] == "/sambis/arbetslista"
    return filled.client


@contextmanager
def on_a_port(stores: Stores) -> Iterator[str]:
    """Where the testbed answers, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(create_app(stores), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def served(filled: Filled) -> Iterator[str]:
    """The filled testbed, for a browser."""
    with on_a_port(filled.stores) as url:
        yield url
