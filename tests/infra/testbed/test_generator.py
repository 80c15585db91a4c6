"""The plan: repeatable, right in its own sums, and with outcomes of every kind."""

import random
from datetime import date

import pytest

from infra.testbed.generator import norm, plan
from infra.testbed.generator.case import PlannedCase
from infra.testbed.generator.granted import granted_case
from infra.testbed.generator.handed_over import KINDS, handed_over_case
from infra.testbed.generator.history import form_fields, register_rows, sambis_history
from infra.testbed.generator.people import People, check_digit
from infra.testbed.generator.shapes import SHAPES

MONTH = "2026-12"
# Whole households for 2026 as the table in the ordinance adds up to, in kronor (facts.json, test vectors, D).
VECTORS = {2026: (5220, 8510, 9170, 16580, 16730, 34410), 2025: (5180, 8450, 9100, 16440, 16590, 34130)}
HOUSEHOLDS: tuple[tuple[int, list[int]], ...] = (
    (1, []),
    (2, []),
    (1, [8]),
    (2, [5, 12]),
    (1, [0, 5, 16]),
    (2, [1, 5, 8, 12, 16, 19]),
)


def test_the_same_seed_gives_the_same_plan() -> None:
    assert plan(3, 12, "1287", MONTH) == plan(3, 12, "1287", MONTH)


def test_another_seed_or_municipality_gives_another_plan() -> None:
    first = plan(3, 12, "1287", MONTH)
    assert plan(4, 12, "1287", MONTH) != first
    assert plan(3, 12, "1280", MONTH) != first


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_own_norm_table_gives_the_known_households(year: int) -> None:
    sums = tuple(
        norm.norm_kronor(f"{year}-03", adults, [norm.Child(age) for age in ages]) for adults, ages in HOUSEHOLDS
    )
    assert sums == VECTORS[year]


def test_of_twelve_cases_five_are_granted_and_seven_handed_over_for_different_reasons() -> None:
    answers = [case.answer for case in plan(20261123, 12, "1287", MONTH)]
    handed_over = [tuple(a["reasons"]) for a in answers if a["outcome"] == "handed_over"]
    assert sum(a["outcome"] == "granted" for a in answers) == 5
    assert len(handed_over) == len(set(handed_over)) == 7


def test_a_large_plan_holds_every_kind_and_every_shape() -> None:
    kinds = {case.kind for case in plan(1, 80, "1287", MONTH)}
    assert kinds == set(KINDS) | set(SHAPES)


def test_three_plans_of_twenty_hold_every_kind_and_every_shape_at_least_once() -> None:
    held: set[str] = set()
    taken: set[str] = set()
    for number, code in enumerate(("1287", "1233", "1290")):
        cases = plan(20261123 + number, 20, code, MONTH, held, taken)
        numbers = {person["number"] for case in cases for person in case.people}
        assert not numbers & taken
        held |= {case.kind for case in cases}
        taken |= numbers
    assert held == set(KINDS) | set(SHAPES)


def test_every_kind_means_something_in_the_month_it_is_planned_for() -> None:
    before = {case.kind for case in plan(1, 90, "1287", "2026-06")}
    assert set(KINDS) - before == {"plan_not_met", "activity_missing", "follow_up_passed", "certificate_missing"}


def test_every_granted_amount_of_500_cases_is_what_the_written_out_case_adds_up_to() -> None:
    """Added another way: from last month's typed lines, which stand in öre, not from the plan's own kronor."""
    drawn = [case for seed in range(5) for case in plan(seed, 100, "1287", MONTH)]
    granted = [case for case in drawn if case.answer["outcome"] == "granted"]
    assert (len(drawn), len(granted)) == (500, 210)
    for case in granted:
        lines = sambis_history(case, 1)["calculations"][0]["lines"]
        plus = sum(line["amount_ore"] for line in lines if line["part"] != "incomes")
        minus = sum(line["amount_ore"] for line in lines if line["part"] == "incomes")
        assert plus - minus - _youth_excess_ore(case) == case.answer["amount_ore"] > 0


def test_a_granted_case_states_what_the_registers_say_and_what_was_approved_before() -> None:
    for case in plan(5, 60, "1287", MONTH):
        if case.answer["outcome"] != "granted":
            continue
        rows = [row for adult in case.adults for row in register_rows(case, adult["role"])]
        registers = {row["net_ore"] for row in rows if row["amount_type"] != "Preliminär"} - {0}
        of_adults = {income.now * 100 for income in case.incomes if income.now and "child" not in income.person}
        assert registers == of_adults <= {int(text) * 100 for text in _amounts(form_fields(case)[4])}
        assert all(cost.before == cost.now for cost in case.costs)
        assert (case.cost("rent").now or 0) <= norm.rent_ceiling(len(case.children))


