"""The kill suite in small: at every named moment once, then five times at random, on the whole platform."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from orchestrator.core.settings import settings
from tests.kill.families import Families
from tests.kill.ground import ground
from tests.kill.hail import Hail
from tests.kill.moments import MOMENTS, kill_at
from tests.kill.verdict import judge

KILLS, CASES, SEED = 5, 4, 20261123
pytestmark = [pytest.mark.road, pytest.mark.timeout(1800)]


@pytest.fixture
def surroundings() -> Iterator[None]:
    """The suite sets the platform's environment for its children; the next test gets its own back."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    settings.cache_clear()


@pytest.mark.usefixtures("surroundings")
def test_killed_at_every_moment_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    with ground(tmp_path, CASES, SEED, Console()) as up:
        for row in up.uses:
            up.road.collect(row)
        missed = []
        hail = Hail(up, SEED)
        with Families(up, SEED) as families:
            for moment in MOMENTS:
                if not kill_at(up, moment):
                    missed.append(moment.name)
                up.keep_up()
            hail.fall(KILLS)
            hail.collect_again()
            assert hail.settle(600), "something is still open"
            families.evening()
        assert hail.settle(600), "what people did last is still open"
        verdict = judge(up)
    assert missed == [], "these moments never came"
    assert (verdict.lost, verdict.twice, verdict.otherwise) == ([], [], []), verdict
    assert verdict.cases == len(up.uses) * CASES
    assert verdict.decided > 0
    assert verdict.notices > 0
