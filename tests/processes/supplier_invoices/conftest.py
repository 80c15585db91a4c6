"""What the tests of supplier invoices share."""

from typing import Any

import pytest

from processes.kit.cases import municipality_of_cases
from processes.supplier_invoices import invoices
from tests.processes.worked import Assess, assessing

__all__ = ["Assess"]
Json = dict[str, Any]


@pytest.fixture(scope="session")
def config() -> Json:
    """The municipality of the worked cases."""
    return municipality_of_cases("supplier_invoices")


@pytest.fixture(scope="session")
def assess(config: Json) -> Assess:
    return assessing("supplier_invoices", invoices.facts, config)