def test_lunch_away_more_than_seven_persons_and_youths_in_school_are_reckoned_as_the_ordinance_says() -> None:
    lunch = _one("single_lunch_away", 1)
    assert _norm(lunch) == 3940 + 2720 + 1410
    many = _one("couple_six_children", 1)
    assert _norm(many) == 7100 + 3060 + 2720 + 3060 + 3820 + 3820 + 4390 + 2830 + 190
    youth = _one("single_youth", 1)
    assert _norm(youth) == 3940 + 4960 + 1410
    assert youth.household()["children"][0]["school"] == "upper_secondary"


def test_an_income_paid_late_is_in_the_registers_for_the_comparison_month_only() -> None:
    case = _one("single_paid_late", 1)
    paid = [row["paid_on"][:7] for row in register_rows(case, "applicant") if row["net_ore"]]
    assert paid == [case.comparison_month] == ["2026-10"]


def test_a_preliminary_amount_stands_beside_the_payment_of_the_same_day() -> None:
    rows = [row for row in register_rows(_one("single_preliminary", 1), "applicant") if row["paid_on"]]
    day = [(row["amount_type"], row["net_ore"]) for row in rows if row["paid_on"] == "2026-11-16"]
    assert [kind for kind, _ in day] == ["Preliminär", "Utbetalning"]
    assert day[0][1] != day[1][1]


def test_a_youth_who_works_earns_below_or_above_what_is_left_to_them_in_the_year() -> None:
    for seed in range(20):
        assert _youth_excess_ore(_one("couple_youth_earns", seed)) == 0
        more = _one("couple_youth_earns_more", seed)
        assert 0 < _youth_excess_ore(more) < more.child_earning[0]["own_work_ore"]


def test_a_salary_with_work_incentive_leaves_nothing_to_round() -> None:
    for seed in range(20):
        case = _one("single_salary_incentive", seed)
        salary = case.income("salary").now or 0
        assert salary % 4 == 0
        period = case.incentive[0]
        assert period["from_month"] <= "2026-10"
        assert period["until_month"] >= "2027-02"


def test_every_kind_of_hand_over_differs_from_a_granted_case_in_what_the_systems_show() -> None:
    for name in KINDS:
        shown = []
        for change in (True, False):
            rng = random.Random(11)
            people = People(rng, MONTH)
            kind = KINDS[name]
            if change:
                case = handed_over_case(rng, people, 1, "1287", MONTH, name)
            else:
                case = granted_case(rng, people, 1, "1287", MONTH, rng.choice(kind.shapes), kind.amounts)
            rows = {adult["role"]: register_rows(case, adult["role"]) for adult in case.adults}
            history = sambis_history(case, 1) if case.known else None
            shown.append((history, form_fields(case), rows, case.register_errors))
        assert shown[0] != shown[1], name


def test_a_surplus_comes_from_a_rise_below_the_change_threshold() -> None:
    for seed in range(20):
        rng = random.Random(seed)
        case = handed_over_case(rng, People(rng, MONTH), 1, "1287", MONTH, "surplus")
        income = case.incomes[-1]
        assert case.result_now() < 0
        assert 0 < (income.now or 0) - (income.before or 0) < (income.before or 0) * 0.12


def test_personal_numbers_are_test_numbers_with_a_right_check_digit_and_come_once() -> None:
    numbers = [person["number"] for case in plan(9, 60, "1287", MONTH) for person in case.people]
    assert len(numbers) == len(set(numbers)) > 60
    for number in numbers:
        date(int(number[:4]), int(number[4:6]), int(number[6:8]))
        assert number[8:11] in {"238", "239", "980", "981", "982", "983"}
        doubled = [int(d) * (2, 1)[n % 2] for n, d in enumerate(number[2:])]
        assert sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
    assert check_digit("811218987") == 6


def _one(shape: str, seed: int) -> PlannedCase:
    rng = random.Random(seed)
    return granted_case(rng, People(rng, MONTH), 1, "1287", MONTH, shape)


def _youth_excess_ore(case: PlannedCase) -> int:
    """What a youth earned above 59 200 kronor this year; before this month they were below it."""
    return sum(max(0, row["earned_before_ore"] + row["own_work_ore"] - 5_920_000) for row in case.child_earning)


def _norm(case: PlannedCase) -> int:
    lines = sambis_history(case, 1)["calculations"][0]["lines"]
    return sum(int(line["amount_ore"]) for line in lines if line["part"] == "norm") // 100


def _amounts(fields: dict[str, str]) -> list[str]:
    return [value for name, value in fields.items() if name.endswith("_belopp")]
