"""On a laptop: work items from a file, the outcome recorded beside the log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.shared_library.conftest import robot_environment
from tests.shared_library.platform_double import Platform
from tests.shared_library.test_cases import PLAIN
from tests.shared_library.test_outcomes import LOOK_UP


def test_a_laptop_run_needs_only_a_file_of_work_items_and_an_address_that_assesses(
    platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "tasks.robot").write_text(PLAIN, encoding="utf-8")
    cases = [
        {"mode": "decide", "payload": {"reference": "EB-1", "month": "2026-12"}},
        {"payload": {"reference": "EB-2", "month": "2026-12", "raise": "business"}},
    ]
    (tmp_path / "items.json").write_text(json.dumps(cases))
    platform.add("laptop", id="0", state="leased", fence=1)  # the address that `coe robot run` opens
    env = robot_environment(platform, tmp_path / "output") | {
        "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.FileCases",
        "RPA_INPUT_WORKITEM_PATH": str(tmp_path / "items.json"),
    }
    command = [sys.executable, "-m", "robot", "--outputdir", str(tmp_path / "output"), "tasks.robot"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = json.loads((tmp_path / "output" / "work_items_record.json").read_text())
    assert (first["reference"], first["state"]) == ("EB-1", "COMPLETED")
    assert [effect["state"] for effect in first["effects"]] == ["confirmed", "confirmed"]
    assert second["exception"] == {"type": "BUSINESS", "code": "asked_by_test", "message": "As told."}


def test_on_a_laptop_the_file_says_which_outcomes_are_read_and_the_record_what_they_were(
    platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "tasks.robot").write_text(LOOK_UP, encoding="utf-8")
    cases = [{"payload": {"reference": name, "month": "2026-12"}} for name in ("EB-1", "EB-open-2")]
    (tmp_path / "items.json").write_text(json.dumps(cases))
    env = robot_environment(platform, tmp_path / "output") | {
        "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.FileCases",
        "RPA_INPUT_WORKITEM_PATH": str(tmp_path / "items.json"),
    }
    command = [sys.executable, "-m", "robot", "--outputdir", str(tmp_path / "output"), "tasks.robot"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    [first] = json.loads((tmp_path / "output" / "work_items_record.json").read_text())
    assert (first["reference"], first["outcome"]["amount_ore"]) == ("EB-1", 730200)
