"""Rules that conclude what a test says."""

import pytest

from orchestrator.governance.catalogue import released
from tests.support.casework import GRANTED, Rules


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    made = Rules(GRANTED)
    monkeypatch.setattr(released, "in_force", lambda *_asked: made)
    return made
