"""The demo's day: citizens apply, robots collect and handle, and the progress is shown."""

import os
import subprocess
import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.demo_people import confirm_proposals, let_caseworkers_decide, let_citizens_read
from orchestrator.entrypoints.cli.demo_summary import Summary
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD
from orchestrator.entrypoints.cli.supervise import Supervisor, python
from orchestrator.governance.people import systems
from orchestrator.operations.runs import service as runs
from orchestrator.operations.triggers.service import queue_is_empty

_LONGEST_SECONDS = 600


class Road:
    """The municipalities of a region file, from their applications to a queue where nothing is open."""

    def __init__(self, database: Database, supervisor: Supervisor, console: Console, region: dict[str, Any]) -> None:
        self._database = database
        self._supervisor = supervisor
        self._console = console
        self._municipalities: list[dict[str, Any]] = region["municipalities"]

    def apply(self, seed: int, cases: int) -> None:
        """Citizens apply, through the e-service's own door."""
        for number, row in enumerate(self._municipalities):
            count = cases or row["cases"]
            self._file(row, seed + number, count)
            self._console.print(f"  {count} applications are filed in {row['name']}'s e-service")

    def collect(self, row: dict[str, Any]) -> None:
        """Let a robot find a municipality's new applications."""
        self._request(row, row["collect_task"])

    def work(self) -> None:
        """Collect everywhere, then let the item trigger start robots; follow until nothing is open."""
        for row in self._municipalities:
            self.collect(row)
        self._follow()
        shadowed = [row for row in self._municipalities if row["mode"] == "shadow"]
        for row in shadowed:
            let_caseworkers_decide(row)
            self._request(row, row["outcome_task"])
        if shadowed:
            self._console.print("  caseworkers have decided what the robot only shadowed; it reads their outcomes")
            self._follow()
        let_citizens_read()
        self._console.print("  some applicants have opened their letters in the e-service")

    def _request(self, row: dict[str, Any], task: str) -> None:
        with self._database.session(Scope.of("demo", row["code"])) as session:
            runs.request(session, row["code"], row["process"], task, "demo")

    def _follow(self) -> None:
        limit = time.monotonic() + _LONGEST_SECONDS
        columns = (TextColumn("  {task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, TimeElapsedColumn(), console=self._console) as progress:
            bars = {row["code"]: progress.add_task(row["name"], total=None) for row in self._municipalities}
            while not self._settled(progress, bars):
                for name in self._supervisor.restart_dead():
                    self._console.print(f"[yellow]{name} had ended and was started again")
                if time.monotonic() > limit:
                    raise Unavailable(f"The demo took longer than ten minutes. Logs: {settings().home / 'logs'}.")
                time.sleep(0.4)

    def _settled(self, progress: Progress, bars: dict[str, TaskID]) -> bool:
        """Show where every municipality is; with cases missing the verdict is red later, and names them."""
        settled = True
        for row in self._municipalities:
            if row["mode"] == "propose":
                confirm_proposals(self._database, row["code"])
            with self._database.session(Scope.of("demo", row["code"])) as session:
                state = Summary.of(session, row["code"])
                settled &= state.settled and self._nothing_open(session, row)
            told = f"{row['name']}: {state.does_now}" if state.does_now else row["name"]
            progress.update(bars[row["code"]], completed=state.finished, total=state.known or None, description=told)
        return settled

    @staticmethod
    def _nothing_open(session: Session, row: dict[str, Any]) -> bool:
        return queue_is_empty(session, row["code"], row["process"])

    def _file(self, row: dict[str, Any], seed: int, count: int) -> None:
        use = settings()
        command = python(
            "infra.testbed.seed", "--url", use.testbed_url, "--data", str((use.home / "testbed").resolve()),
            "--seed", str(seed), "--count", str(count), "--municipality", row["code"], "--vendor", row["case_system"],
            "--platform-url", f"{use.portal_url}/api/v1",
        )  # fmt: skip
        if row["mode"] == "shadow":
            command += ["--shadow-slips", str(row["slips"])]
        with self._database.session(Scope.steward("demo")) as session:
            token = systems.new_token(session, row["code"])
        env = {**os.environ, "TESTBED_PLATFORM_TOKEN": token, "TESTBED_ROBOT_PASSWORD": ROBOT_PASSWORD}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"The testbed could not be filled:\n{done.stderr.strip()[-2000:]}")
