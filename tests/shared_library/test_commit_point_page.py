"""COMMIT_POINT.md: its examples run against the real portal, are killed in the middle, and write nothing twice."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.core.db import Database
from orchestrator.core.settings import ROOT
from orchestrator.operations.queues.models import WorkItem
from tests.shared_library.served_house import ServedHouse, served
from tests.support.casework import GRANTED, Rules

PAGE = (ROOT / "shared_library" / "COMMIT_POINT.md").read_text()
PLAIN, TARGET, WRITING = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(TASKS,) = re.findall(r"```robotframework\n(.*?)```", PAGE, re.DOTALL)
KEYS = ["EB-1:2026-12:1:calculation", "EB-1:2026-12:1:decision"]
# Where the robot is killed: the page's own target, with a death in its save.
DEATH = """

_save = save


def save(key, amount_ore):
    if os.environ.get("DIE") == f"before {key.rpartition(':')[2]}":
        os._exit(9)
    _save(key, amount_ore)
    if os.environ.get("DIE") == f"after {key.rpartition(':')[2]}":
        os._exit(9)
"""


@pytest.fixture
def place(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedHouse]:
    monkeypatch.setattr("orchestrator.governance.catalogue.released.in_force", lambda *_asked: Rules(GRANTED))
    with served(sqlite_database, tmp_path / "artifacts", effects=("calculation", "decision")) as house:
        yield house


def _run(place: ServedHouse, folder: Path, kind: str, **env: str) -> int:
    (folder / "target.py").write_text(TARGET + DEATH)
    (folder / "writing.py").write_text(WRITING)
    (folder / "tasks.robot").write_text(TASKS)
    command = {
        "python": [sys.executable, str(folder / "writing.py")],
        "robot": [sys.executable, "-m", "robot", "--outputdir", str(folder / "output"), str(folder / "tasks.robot")],
    }[kind]
    robot = place.process(command, PYTHONPATH=f"{folder}:{ROOT}", LEDGER=str(folder / "ledger"), **env)
    output, errors = robot.communicate(timeout=60)
    print(output, errors)
    return robot.returncode


def _state(place: ServedHouse) -> str:
    with place.house.database.session(place.house.scope) as session:
        return session.query(WorkItem).one().state


@pytest.mark.parametrize("kind", ["python", "robot"])
@pytest.mark.parametrize(
    ("death", "state", "written"),
    [
        ("", "done", 2),
        ("before calculation", "verify", 0),
        ("after calculation", "verify", 1),
        ("before decision", "verify", 1),
        ("after decision", "verify", 2),
    ],
)
def test_a_robot_killed_at_any_moment_of_its_writing_loses_nothing_and_writes_nothing_twice(
    place: ServedHouse, tmp_path: Path, kind: str, death: str, state: str, written: int
) -> None:
    place.house.add_item("EB-1")
    ledger = tmp_path / "ledger"
    code = _run(place, tmp_path, kind, DIE=death)
    assert code == (9 if death else 0)
    assert len(ledger.read_text().splitlines() if ledger.exists() else []) == written
    place.new_run()
    assert _state(place) == state
    assert _run(place, tmp_path, kind) == 0
    assert _state(place) == "done"
    assert ledger.read_text().splitlines() == [f"{key} 730200" for key in KEYS]


def test_what_cannot_be_told_apart_goes_to_a_person_and_is_not_written_again(
    place: ServedHouse, tmp_path: Path
) -> None:
    place.house.add_item("EB-1")
    _run(place, tmp_path, "python", DIE="after calculation")
    ledger = tmp_path / "ledger"
    ledger.write_text(ledger.read_text().replace("730200", "1"))
    place.new_run()
    _run(place, tmp_path, "python")
    assert (_state(place), len(ledger.read_text().splitlines())) == ("waiting_human", 1)


def test_the_simple_robot_of_the_page_hands_over_what_says_no_month(sqlite_database: Database, tmp_path: Path) -> None:
    with served(sqlite_database, tmp_path / "artifacts") as place:
        place.house.add_item("EB-1", payload={"month": "2026-12"})
        place.house.add_item("EB-2")
        code, _output, errors = place.runs(PLAIN)
        assert code == 0, errors
        with place.house.database.session(place.house.scope) as session:
            found = {row.reference: (row.state, row.exception_code) for row in session.query(WorkItem)}
    assert found == {"EB-1": ("done", None), "EB-2": ("waiting_human", "month_missing")}
