"""`coe queue` and `coe run`: tables for people, JSON for machines, refusals with why, exit codes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database
from orchestrator.core.errors import CoeError
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import app
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.models import WorkItem
from tests.support.house import PROCESS, House


@pytest.fixture
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    return House(sqlite_database).furnish()


def _coe(*arguments: str, sent: str = "", code: int = 0) -> str:
    done = CliRunner().invoke(app, arguments, input=sent, catch_exceptions=True)
    if isinstance(done.exception, CoeError):  # `main` turns it into one line and exit code 2
        assert code == 2, done.exception
        return done.exception.message + json.dumps(done.exception.problems)
    assert done.exit_code == code, done.output
    return done.output


def _json(*arguments: str, **more: Any) -> Any:
    return json.loads(_coe(*arguments, "--json", **more))


def test_items_are_listed_by_state_process_municipality_and_reference(house: House) -> None:
    for reference in ("A-1", "A-2", "B-1"):
        house.add_item(reference)
    House(house.database, code="1285").furnish().add_item("A-9")
    assert [row["reference"] for row in _json("queue", "list", "--reference", "A")] == ["A-9", "A-2", "A-1"]
    assert [row["reference"] for row in _json("queue", "list", "-m", "1287", "--order", "next")] == [
        "A-1",
        "A-2",
        "B-1",
    ]
    assert _json("queue", "list", "--state", "done", "--process", PROCESS) == []
    assert "B-1" in _coe("queue", "list")
    assert "waiting_human" in _coe("queue", "list", "--state", "asleep", code=2)


def test_one_item_is_shown_with_its_way_and_why_it_waits(house: House) -> None:
    house.add_item("A-1")
    assert _json("queue", "show", "A-1")["why"] == "A robot is asked for in a few seconds."
    run, _token = house.start_run()
    with house.database.session(house.scope) as session:
        claim(session, house.code, PROCESS, run.id)
    told = _json("queue", "show", "A-1")
    assert "robot" in told["why"].lower(), told["why"]
    assert [change["to"] for change in told["transitions"]] == ["new", "leased"]
    assert told["attempts_made"][0]["end"] == "going on"
    assert "payload" not in told
    assert told["why"][:20] in _coe("queue", "show", told["id"])


def test_a_reference_that_two_municipalities_have_is_asked_about(house: House) -> None:
    house.add_item("A-1")
    House(house.database, code="1285").furnish().add_item("A-1")
    assert "Name one by its id" in _coe("queue", "show", "A-1", code=2)
    assert _json("queue", "show", "A-1", "-m", "1285")["municipality"] == "1285"
    assert "coe queue list" in _coe("queue", "show", "nothing", code=2)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("form", ["list", "lines"])
def test_cases_are_added_from_a_file_or_from_standard_input(tmp_path: Path, form: str) -> None:
    cases = [{"reference": f"A-{number}", "occurrence": "1", "priority": 5} for number in range(1200)]
    text = json.dumps(cases) if form == "list" else "\n".join(map(json.dumps, cases))
    (tmp_path / "cases").write_text(text)
    told = _json("queue", "add", str(tmp_path / "cases"), "-m", "1287", "--process", PROCESS)
    assert len(told["added"]) == 1200
    assert "0 added, 1200 were there before" in _coe("queue", "add", "-", "-m", "1287", "--process", PROCESS, sent=text)


@pytest.mark.usefixtures("house")
def test_of_many_cases_of_which_one_does_not_fit_none_is_added_and_the_place_is_named() -> None:
    cases = [{"reference": f"A-{number}", "occurrence": "1"} for number in range(1200)]
    cases[1100]["reference"] = "19880112-2384"
    told = _coe("queue", "add", "-", "-m", "1287", "--process", PROCESS, sent=json.dumps(cases), code=2)
    assert "items.1100.reference" in told
    odd = '{"reference": "A", "occurrence": "1", "wrong": 1}'
    assert "items.0.wrong" in _coe("queue", "add", "-", "-m", "1287", "--process", PROCESS, sent=odd, code=2)
    other = '{"reference": "A", "occurrence": "1", "process": "parking"}'
    assert "items.0.process" in _coe("queue", "add", "-", "-m", "1287", "--process", PROCESS, sent=other, code=2)
    assert "neither a JSON list" in _coe("queue", "add", "-", "-m", "1287", "--process", PROCESS, sent="{", code=2)
    assert "Subscribe first" in _coe("queue", "add", "-", "-m", "1287", "--process", "parking", sent="[]", code=2)
    assert _json("queue", "list") == []


def test_many_are_acted_on_and_what_is_refused_is_told_with_why(house: House) -> None:
    house.add_item("A-1")
    house.add_item("A-2")
    with house.database.session(house.scope) as session:
        claim(session, house.code, PROCESS, "run")
    told = _json("queue", "hold", "A-1", "A-2", "--reason", "upgrade", code=1)
    assert (len(told["done"]), told["refused"][0]["reference"]) == (1, "A-1")
    assert "leased" in told["refused"][0]["why"]
    assert "Done: A-2" in _coe("queue", "let-go", "A-2", "--reason", "upgraded")
    _coe("queue", "defer", "A-2", "--until", "2h", "--reason", "closed")
    _coe("queue", "prioritise", "A-2", "--priority", "3", "--reason", "promised")
    told = _json("queue", "show", "A-2")
    assert (told["priority"], "Deferred" in told["why"]) == (3, True), told["why"]
    _coe("queue", "cancel", "A-2", "--reason", "withdrawn")
    assert _json("queue", "show", "A-2")["state"] == "cancelled"
    assert "30m" in _coe("queue", "defer", "A-1", "--until", "soon", "--reason", "x", code=2)


def test_what_a_lost_robot_held_is_taken_back_now(house: House) -> None:
    item_id = house.add_item("A-1")
    with house.database.session(house.scope) as session:
        claim(session, house.code, PROCESS, "run")
    assert "No lease has run out" in _coe("queue", "reclaim")
    with house.database.session(house.scope) as session:
        session.get_one(WorkItem, item_id).lease_until = machine_now() - timedelta(seconds=1)
    assert [row["state"] for row in _json("queue", "reclaim")] == ["new"]


@pytest.mark.usefixtures("house")
def test_a_run_is_started_listed_shown_and_stopped() -> None:
    run_id = _json("run", "start", "1287", PROCESS, "Handle Applications")["id"]
    assert _json("run", "list", "1287", "--state", "alive")[0]["id"] == run_id
    assert _json("run", "show", "1287", run_id)["attempts"] == []
    assert "It has worked on no case" in _coe("run", "show", "1287", run_id)
    assert _json("run", "stop", "1287", run_id, "--reason", "wrong month")["state"] == "stopped"
    assert "stopped already" in _coe("run", "stop", "1287", run_id, "--reason", "again", code=2)
    assert "troubled" in _coe("run", "list", "1287", "--state", "sad", code=2)


@pytest.mark.parametrize("command", ["list", "show", "add", "hold", "let-go", "defer", "prioritise", "cancel"])
def test_help_gives_an_example(command: str) -> None:
    assert "Example:" in _coe("queue", command, "--help")
