"""The same robot, unchanged, in another vendor's case system: Klarven's real pages, a real browser, the real rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.robots.conftest import Rules, configuration, wait_for
from tests.shared_library.platform_double import Platform, Served
from tests.support.klarven import ROBOT, Bed, ServedKlarven, planned

pytestmark = pytest.mark.browser
Json = dict[str, Any]
Start = Any  # tests.robots.conftest: start_robot


@pytest.fixture(scope="module")
def klarven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with ServedKlarven(tmp_path_factory.mktemp("klarven"), planned(36)) as bed:
        yield bed


@pytest.fixture
def bed(klarven: Bed) -> Iterator[Bed]:
    yield klarven
    klarven.no_faults()


@pytest.fixture
def platform(bed: Bed, rules: Rules) -> Iterator[Platform]:
    """As for Sambis; only the municipality's configuration names another vendor."""
    with Served(configured(Platform(assess=rules), bed.url)) as served:
        yield served


def configured(double: Platform, url: str) -> Platform:
    double.configuration = {
        **configuration(url),
        "case_system": {"vendor": "klarven", "url": f"{url}/klarven/"},
    }
    double.secrets = {"case_system": ROBOT, "register_portal": ROBOT}
    return double


def handled(platform: Platform, start: Start, reference: str, **item: Any) -> Json:
    entry = platform.add(reference, **item)
    run = start().finished()
    assert run.code == 0, run.console
    return entry


def exception(item: Json) -> Json:
    told: Json = item["released"][-1]["exception"]
    return told


