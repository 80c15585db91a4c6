"""`coe` as a person meets it: bad input is one clear line and an exit code, nothing is stored half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.core.settings import ROOT
from orchestrator.operations.fleet import service as fleet


def _coe(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestrator.entrypoints.cli", *arguments],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def _refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("coe: ")
    for word in words:
        assert word in done.stderr


def test_the_schema_of_the_facts_is_printed_without_server_or_robot() -> None:
    schema = json.loads(_coe("process", "schema", "economic_assistance").stdout)
    assert {"case", "household", "application", "registers"} <= set(schema["properties"])


def test_an_unknown_process_is_named() -> None:
    _refused(_coe("process", "schema", "parking"), "parking")


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "no JSON"), ("[]", "one JSON object"), ('{"schema": "economic_assistance/1"}', "household")],
)
def test_malformed_facts_are_refused_with_where(tmp_path: Path, content: str, words: str) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(content)
    done = _coe("process", "assess", "economic_assistance", "--facts", str(facts), "--municipality", "1287")
    _refused(done, words)


def test_an_unknown_municipality_is_refused_with_what_to_do(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text("{}")
    done = _coe("process", "assess", "economic_assistance", "--facts", str(facts), "--municipality", "9999")
    _refused(done, "9999", "--values FILE")


def test_a_missing_file_and_a_wrong_date_are_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.json")
    _refused(
        _coe("process", "assess", "economic_assistance", "--facts", missing, "--municipality", "1287"), "none.json"
    )
    facts = tmp_path / "facts.json"
    facts.write_text("{}")
    done = _coe(
        "process", "assess", "economic_assistance", "--facts", str(facts), "--municipality", "1287", "--on", "23/11"
    )
    _refused(done, "2026-11-23")


def test_public_default_secrets_are_refused_outside_the_demo() -> None:
    done = _coe("process", "schema", "economic_assistance", COE_DEMO="0")
    _refused(done, "COE_MASTER_KEY is not set", "coe secret new")


def test_setup_can_be_run_twice(tmp_path: Path) -> None:
    for _ in range(2):
        assert _coe("setup", COE_HOME=str(tmp_path / "home")).returncode == 0
    assert (tmp_path / "home" / "coe.db").exists()


def test_a_run_for_a_municipality_without_subscription_is_refused_and_not_stored(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    _coe("setup", COE_HOME=home)
    _refused(
        _coe("run", "start", "1287", "economic_assistance", "Collect Applications", COE_HOME=home), "Subscribe first"
    )
    assert json.loads(_coe("run", "list", "1287", "--json", COE_HOME=home).stdout) == []


def test_doctor_says_what_does_not_answer_and_what_to_do() -> None:
    done = _coe("doctor", COE_PORTAL_PORT="1", COE_PREFECT_PORT="1", COE_TESTBED_PORT="1", COE_WORKER_HEALTH_PORT="1")
    assert done.returncode == 1
    assert "coe up" in done.stdout


def test_the_e_services_token_is_shown_and_an_unknown_municipality_has_none(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    _coe("setup", COE_HOME=home)
    _refused(_coe("eservice", "token", "9999", COE_HOME=home), "9999", "add it first")
    with Database(f"sqlite:///{tmp_path / 'home' / 'coe.db'}").session(Scope.steward("test")) as session:
        session.add(Municipality(code="1287", name="Trelleborg"))
    made = _coe("eservice", "token", "1287", COE_HOME=home)
    assert made.stdout.startswith("coe_eservice_"), made.stderr
    assert "has ended" in _coe("eservice", "end", "1287", COE_HOME=home).stdout
    assert "no token in force" in _coe("eservice", "end", "1287", COE_HOME=home).stdout


def test_workers_are_listed_drained_and_taken_back(tmp_path: Path) -> None:
    env = {"COE_HOME": str(tmp_path / "home")}
    assert _coe("setup", **env).returncode == 0
    database = Database(f"sqlite:///{tmp_path / 'home' / 'coe.db'}")
    with database.session(Scope.steward()) as session:
        fleet.beat(session, fleet.Beat("north", "b", "h", "region", 3, "0.0.1", {}))
    database.dispose()
    (row,) = json.loads(_coe("worker", "list", "--json", **env).stdout)
    assert (row["name"], row["state"], row["slots"], row["other_version"]) == ("north", "works", 3, True)
    assert "takes no more" in _coe("worker", "drain", "north", "--reason", "new kernel", **env).stdout
    told = json.loads(_coe("worker", "undrain", "north", "--json", **env).stdout)
    assert told["drain"] is False
    _refused(_coe("worker", "drain", "south", "--reason", "x", **env), "no worker named 'south'", "north")
