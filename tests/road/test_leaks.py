"""The leak test itself: what has leaked is found, in whatever way it is written; what is masked is not."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import leaks
from tests.support.leaks import Needles

NEEDLES = Needles({"198801122384", "19880112-2384", "880112-2384"}, {"Anna Ek", "Ek, Anna"}, {"robot-lösen"})


@pytest.mark.parametrize(
    "told", ["19880112-2384", "case of 880112-2384", '{"a":"198801122384"}', "Ek, Anna", "password=robot-lösen"]
)
@pytest.mark.parametrize("name", ["logs/portal.log", "prefect/prefect.db", "coe.db-wal", "artifacts/odd.bin"])
def test_what_has_leaked_is_found_wherever_it_stands(name: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0\xff\xfe" + told.encode() + b"\0")
    assert len(leaks.outside(tmp_path, NEEDLES)) == 1


def test_a_name_of_a_file_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "19880112-2384.png").write_bytes(b"")
    assert len(leaks.outside(tmp_path, NEEDLES)) == 1


def test_what_is_masked_or_belongs_to_others_is_not(tmp_path: Path) -> None:
    for name in ("logs/portal.log", "testbed/sambis.db", "evidence/1287/ab"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("1988••••-••••" if name.startswith("logs") else "19880112-2384")
    assert leaks.outside(tmp_path, NEEDLES) == []


def test_arguments_and_tokens_of_processes_are_seen() -> None:
    env = os.environ | {"COE_TEST_MARK": "leaks", "COE_RUN_TOKEN": "a-run's-token"}
    program = [sys.executable, "-c", "import time; time.sleep(30)"]
    children = [subprocess.Popen([*program, f"--{at}", "19880112-2384"], env=env) for at in range(6)]
    try:
        watch = leaks.Watch({b"COE_TEST_MARK=leaks"})
        with watch.looking():
            limit = time.monotonic() + 20
            while len(watch.arguments) < 6 and time.monotonic() < limit:
                time.sleep(0.05)
        assert watch.tokens == {"a-run's-token"}
        assert len(leaks.in_arguments(watch, NEEDLES)) == 6
    finally:
        for child in children:
            child.kill()
            child.wait()
