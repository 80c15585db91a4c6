"""What the tests of the rules share. No database, no clock: the assessment's day is given."""

from collections.abc import Callable
from typing import Any

import pytest

from processes.economic_assistance import households
from processes.kit import host
from processes.kit.cases import municipality_of_cases

PROCESS = "economic_assistance"
ON = "2026-11-23"
Json = dict[str, Any]


@pytest.fixture
def config() -> Json:
    """The municipality of the worked cases."""
    return municipality_of_cases(PROCESS)


@pytest.fixture
def ask(config: Json) -> Callable[..., Json]:
    """Ask the host to assess; the whole answer."""

    def asked(facts: Any, **changed: Any) -> Json:
        request = {
            "op": "assess", "process": PROCESS, "facts": facts, "municipality": "1287", "config": config, "on": ON,
        }  # fmt: skip
        return host.answer({**request, **changed})

    return asked


@pytest.fixture
def assess(ask: Callable[..., Json]) -> Callable[..., Json]:
    """The assessment of a household told in a few words."""

    def assessed(told: Json | None = None, month: str = "2026-12", **changed: Any) -> Json:
        answer = ask(households.facts(told or {}, month), **changed)
        assert answer["ok"], answer
        assessment: Json = answer["assessment"]
        return assessment

    return assessed
