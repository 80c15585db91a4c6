"""Rules that conclude what a test says, and children who wait for a round."""

import pytest

from orchestrator.core.db import Database
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue import released
from tests.support.casework import GRANTED, Rules
from tests.support.queue_of_children import Children


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    made = Rules(GRANTED)
    monkeypatch.setattr(released, "in_force", lambda *_asked: made)
    return made


@pytest.fixture
def no_undo_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person decides is sent at once."""
    monkeypatch.setattr(settings(), "undo_seconds", 0)


@pytest.fixture
def children(request: pytest.FixtureRequest, database: Database) -> Children:
    request.getfixturevalue("no_undo_time")
    return Children(database).furnish()


@pytest.fixture
def two(children: Children) -> tuple[str, str]:
    """A stands before B for the one place at Sol; B would take Ek too."""
    return children.apply("BO-A", "2026-10-02", "Sol"), children.apply("BO-B", "2026-10-03", "Sol Ek")
