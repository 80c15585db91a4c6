"""What must hold for every household, not only for the worked ones."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.economic_assistance import facts as facts_module
from processes.economic_assistance import households, rules
from processes.kit import host
from processes.kit.cases import municipality_of_cases
from processes.kit.municipal import Municipal
from processes.kit.process import Context

Json = dict[str, Any]
PROCESS = "economic_assistance"
CONFIG = municipality_of_cases(PROCESS) | {
    key: [{"valid_from": "2025-01-01", "valid_to": None, "value": value}]
    for key, value in (
        ("child_days_rounding", "up_to_ore"), ("child_days_common_cost", "by_days"),
        ("household_community_rounding", "half_up_to_krona"), ("amount_rounding", "up_to_krona"),
    )
}  # fmt: skip
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

kronor = st.integers(0, 30_000)
child = st.fixed_dictionaries({
    "born": st.dates(date(2004, 1, 1), date(2026, 11, 1)), "days": st.sampled_from([30, 30, 14, 7]),
    "lunch_away": st.booleans(), "school": st.sampled_from(["none", "compulsory", "upper_secondary", "unknown"]),
})  # fmt: skip
income = st.fixed_dictionaries({
    "kind": st.sampled_from(["salary", "housing_allowance", "sickness_benefit", "student_aid", "pension", "other"]),
    "kronor": kronor,
})  # fmt: skip
incentive = st.sampled_from(["2026-04", "2026-11", "2024-12"]).map(
    lambda first: [{"person": "applicant", "from_month": first, "until_month": "2027-03"}]
)
changes = st.dictionaries(
    st.sampled_from(["case.protected_identity", "application.self_employment", "application.changed.assets"]),
    st.booleans(), max_size=2,
)  # fmt: skip
household = st.fixed_dictionaries(
    {
        "couple": st.booleans(), "children": st.lists(child, max_size=8),
        "costs": st.dictionaries(st.sampled_from(["rent", "electricity", "commuting", "other"]), kronor, max_size=4),
        "incomes": st.lists(income, max_size=4, unique_by=lambda entry: entry["kind"]), "change": changes,
    },
    optional={"community": st.integers(1, 9), "work_incentive": incentive},
)  # fmt: skip


def assessed(facts: Json) -> Json:
    answer = host.answer(
        {
            "op": "assess",
            "process": PROCESS,
            "facts": facts,
            "municipality": "1287",
            "config": CONFIG,
            "on": "2026-11-23",
        }
    )
    assert answer["ok"], answer
    assessment: Json = answer["assessment"]
    return assessment


def result(assessment: Json) -> int | None:
    found: int | None = assessment["summary"]["result_ore"]
    return found


@QUIET
@given(household, kronor, st.data())
def test_more_income_never_gives_more_assistance(told: Json, more: int, data: st.DataObject) -> None:
    before = assessed(households.facts(told))
    richer = deepcopy(told)
    if richer["incomes"]:
        data.draw(st.sampled_from(richer["incomes"]))["kronor"] += more
    else:
        richer["incomes"] = [{"kind": "salary", "kronor": more}]
    after = assessed(households.facts(richer))
    if result(before) is not None and result(after) is not None:
        assert result(after) <= result(before)  # type: ignore[operator]
    if before["amount_ore"] is not None and after["amount_ore"] is not None:
        assert after["amount_ore"] <= before["amount_ore"]


@QUIET
@given(household, st.sampled_from(["riksnorm.single_adult", "riksnorm.couple", "riksnorm.child.7_10"]), kronor)
def test_a_higher_norm_never_gives_less(told: Json, key: str, more: int) -> None:
    process = host.load(PROCESS)
    facts = facts_module.read(households.facts(told))
    raised = {key: process.parameters.on(key, date(2026, 12, 1)).value + more * 100}
    before, after = (
        rules.assess(facts, Context(process.manifest, p, Municipal(CONFIG), process.texts, "1287", date(2026, 11, 23)))
        for p in (process.parameters, process.parameters.replaced(raised))
    )
    if before.summary["result"] is None:
        assert after.summary["result"] is None
    else:
        assert after.summary["result"] is not None
        assert after.summary["result"] >= before.summary["result"]


@QUIET
@given(household, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters(told: Json, shuffler: Any) -> None:
    facts = households.facts(told)
    shuffled = deepcopy(facts)
    for lines in (
        shuffled["application"]["costs"], shuffled["application"]["incomes"], shuffled["registers"]["answers"],
        shuffled["previous"]["costs"], shuffled["previous"]["incomes"], shuffled["previous"]["children"],
        shuffled["household"]["children"], *(answer["rows"] for answer in shuffled["registers"]["answers"]),
    ):  # fmt: skip
        shuffler.shuffle(lines)
    assert assessed(shuffled) == assessed(facts)


@QUIET
@given(household)
def test_every_case_that_is_handed_over_has_a_reason_and_every_other_none(told: Json) -> None:
    assessment = assessed(households.facts(told))
    handed_over = assessment["outcome"] == "hand_over"
    assert handed_over == bool(assessment["reasons"]) == (assessment["amount_ore"] is None)
    assert handed_over == any(not gate["passed"] for gate in assessment["gates"])
    for reason in assessment["reasons"]:
        assert reason["text"]["sv"]
        assert reason["detail"]["sv"]


@QUIET
@given(household)
def test_the_steps_add_up_to_the_result(told: Json) -> None:
    assessment = assessed(households.facts(told))
    if result(assessment) is not None:
        assert sum(step["amount_ore"] for step in assessment["steps"]) == result(assessment)
    sums = {group: 0 for group in ("norm", "costs", "incomes")}
    for step in assessment["steps"]:
        if step["group"] in sums:
            sums[step["group"]] += step["amount_ore"]
    for group, amount in sums.items():
        shown = assessment["summary"][f"{group}_ore"]
        assert shown is None or shown == (-amount if group == "incomes" else amount)


@QUIET
@given(household)
def test_a_granted_amount_is_above_nothing_and_never_above_norm_and_costs(told: Json) -> None:
    assessment = assessed(households.facts(told))
    if assessment["outcome"] == "granted":
        most = assessment["summary"]["norm_ore"] + assessment["summary"]["costs_ore"]
        assert 0 < assessment["amount_ore"] <= most + 100  # a krona for the municipality's own rounding


@QUIET
@given(household)
def test_the_same_facts_give_the_same_assessment(told: Json) -> None:
    facts = households.facts(told)
    assert json.dumps(assessed(facts)) == json.dumps(assessed(facts))
