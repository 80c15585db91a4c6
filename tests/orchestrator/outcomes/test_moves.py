"""What a change of rules would do, as measures: counted, summed, and never so small that it tells of somebody."""

from orchestrator.outcomes.decisions.moves import Move, measured
from orchestrator.outcomes.decisions.replay import Other


def _others(count: int, was: str, becomes: str, ore: int | None = 100) -> list[Other]:
    after = None if ore is None else 1000 + ore
    return [Other(f"{was}{becomes}{n}", "1287", "…1", was, becomes, 1000, after, ()) for n in range(count)]


def test_moves_are_counted_and_their_difference_summed() -> None:
    found = measured([*_others(6, "granted", "granted"), *_others(5, "granted", "hand_over", None), None])
    assert (found.tried, found.otherwise) == (12, 11)
    assert found.moves == (Move("granted", "granted", 6, 600), Move("granted", "hand_over", 5, None))


def test_fewer_than_five_cases_are_not_told_and_cannot_be_reckoned_from_the_sum() -> None:
    found = measured([*_others(6, "granted", "granted"), *_others(4, "granted", "hand_over", None)])
    assert found.otherwise is None
    assert found.moves[1] == Move("granted", "hand_over", None, None)


def test_rules_that_change_nothing_say_so() -> None:
    assert measured([None, None]).otherwise == 0
    assert measured([]).tried == 0
