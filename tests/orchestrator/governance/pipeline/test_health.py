"""When a release has gone wrong, as worked cases and as properties."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.governance.pipeline.health import Tally, gone_wrong

CASES = yaml.safe_load((Path(__file__).parent / "gone_wrong.yaml").read_text())
tallies = st.integers(0, 2000).flatmap(lambda n: st.integers(0, n).map(lambda k: Tally(n, k)))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_release_is_halted_when_the_case_says_so(case: dict[str, Any]) -> None:
    assert (gone_wrong(Tally(*case["now"]), Tally(*case["former"])) is not None) is case["halted"]


@given(tallies, tallies)
def test_what_fails_no_oftener_than_the_former_is_never_halted(now: Tally, former: Tally) -> None:
    if former.attempts and now.rate <= former.rate and former.rate > 0:
        assert gone_wrong(now, former) is None


@given(tallies, tallies)
def test_one_more_failure_never_saves_a_release(now: Tally, former: Tally) -> None:
    if now.errors < now.attempts and gone_wrong(now, former):
        assert gone_wrong(Tally(now.attempts, now.errors + 1), former)


@given(tallies)
def test_fewer_than_five_failures_of_fewer_than_fifty_attempts_say_nothing(former: Tally) -> None:
    assert gone_wrong(Tally(49, 4), former) is None


@given(tallies)
def test_the_interval_holds_the_rate(tally: Tally) -> None:
    low, high = tally.interval()
    assert 0 <= low <= tally.rate + 1e-12
    assert tally.rate - 1e-12 <= high <= 1
