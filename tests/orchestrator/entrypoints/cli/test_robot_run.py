"""`coe robot run --testbed`: whoever has just cloned sees a package at work on its own devdata, in a real browser."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.core.settings import ROOT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("package", ["economic_assistance", "leave"])
def test_a_package_is_run_on_its_devdata_in_a_filled_test_environment(package: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestrator.entrypoints.cli", "robot", "run", package, "--testbed"]
    done = subprocess.run(
        [*command, "--output", str(tmp_path / "output")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "COMPLETED" in done.stdout
    assert (tmp_path / "output" / "log.html").is_file()
