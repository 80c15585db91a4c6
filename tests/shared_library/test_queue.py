"""Robots in plain Python against the real portal: each case with its own outcome, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from shared_library.work_items.lease import LEASE_LOST_EXIT_CODE
from tests.shared_library.served_house import ServedHouse, served

LOOP = """
from shared_library.errors import ApplicationException, BusinessException, LoginRefused
from shared_library.queue import Queue
queue = Queue.from_environment()
for item in queue:
    with item:
        print(item, flush=True)
"""


@pytest.fixture
def plain(sqlite_database: Database, tmp_path: Path) -> Iterator[ServedHouse]:
    """A package without effects: its robot's word ends the case."""
    with served(sqlite_database, tmp_path / "artifacts") as house:
        yield house


def _items(place: ServedHouse) -> dict[str, WorkItem]:
    with place.house.database.session(place.house.scope) as session:
        return {row.reference: row for row in session.query(WorkItem)}


def _wait_for(place: ServedHouse, state: str) -> WorkItem:
    for _ in range(200):
        found = [row for row in _items(place).values() if row.state == state]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no item became {state}")


def test_every_case_is_worked_through_and_the_loop_ends_with_the_queue(plain: ServedHouse) -> None:
    for reference in ("A-1", "A-2", "A-3"):
        plain.house.add_item(reference)
    code, output, errors = plain.runs(LOOP)
    assert (code, output.split()) == (0, ["A-1", "A-2", "A-3"]), errors
    assert {row.state for row in _items(plain).values()} == {"done"}


def test_the_type_of_an_exception_says_what_becomes_of_the_case(plain: ServedHouse) -> None:
    for reference in ("A-1", "A-2", "A-3", "A-4"):
        plain.house.add_item(reference)
    code, _output, errors = plain.runs(
        LOOP
        + """
        if item.reference == "A-1":
            raise BusinessException("case_not_found", "The case is not there.")
        if item.reference == "A-2":
            raise ApplicationException("system_failed", "500")
        if item.reference == "A-3":
            raise KeyError("19880112-2384")
"""
    )
    found = {name: (row.state, row.exception_kind, row.exception_code) for name, row in _items(plain).items()}
    assert found == {
        "A-1": ("waiting_human", "business", "case_not_found"), "A-2": ("new", "application", "system_failed"),
        "A-3": ("new", "application", "unexpected"), "A-4": ("done", None, None),
    }  # fmt: skip
    assert (code, "KeyError at" in errors, "1988" in errors) == (0, True, False), errors


def test_a_refused_login_ends_the_run_so_that_the_account_is_not_locked(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    plain.house.add_item("A-2")
    code, output, _errors = plain.runs(LOOP + "        raise LoginRefused('Wrong password.')")
    assert (code, output.split()) == (1, ["A-1"])
    assert (_items(plain)["A-1"].exception_code, _items(plain)["A-2"].attempts) == ("login_refused", 0)


def test_payload_files_and_outputs_are_kept(plain: ServedHouse) -> None:
    plain.house.add_item("A-1", payload={"month": "2026-12"})
    code, output, errors = plain.runs(
        LOOP
        + """
        if item.payload:
            item.files.put("a.txt", b"hyresavi")
            assert item.files["a.txt"] == b"hyresavi" and list(item.files) == ["a.txt"]
            item.payload["month"] = "2027-01"
            item.save()
            first = item.add_output("B-1", priority=5)
            assert first == item.add_output("B-1")
            print([(child["reference"], child["state"]) for child in item.outputs()])
"""
    )
    assert code == 0, errors
    assert "[('B-1', 'new')]" in output
    rows = _items(plain)
    assert (rows["B-1"].parent_id, rows["B-1"].state) == (rows["A-1"].id, "done")


def test_the_lease_is_kept_while_the_robot_is_busy(plain: ServedHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COE_LEASE_SECONDS", "1")
    settings.cache_clear()
    plain.house.add_item("A-1")
    busy = LOOP.replace("for item", "queue._every = 0.2\nfor item") + "        import time; time.sleep(2.5)"
    code, _output, errors = plain.runs(busy)
    assert (code, _items(plain)["A-1"].state, _items(plain)["A-1"].attempts) == (0, "done", 1), errors


def test_a_robot_killed_in_the_middle_gives_its_case_back(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    robot = plain.robot(LOOP + "        import time; time.sleep(60)")
    _wait_for(plain, "leased")
    robot.kill()
    robot.wait(10)
    with plain.house.database.session(Scope.steward("test")) as session:
        runs.close(session, plain.run.id, told(Exit.SIGNAL, -9))
    # A package that does not say that repeating is safe: a person looks.
    assert _items(plain)["A-1"].state == "waiting_human"


def test_a_lost_lease_ends_the_process_before_it_can_touch_anything_more(plain: ServedHouse, tmp_path: Path) -> None:
    plain.house.add_item("A-1")
    robot = plain.robot(
        LOOP.replace("for item", "queue._every = 0.2\nfor item")
        + """
        import time; time.sleep(30)
        print("touched", flush=True)
"""
    )
    held = _wait_for(plain, "leased")
    with plain.house.database.session(plain.house.scope) as session:
        session.get_one(WorkItem, held.id).fence += 1
    output, _errors = robot.communicate(timeout=20)
    assert (robot.returncode, "touched" in output) == (LEASE_LOST_EXIT_CODE, False)
    assert json.loads((tmp_path / "artifacts" / "lease_lost.json").read_text())["code"] == "lease_lost"


def test_a_stop_request_is_obeyed_between_two_cases(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    plain.house.add_item("A-2")
    robot = plain.robot(LOOP + "        import time; time.sleep(1)")
    _wait_for(plain, "leased")
    with plain.house.database.session(plain.house.scope) as session:
        runs.stop(session, plain.run.id, "finish", "lunch")
    output, errors = robot.communicate(timeout=20)
    assert (robot.returncode, output.split()) == (0, ["A-1"]), errors
    assert {name: row.state for name, row in _items(plain).items()} == {"A-1": "done", "A-2": "new"}


def test_sigterm_gives_the_case_back_as_stopped_and_ends_the_run(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    robot = plain.robot(LOOP + "        import time; time.sleep(30)")
    assert robot.stdout is not None
    assert robot.stdout.readline() == "A-1\n"
    robot.send_signal(signal.SIGTERM)
    _output, errors = robot.communicate(timeout=20)
    assert robot.returncode == 0, errors
    assert (_items(plain)["A-1"].state, _items(plain)["A-1"].exception_code) == ("new", "run_stopped")


def test_a_case_taken_without_with_is_given_back_and_told(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    plain.runs(LOOP.replace("    with item:\n        print(item, flush=True)", "    print(item)"))
    assert _items(plain)["A-1"].exception_code == "not_finished"


def test_plain_python_pays_for_no_robot_framework_and_no_browser(plain: ServedHouse) -> None:
    code, output, _errors = plain.runs("""
import sys
import shared_library.queue
print([name for name in ("robot", "RPA", "playwright") if name in sys.modules])
""")
    assert (code, output.strip()) == (0, "[]")


def test_a_robot_that_is_gone_keeps_its_case_until_the_lease_ends(plain: ServedHouse) -> None:
    plain.house.add_item("A-1")
    code, _output, _errors = plain.runs(LOOP + "        import os; os._exit(9)")
    assert code == 9
    with plain.house.database.session(plain.house.scope) as session:
        item = session.query(WorkItem).one()
        assert (item.state, item.lease_until > machine_now()) == ("leased", True)
        assert session.query(Attempt).one().end is None
