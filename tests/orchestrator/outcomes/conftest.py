"""Rules that conclude what a test says."""

import pytest

from orchestrator.outcomes.decisions import assess, person
from tests.support.casework import GRANTED, Rules


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    made = Rules(GRANTED)
    for module in (assess, person):
        monkeypatch.setattr(module, "rules_host", lambda: made)
    monkeypatch.setattr(assess, "rules_hash", lambda _process: "f" * 64)
    return made
