"""Values that nobody has read in an official source: confirmed by name, in one version, and taken back."""

from datetime import date

import pytest

from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.catalogue.confirmations import confirmed, taken_back, unsure
from orchestrator.governance.catalogue.rules_host import rules_host
from processes.kit.municipal import Municipal
from processes.kit.parameters import Parameter

DAY = date(2026, 11, 23)
KEYS = ["night_shift.counts_on", "private_matter.days_a_year", "study_leave.employment", "vacation.entitlement_by_age",
        "vacation.saved_years"]  # fmt: skip


def _version(key: str, year: int, confidence: str = "S") -> dict[str, object]:
    return {"key": key, "value": year, "unit": "days", "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31",
            "legal": "", "source": "x", "confidence": confidence}  # fmt: skip


PROCESS = {"parameters": [_version("a", 2026), _version("a", 2027), _version("b", 2026, "V"), _version("c", 2026, "U")]}


def test_what_is_read_in_its_source_or_never_used_needs_nobodys_name() -> None:
    assert [(one.key, one.valid_from, one.by) for one in unsure(PROCESS, {}, DAY)] == [("a", "2026-01-01", "")]


def test_the_unsure_values_of_leave_are_those_that_its_rules_ask_a_person_for() -> None:
    found = [one.key for one in unsure(rules_host().describe("leave"), {}, DAY)]
    assert found == sorted([*KEYS, "main_holiday.months"])


def test_a_confirmation_is_by_name_on_a_day_of_one_version_and_the_rules_take_it() -> None:
    parameters = confirmed(PROCESS, {"x": [1]}, "a", "Karin Bergström", DAY)
    [one] = unsure(PROCESS, parameters, DAY)
    assert (one.by, one.on) == ("Karin Bergström", "2026-11-23")
    assert parameters["x"] == [1]
    version = Parameter("a", 2026, "days", date(2026, 1, 1), date(2026, 12, 31), "", "x", "S")
    assert Municipal(parameters).confirms(version, DAY)
    following = Parameter("a", 2027, "days", date(2027, 1, 1), date(2027, 12, 31), "", "x", "S")
    assert not Municipal(parameters).confirms(following, date(2027, 2, 1))


def test_a_new_version_is_to_be_confirmed_anew() -> None:
    parameters = confirmed(PROCESS, {}, "a", "Karin Bergström", DAY)
    assert [one.by for one in unsure(PROCESS, parameters, date(2027, 2, 1))] == [""]


def test_confirmed_twice_is_refused_and_taken_back_it_waits_again() -> None:
    parameters = confirmed(PROCESS, {}, "a", "Karin Bergström", DAY)
    with pytest.raises(Conflict, match="Karin"):
        confirmed(PROCESS, parameters, "a", "Per Svensson", DAY)
    assert [one.by for one in unsure(PROCESS, taken_back(PROCESS, parameters, "a", DAY), DAY)] == [""]


def test_a_list_that_is_dated_as_a_whole_is_read_and_goes_on_as_a_plain_one() -> None:
    entry = {"key": "a", "by": "Karin Bergström", "on": "2026-10-01"}
    parameters = {"confirmed": [{"valid_from": "2025-01-01", "valid_to": None, "value": [entry], "source": "x"}]}
    assert [one.by for one in unsure(PROCESS, parameters, DAY)] == ["Karin Bergström"]
    assert taken_back(PROCESS, parameters, "a", DAY)["confirmed"] == []


def test_a_value_that_needs_no_name_takes_none() -> None:
    with pytest.raises(BadInput, match="needs a confirmation"):
        confirmed(PROCESS, {}, "b", "Karin Bergström", DAY)
