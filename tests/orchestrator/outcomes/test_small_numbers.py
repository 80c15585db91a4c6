"""Small numbers: what is left out cannot be reckoned back from what is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.outcomes.benefits.small import LEAST, Shown, is_small, may_be_summed, shown

ALL, HOURS, NOTHING = Shown.ALL, Shown.HOURS, Shown.NOTHING
# Straight through, handed over, stopped by a system, of some municipalities in one month.
_REGIONS = st.dictionaries(
    st.sampled_from(["1287", "1285", "1273", "1290"]), st.lists(st.integers(0, 12), min_size=3, max_size=3), max_size=4
)


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ({"1287": [131, 51, 5]}, {"1287": ALL}),
        ({"1287": [131, 51, 0]}, {"1287": ALL}),  # none at all says nothing of anybody
        ({"1287": [131, 51, 4]}, {"1287": HOURS}),
        ({"1287": [3, 1, 0]}, {"1287": NOTHING}),
        ({"1287": [0, 0, 0]}, {"1287": ALL}),
        # a second one goes with it, the smallest: else the region's sum would tell
        ({"1287": [131, 51, 4], "1285": [40, 9, 6], "1273": [9, 8, 7]}, {"1287": HOURS, "1285": ALL, "1273": HOURS}),
        ({"1287": [2, 0, 0], "1285": [1, 1, 0], "1273": [9, 8, 7]}, {"1287": NOTHING, "1285": NOTHING, "1273": ALL}),
    ],
)
def test_what_is_shown_of_a_month(counts: dict[str, list[int]], left: dict[str, Shown]) -> None:
    assert shown(counts) == left


@given(_REGIONS)
def test_no_small_number_is_shown(counts: dict[str, list[int]]) -> None:
    for key, what in shown(counts).items():
        assert what is not ALL or not any(map(is_small, counts[key]))
        assert what is NOTHING or not is_small(sum(counts[key]))


@given(_REGIONS)
def test_no_small_number_can_be_reckoned_back_from_the_regions_sums(counts: dict[str, list[int]]) -> None:
    if not may_be_summed(counts):
        return
    left = shown(counts)
    hidden = [counts[key] for key in counts if left[key] is not ALL]
    rests = [sum(column) for column in zip(*counts.values(), strict=True)]
    for key in counts:
        if left[key] is ALL:
            rests = [rest - count for rest, count in zip(rests, counts[key], strict=True)]
    assert len(hidden) != 1
    assert all(rest == 0 or rest >= LEAST for rest in rests)


@settings(max_examples=20, deadline=None)
@given(st.integers(5, 60), st.integers(1, 4), st.integers(0, 9))
def test_hours_alone_leave_every_count_open(straight: int, over: int, stopped: int) -> None:
    """Minutes 22 and 25 and 24 a case, known to everybody: another month with other counts has the same hours."""
    net = 22 * straight - 25 * over - 24 * stopped
    others = [
        (a, b, c) for a in range(90) for b in range(80) for c in range(12) if 22 * a - 25 * b - 24 * c == net
    ]  # fmt: skip
    for place, count in enumerate((straight, over, stopped)):
        assert {other[place] for other in others} != {count}
