"""What the tests of leave share."""

from typing import Any

import pytest

from processes.kit.cases import municipality_of_cases
from processes.leave import requests
from tests.processes.worked import Assess, assessing

__all__ = ["Assess"]
Json = dict[str, Any]


@pytest.fixture
def config() -> Json:
    """The employer of the worked cases."""
    return municipality_of_cases("leave")


@pytest.fixture
def assess(config: Json) -> Assess:
    return assessing("leave", requests.facts, config)
