"""Kill robot, browser, worker, Prefect server, portal and database at random while cases are handled, then compare.

python -m tests.kill --kills 200 --out kill-report.json        (`make kill KILLS=200`)
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.kill.families import Families
from tests.kill.ground import ground
from tests.kill.hail import Hail
from tests.kill.verdict import judge

_SETTLE_SECONDS = 600


def run(kills: int, cases: int, seed: int, home: Path, console: Console) -> dict[str, Any]:
    """The whole suite once; the report as a dict, `clean` says whether nothing was lost or done twice."""
    began = time.monotonic()
    with ground(home, cases, seed, console) as up:
        for row in up.uses:
            up.road.collect(row)
        hail = Hail(up, seed, console.print)
        with Families(up, seed) as families:
            hail.fall(kills)
            fell = time.monotonic()
            hail.collect_again()
            hail.settle(_SETTLE_SECONDS)
            families.evening()
        settled = hail.settle(_SETTLE_SECONDS)
        verdict = judge(up)
        if not settled:
            verdict.lost.append(f"not settled within {_SETTLE_SECONDS} s after the last kill")
        return {
            "kills": dict(hail.killed), "restarts": up.restarts, "seed": seed, "clean": verdict.clean,
            "hail_seconds": round(fell - began), "settle_seconds": round(time.monotonic() - fell), **asdict(verdict),
        }  # fmt: skip


def main() -> None:
    use = argparse.ArgumentParser(prog="tests.kill", description=__doc__.splitlines()[0])
    use.add_argument("--kills", type=int, default=200)
    use.add_argument("--cases", type=int, default=0, help="Applications a municipality; by the kills if left out.")
    use.add_argument("--seed", type=int, default=20261123)
    use.add_argument("--home", type=Path, help="Keep everything there (logs, databases of the testbed).")
    use.add_argument("--out", type=Path, default=Path("kill-report.json"))
    asked = use.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="coe-kill-") as folder:
        home = (asked.home or Path(folder)).resolve()
        report = run(asked.kills, asked.cases or max(6, asked.kills // 3), asked.seed, home, console)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    console.print_json(json.dumps(report))
    lost, twice = len(report["lost"]), len(report["twice"])
    console.print(f"{report['cases']} cases, {sum(report['kills'].values())} kills: {lost} lost, {twice} twice.")
    sys.exit(0 if report["clean"] else 1)


if __name__ == "__main__":
    main()
