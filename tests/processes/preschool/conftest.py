"""What the tests of preschool share."""

from typing import Any

import pytest

from processes.kit.cases import municipality_of_cases
from processes.preschool import applications
from tests.processes.worked import Assess, assessing

__all__ = ["Assess"]
Json = dict[str, Any]


@pytest.fixture
def config() -> Json:
    """The municipality of the worked cases."""
    return municipality_of_cases("preschool")


@pytest.fixture
def assess(config: Json) -> Assess:
    return assessing("preschool", applications.facts, config)
