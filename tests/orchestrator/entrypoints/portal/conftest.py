"""The portal on a town's rows, and a client for each person in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from orchestrator.entrypoints.app import create_app
from tests.journeys.furnished import copy_of_town
from tests.journeys.town import PASSWORD, Town

SignIn = Callable[..., TestClient]


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    made = copy_of_town(sqlite_template, tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def as_person(town: Town) -> SignIn:
    """A client that is signed in as somebody of the town; without a name, as nobody."""
    app = create_app(town.database, background=False)

    def sign_in(username: str = "", *, language: str = "sv") -> TestClient:
        client = TestClient(
            app, follow_redirects=False, raise_server_exceptions=False, headers={"accept-language": language}
        )
        if username:
            answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
            assert answer.status_code == 303
        return client

    return sign_in
