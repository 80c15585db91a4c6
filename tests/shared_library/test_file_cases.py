"""On a laptop: work items from a file, the outcome recorded beside the log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.shared_library.conftest import robot_environment
from tests.shared_library.platform_double import Platform
from tests.shared_library.test_cases import PLAIN
from tests.shared_library.test_outcomes import LOOK_UP


def test_a_laptop_run_needs_only_a_file_of_work_items_and_an_address_that_assesses(
    platform: Platform, tmp_path: Path
) -> None:
    cases = [
        {"mode": "decide", "payload": {"reference": "EB-1", "month": "2026-12"}},
        {"payload": {"reference": "EB-2", "month": "2026-12", "raise": "business"}},
    ]
    platform.add("laptop", id="0", state="leased", fence=1)  # the address that `coe robot run` opens
    first, second = _run(platform, tmp_path, PLAIN, cases)
    assert (first["reference"], first["state"]) == ("EB-1", "COMPLETED")
    assert [effect["state"] for effect in first["effects"]] == ["confirmed", "confirmed"]
    assert second["exception"] == {"type": "BUSINESS", "code": "asked_by_test", "message": "As told."}


def test_an_attempt_that_only_looks_has_the_decision_and_the_effects_of_the_one_before(
    platform: Platform, tmp_path: Path
) -> None:
    payload = {"reference": "EB-1", "month": "2026-12"}
    platform.add("laptop", id="0", state="leased", fence=1)
    [first] = _run(platform, tmp_path, PLAIN, [{"mode": "decide", "payload": payload}])
    declared = [{**effect, "state": "done"} for effect in first["effects"]]
    [again] = _run(platform, tmp_path, PLAIN, [
        {"mode": "decide", "payload": payload, "purpose": "verify", "effects": declared, "decision": first["decision"]},
    ])  # fmt: skip
    assert (again["state"], again.get("exception")) == ("COMPLETED", None)
    assert [effect["state"] for effect in again["effects"]] == ["confirmed", "confirmed"]


def _run(platform: Platform, folder: Path, tasks: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One robot on the items of a file; its records."""
    (folder / "tasks.robot").write_text(tasks, encoding="utf-8")
    (folder / "items.json").write_text(json.dumps(items))
    env = robot_environment(platform, folder / "output") | {
        "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.FileCases",
        "RPA_INPUT_WORKITEM_PATH": str(folder / "items.json"),
    }
    command = [sys.executable, "-m", "robot", "--outputdir", str(folder / "output"), "tasks.robot"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads((folder / "output" / "work_items_record.json").read_text())
    return found


def test_on_a_laptop_the_file_says_which_outcomes_are_read_and_the_record_what_they_were(
    platform: Platform, tmp_path: Path
) -> None:
    cases = [{"payload": {"reference": name, "month": "2026-12"}} for name in ("EB-1", "EB-open-2")]
    [first] = _run(platform, tmp_path, LOOK_UP, cases)
    assert (first["reference"], first["outcome"]["amount_ore"]) == ("EB-1", 730200)
