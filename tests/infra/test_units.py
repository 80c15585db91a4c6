"""The systemd units: nothing that systemd complains of, and little that it calls exposed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.core.settings import ROOT

UNITS = sorted((ROOT / "infra" / "systemd").glob("*.service"))
# systemd's own measure, 0 to 10: below 4.5 it says "OK", a service without any of this has 9.6.
MOST_EXPOSED = 2.0


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_unit_takes_away_what_its_program_does_not_need(unit: Path) -> None:
    told = unit.read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=\n",
                 "PrivateTmp=yes", "UMask=0077", "EnvironmentFile=/etc/coe/"):  # fmt: skip
        assert line in told, line
    assert re.search(r"^User=coe", told, re.MULTILINE)
    assert not re.search(r"^Environment=.*(KEY|TOKEN|PASSWORD|SECRET)=(?!file:)", told, re.MULTILINE), "all can read it"


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here: install Debian's package systemd to have the units judged")
    return subprocess.run(
        ["systemd-analyze", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    # The program is not where the unit says, on a machine that only runs the tests.
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/coe/.venv/bin/coe", "/bin/true"))
    ran = _analyze("verify", "--man=no", str(copy))
    ours = [line for line in (ran.stdout + ran.stderr).splitlines() if unit.stem in line and "not found" not in line]
    assert ours == []


def test_systemd_calls_none_of_them_exposed() -> None:
    for unit in UNITS:
        ran = _analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", "--no-pager", str(unit))
        assert ran.returncode == 0, f"{unit.name}: {(ran.stdout + ran.stderr)[-300:]}"
