"""A package that is unpacked already, started by the worker's own code, beside `robot` by hand in the same environment.

What the worker adds is what is measured: hash of the unpacked files, the environment's key, and its way of starting.
"""

import asyncio
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, cast

from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.archive import build_archive, digest
from orchestrator.governance.packages.verified import Releases
from orchestrator.operations.workers.environment import prepare_environment
from orchestrator.operations.workers.execution import Execution
from orchestrator.operations.workers.portal import Portal
from orchestrator.operations.workers.process import RobotProcess
from tests.bench.lines import Json, line

LIMIT_SECONDS = 0.2
_ROUNDS = 11
_PACKAGE = "leave"


def measure(_ids: set[str]) -> list[Json]:
    """The one row: seconds over `robot` by hand, medians of pairs taken in turn."""
    with tempfile.TemporaryDirectory(prefix="coe-bench-") as name:
        home = Path(name)
        settings().home = home
        _borrow_environment(home)
        signing.ensure_keys(home)
        archive = build_archive(ROOT, _PACKAGE)
        sha256 = digest(archive)
        signature = signing.sign(home, sha256)
        releases = Releases(home)
        releases.unpack(archive, sha256, signature)
        spec = {"run_id": "bench", "sha256": sha256, "signature": signature.hex(), "package": _PACKAGE}
        pairs = [asyncio.run(_pair(releases, spec)) for _ in range(_ROUNDS)]
    over = statistics.median(ours - bare for ours, bare in pairs[1:])
    told = f"over `robot` by hand ({statistics.median(bare for _ours, bare in pairs):.2f} s), median of {_ROUNDS - 1}"
    return [line("package-warm", told, "s", over, LIMIT_SECONDS)]


async def _pair(releases: Releases, spec: dict[str, Any]) -> tuple[float, float]:
    since = time.monotonic()
    folder, python = await Execution(cast(Portal, None), releases, spec).prepare()
    package = folder / "robots" / _PACKAGE
    command = [str(python), "-m", "robot", "--dryrun", "--output", "NONE", "--log", "NONE", "--report", "NONE",
               "tasks.robot"]  # fmt: skip
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "LANG": "C.UTF-8"}
    robot = await RobotProcess.start("bench", command, package, env, "token")
    reading = asyncio.create_task(robot.read_lines(lambda _line: None))
    if await robot.wait():
        raise SystemExit("The package's dry run did not pass: see `coe robot lint`.")
    await reading
    ours, since = time.monotonic() - since, time.monotonic()
    subprocess.run(command, cwd=package, env=env, check=True, capture_output=True)
    return ours, time.monotonic() - since


def _borrow_environment(home: Path) -> None:
    """The demo's environment, if it stands, is the same one: it need not be built again."""
    known = ROOT / ".coe" / "demo" / "envs"
    if known.exists():
        (home / "envs").symlink_to(known)
    prepare_environment(home.resolve(), ROOT / "robots.lock")
