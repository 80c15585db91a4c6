"""What holds for every request, however the dates, balances and staffing lie."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from processes.kit import host
from processes.kit.cases import municipality_of_cases
from processes.kit.days import Days
from processes.leave import requests

Json = dict[str, Any]
CONFIG = municipality_of_cases("leave")
FIRST = date(2026, 9, 1)
WEEKS = ["5.00", "4.00", "3.00", "3.75"]


@some.composite
def asked(draw: Any) -> Json:
    """A request for vacation with its own schedule, balance and staffing."""
    first = FIRST + timedelta(days=draw(some.integers(0, 150)))
    last = first + timedelta(days=draw(some.integers(0, 16)))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    worked = [day for day in days if draw(some.booleans())]
    shifts = [[str(day), *draw(some.sampled_from([("07:00", "16:00"), ("21:00", "07:00")]))] for day in worked]
    saved = draw(some.integers(0, 5))
    staffing = [{"on": str(day), "minimum": draw(some.integers(0, 4)), "present": draw(some.integers(1, 5))}
                for day in days]  # fmt: skip
    return requests.facts({
        "from_on": str(first), "to_on": str(last), "received_on": str(first - timedelta(days=14)),
        "week_days": draw(some.sampled_from(WEEKS)), "shifts": shifts, "saved_days": saved,
        "change": {
            "balances.vacation_left": Days(draw(some.integers(0, 2500))).decimal,
            "pending_days": {"vacation": Days(draw(some.integers(0, 600))).decimal}, "staffing": staffing,
        },
    })  # fmt: skip


def _assess(facts: Json) -> Json:
    answer = host.answer({"op": "assess", "process": "leave", "facts": facts, "municipality": "1287",
                          "config": CONFIG, "on": "2026-11-23"})  # fmt: skip
    assert answer["ok"], answer
    found: Json = answer["assessment"]
    return found


def _days(told: Json) -> Days:
    return Days.of(told["summary"]["result_days"])


def _left_after(facts: Json, taken: Days) -> tuple[Days, Days]:
    """The balance when a request is registered: saved days first, as asked; the rest of the year's."""
    saved = Days.whole(facts["request"]["saved_days"])
    held = sum((Days.of(row["days"]) for row in facts["balances"]["saved"]), Days(0))
    return Days.of(facts["balances"]["vacation_left"]) - (taken - saved), held - saved


@given(asked())
def test_what_is_registered_leaves_no_negative_balance_with_what_waits_taken_too(facts: Json) -> None:
    told = _assess(facts)
    if told["outcome"] == "granted":
        left, saved = _left_after(facts, _days(told))
        assert left - Days.of(facts["pending_days"]["vacation"]) >= Days(0)
        assert saved >= Days(0)


@given(asked())
def test_what_is_registered_never_leaves_fewer_than_the_minimum(facts: Json) -> None:
    told = _assess(facts)
    worked = {shift["on"] for shift in facts["schedule"]}
    if told["outcome"] == "granted":
        assert all(row["present"] - 1 >= row["minimum"] for row in facts["staffing"] if row["on"] in worked)


@given(asked())
def test_registering_and_taking_back_restores_the_balance(facts: Json) -> None:
    taken = _days(_assess(facts))
    left, saved = _left_after(facts, taken)
    back = Days.whole(facts["request"]["saved_days"])
    assert left + (taken - back) == Days.of(facts["balances"]["vacation_left"])
    assert saved + back == sum((Days.of(row["days"]) for row in facts["balances"]["saved"]), Days(0))


@given(some.lists(asked(), min_size=2, max_size=4), some.randoms())
def test_no_order_of_the_days_requests_changes_the_sum_of_their_days(every: list[Json], dice: Any) -> None:
    shuffled = list(every)
    dice.shuffle(shuffled)
    in_order = sum((_days(_assess(facts)) for facts in every), Days(0))
    assert sum((_days(_assess(facts)) for facts in shuffled), Days(0)) == in_order


@given(asked())
def test_the_order_of_shifts_and_staffing_changes_nothing(facts: Json) -> None:
    turned = facts | {"schedule": facts["schedule"][::-1], "staffing": facts["staffing"][::-1]}
    assert _assess(turned) == _assess(facts)