def test_collect_finds_every_akt_of_a_list_that_holds_only_the_rows_in_sight(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    run = start_robot("Collect Applications").finished()
    assert run.code == 0, run.console
    assert {item["reference"] for item in platform.items.values()} == set(bed.answers)
    item = platform.by_reference("KV-2026-12-0001")
    assert (item["occurrence"], len(item["person"]), item["received_at"][-1]) == ("2026-12", 12, "Z")


def test_a_granted_case_is_written_and_read_back_to_the_ore(bed: Bed, platform: Platform, start_robot: Start) -> None:
    reference = bed.of("granted")
    bed.calls.clear()
    item = handled(platform, start_robot, reference)
    assert item["state"] == "done", item["released"]
    amount, key = bed.answers[reference]["amount_ore"], f"{reference}:2026-12:1"
    truth = bed.truth(reference)
    assert [(d["amount_ore"], d["outcome"], d["key"]) for d in truth["decisions"]] == [
        (amount, "granted", f"{key}:decision")
    ]
    assert [(c["amount_ore"], c["key"]) for c in truth["calculations"]] == [(amount, f"{key}:calculation")]
    assert [note["key"] for note in truth["journal"]] == [f"{key}:journal_note"]
    assert [effect["state"] for effect in item["effects"]] == ["confirmed"] * 3
    assert [told["reference"] for told in bed.told if told["reference"] == reference] == [reference]
    views = sum(n for path, n in bed.calls.items() if "/klarven/api/akter" in path)
    assert views >= 25, bed.calls


def test_a_handed_over_case_has_the_answer_keys_reasons_and_nothing_written(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = bed.of("handed_over")
    item = handled(platform, start_robot, reference)
    assert (exception(item)["type"], exception(item)["code"]) == ("BUSINESS", "handed_over")
    assert sorted({r["code"] for r in item["assessment"]["reasons"]}) == sorted(bed.answers[reference]["reasons"])
    truth = bed.truth(reference)
    assert [truth[name] for name in ("decisions", "calculations", "journal")] == [[], [], []]


def test_nothing_personal_stands_in_the_robots_logs(bed: Bed, platform: Platform, start_robot: Start) -> None:
    platform.add(bed.of("granted"))
    run = start_robot().finished()
    assert run.code == 0
    never = [*bed.people(), ROBOT["password"]]
    assert [text for text in never if text in run.logs] == []


def test_the_answers_that_lie_in_the_akt_are_read_as_those_of_the_portal_are(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = bed.of("granted")
    platform.mode = "shadow"
    asked = handled(platform, start_robot, reference)["facts"]["registers"]
    del platform.configuration["register_portal"]
    questions = bed.calls["/ssbtek/fraga"]
    in_case = handled(platform, start_robot, reference)["facts"]["registers"]
    assert in_case == asked
    assert bed.calls["/ssbtek/fraga"] == questions, "nobody was asked"


def test_a_second_decision_and_another_amount_go_to_a_person(bed: Bed, platform: Platform, start_robot: Start) -> None:
    reference = bed.of("granted")
    first = handled(platform, start_robot, reference)
    effects = [{**effect, "state": "done"} for effect in first["effects"]]
    other_amount = {**first["decision"], "amount_ore": first["decision"]["amount_ore"] + 100}
    differs = platform.add(reference, purpose="verify", decision=other_amount, effects=effects)
    double = handled(platform, start_robot, reference, purpose="write", decision={**first["decision"], "number": 2})
    assert (exception(differs)["type"], exception(differs)["code"]) == ("BUSINESS", "read_back_differs")
    assert (exception(double)["type"], exception(double)["code"]) == ("BUSINESS", "double_decision")
    assert len(bed.truth(reference)["decisions"]) == 1


def test_killed_between_effects_each_effect_stands_once(bed: Bed, platform: Platform, start_robot: Start) -> None:
    reference = bed.of("granted")
    item = platform.add(reference)
    robot = start_robot()
    wait_for(lambda: ("decision", "done") in item.get("effect_log", []), 40)
    robot.process.kill()
    robot.process.wait()
    again(item, start_robot)
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert [len(bed.truth(reference)[name]) for name in ("calculations", "decisions", "journal")] == [1, 1, 1]


def when(platform: Platform, path_ends: str, bed: Bed, name: str, times: int | None = 1) -> None:
    """Switch the fault on the first time that the robot calls this address of the platform."""
    done: list[str] = []

    def watch(path: str) -> None:
        if path.endswith(path_ends) and not done:
            done.append(path)
            bed.fault(name, times=times)

    platform.on_call = watch


def again(item: Json, start: Start) -> None:
    """As the platform does after an application exception, or when the lease has run out: another attempt."""
    item.update(state="new", leased_until=0.0)
    run = start().finished()
    assert run.code == 0, run.console


@pytest.mark.long  # the other vendor's is run always
def test_slow_answers_cost_time_and_not_the_case(bed: Bed, platform: Platform, start_robot: Start) -> None:
    when(platform, "/evidence", bed, "slow", times=2)
    item = handled(platform, start_robot, bed.of("granted"))
    assert item["state"] == "done", item["released"]
    read = next(phase["seconds"] for phase in item["released"][0]["phases"] if phase["name"] == "read")
    assert read > 3


@pytest.mark.long  # the other vendor's is run always
def test_a_500_in_the_middle_is_the_systems_fault_and_may_be_tried_again(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    when(platform, "/evidence", bed, "http_500")
    item = handled(platform, start_robot, bed.of("granted"))
    told = exception(item)
    assert (told["type"], told["code"]) == ("APPLICATION", "system_failed")
    assert "Klarven answered with the fault 500" in told["message"]
    assert any(name == "failure_Klarven" for _, name, _ in platform.pictures)
    again(item, start_robot)
    assert item["state"] == "done", item["released"]


@pytest.mark.long  # the other vendor's is run always
def test_logged_out_while_reading_the_robot_logs_in_again_once(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    bed.calls.clear()
    when(platform, "/evidence", bed, "logged_out")
    item = handled(platform, start_robot, bed.of("granted"))
    assert item["state"] == "done", item["released"]
    assert (item["attempt"], bed.calls["/klarven/api/entry/phrase"]) == (1, 2)


def test_logged_out_behind_the_commit_point_the_next_attempt_checks_and_writes_once(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = bed.of("granted")
    when(platform, "/effects/1", bed, "logged_out")
    item = handled(platform, start_robot, reference)
    assert (exception(item)["type"], exception(item)["code"]) == ("APPLICATION", "session_ended")
    again(item, start_robot)
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert [len(bed.truth(reference)[name]) for name in ("calculations", "decisions", "journal")] == [1, 1, 1]


def test_a_renamed_column_is_told_with_its_name_and_its_list(bed: Bed, platform: Platform, start_robot: Start) -> None:
    bed.fault("label_changed")
    told = exception(handled(platform, start_robot, bed.of("granted")))
    assert (told["type"], told["code"]) == ("APPLICATION", "element_not_found")
    assert "the column 'Belopp' in the table '" in told["message"]
    assert "on Klarven's page 'Uträkning nr" in told["message"]


def test_a_renamed_button_is_told_with_its_name_and_its_page_and_nothing_is_saved(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = bed.of("granted")
    when(platform, "/commit", bed, "label_changed", times=None)
    told = exception(handled(platform, start_robot, reference))
    assert (told["type"], told["code"]) == ("APPLICATION", "element_not_found")
    assert "the button 'Spara uträkning'" in told["message"]
    assert f"Klarven's page 'Ny uträkning, akt {reference} – Klarven'" in told["message"]
    assert bed.truth(reference)["calculations"] == []


@pytest.mark.long  # the other vendor's is run always
def test_an_akt_that_another_user_holds_is_tried_again_later(bed: Bed, platform: Platform, start_robot: Start) -> None:
    by_fault, by_person = bed.of("granted"), bed.of("handed_over")
    bed.fault("lock_held", times=1)
    bed.admin("lock", reference=by_person, username="anna.lund")
    first, second = platform.add(by_fault), platform.add(by_person)
    assert start_robot().finished().code == 0
    for item in (first, second):
        assert (exception(item)["type"], exception(item)["code"]) == ("APPLICATION", "locked_by_other")
        assert item["reference"] in exception(item)["message"]


def test_a_save_that_says_yes_and_does_nothing_is_found_out_and_done_once(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = bed.of("granted")
    bed.fault("save_does_nothing", times=1)
    item = handled(platform, start_robot, reference)
    assert (exception(item)["type"], exception(item)["code"]) == ("APPLICATION", "read_back_missing")
    assert "The effect calculation was saved, but the page does not show its key." in exception(item)["message"]
    assert bed.truth(reference)["calculations"] == []
    again(item, start_robot)
    assert item["state"] == "done", item["released"]
    assert [len(bed.truth(reference)[name]) for name in ("calculations", "decisions", "journal")] == [1, 1, 1]


def test_a_refused_login_ends_the_run(bed: Bed, platform: Platform, start_robot: Start) -> None:
    platform.secrets = {**platform.secrets, "case_system": {**ROBOT, "password": "wrong"}}
    item = platform.add(next(iter(bed.answers)))
    assert start_robot().finished().code == 1
    assert exception(item)["code"] == "login_refused"


def test_page_objects_of_the_other_vendor_fail_at_the_login_and_say_at_what(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    platform.configuration["case_system"]["vendor"] = "sambis"
    told = exception(handled(platform, start_robot, next(iter(bed.answers))))
    assert (told["type"], told["code"]) == ("APPLICATION", "element_not_found")
    assert "the field 'Användarnamn'" in told["message"]
    platform.configuration["case_system"] = {"vendor": "klarven", "url": f"{bed.url}/sambis/"}
    told = exception(handled(platform, start_robot, next(iter(bed.answers))))
    assert (told["code"], "the field 'Klarven-id'" in told["message"]) == ("element_not_found", True)
