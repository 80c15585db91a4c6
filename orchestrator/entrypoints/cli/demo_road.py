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
from orchestrator.entrypoints.cli.demo_people import (
    approve_round,
    confirm_proposals,
    let_caseworkers_decide,
    let_citizens_read,
    let_clerks_pay,
    let_guardians_answer,
)
from orchestrator.entrypoints.cli.demo_summary import Summary
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD
from orchestrator.entrypoints.cli.region import uses_of
from orchestrator.entrypoints.cli.supervise import Supervisor, python
from orchestrator.governance.people import systems
from orchestrator.operations.runs import service as runs
from orchestrator.operations.triggers.service import queue_is_empty

_LONGEST_SECONDS = 600


class Road:
    """The subscriptions of a region file, from their applications to queues where nothing is open."""

    def __init__(self, database: Database, supervisor: Supervisor, console: Console, region: dict[str, Any]) -> None:
        self._database = database
        self._supervisor = supervisor
        self._console = console
        self._uses = uses_of(region)
        self._tokens: dict[tuple[str, str], str] = {}

    def apply(self, seed: int, cases: int) -> None:
        """Citizens apply, through the e-service's own door; sellers' invoices come by their operator."""
        for number, row in enumerate(self._uses):
            count = cases or row["cases"]
            self._file(row, seed + number, count)
            self._console.print(f"  {count} cases of {row['process']} are filed in {row['name']}")

    def collect(self, row: dict[str, Any]) -> None:
        """Let a robot find a subscription's new applications; what came as documents is in the queue already."""
        if "collect_task" in row:
            self._request(row, row["collect_task"])

    def work(self) -> None:
        """Collect everywhere, then let the item trigger start robots; follow until nothing is open."""
        for row in self._uses:
            self.collect(row)
        self._follow()
        shadowed = [row for row in self._uses if row["mode"] == "shadow"]
        for row in shadowed:
            let_caseworkers_decide(row)
            self._request(row, row["outcome_task"])
        if shadowed:
            self._console.print("  caseworkers have decided what the robot only shadowed; it reads their outcomes")
            self._follow()
        self._rounds([row for row in self._uses if "round_task" in row])
        for told in [let_clerks_pay(row) for row in self._uses if "payment" in row]:
            self._console.print(f"  {told['paid']} invoices in {told['municipality']} are attested by two and paid")
            for why in told["not_paid"]:
                self._console.print(f"    not paid: {why}")
        let_citizens_read()
        self._console.print("  some applicants have opened their letters in the e-service")

    def _rounds(self, rows: list[dict[str, Any]]) -> None:
        """Robots read what is free, people approve, robots write, guardians answer, robots write that too."""
        for row in rows:
            self._request(row, row["round_task"])
        if rows:
            self._follow()
        for row in rows:
            count = approve_round(self._database, row["code"], row["process"])
            self._console.print(f"  {count} offers in {row['name']} are approved by a person")
        if rows:
            self._follow()
        for row in rows:
            told = let_guardians_answer(row)
            said = f"{told['accepted']} yes, {told['declined']} no, {told['silent']} not yet"
            self._console.print(f"  guardians in {row['name']} have answered: {said}")
        if rows:
            self._follow()

    def _request(self, row: dict[str, Any], task: str) -> None:
        with self._database.session(Scope.of("demo", row["code"])) as session:
            runs.request(session, row["code"], row["process"], task, "demo")

    def _follow(self) -> None:
        limit = time.monotonic() + _LONGEST_SECONDS
        columns = (TextColumn("  {task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, TimeElapsedColumn(), console=self._console) as progress:
            bars = {_place(row): progress.add_task(row["name"], total=None) for row in self._uses}
            while not self._settled(progress, bars):
                for name in self._supervisor.restart_dead():
                    self._console.print(f"[yellow]{name} had ended and was started again")
                if time.monotonic() > limit:
                    raise Unavailable(f"The demo took longer than ten minutes. Logs: {settings().home / 'logs'}.")
                time.sleep(0.4)

    def _settled(self, progress: Progress, bars: dict[tuple[str, str], TaskID]) -> bool:
        """Show where every municipality is; with cases missing the verdict is red later, and names them."""
        settled = True
        for row in self._uses:
            if row["mode"] == "propose":
                confirm_proposals(self._database, row["code"], row["process"])
            with self._database.session(Scope.of("demo", row["code"])) as session:
                state = Summary.of(session, row["code"], row["process"])
                settled &= state.settled and self._nothing_open(session, row)
            name = f"{row['name']}, {row['process']}"
            told = f"{name}: {state.does_now}" if state.does_now else name
            progress.update(bars[_place(row)], completed=state.finished, total=state.known or None, description=told)
        return settled

    @staticmethod
    def _nothing_open(session: Session, row: dict[str, Any]) -> bool:
        return queue_is_empty(session, row["code"], row["process"])

    def _token(self, code: str, system: str) -> str:
        """A municipality's system has one token, whatever is filed: a new one would end the one it uses."""
        if (code, system) not in self._tokens:
            with self._database.session(Scope.steward("demo")) as session:
                self._tokens[code, system] = systems.new_token(session, code, system)
        return self._tokens[code, system]

    def _file(self, row: dict[str, Any], seed: int, count: int) -> None:
        use = settings()
        command = python(
            "infra.testbed.seed", "--url", use.testbed_url, "--data", str((use.home / "testbed").resolve()),
            "--seed", str(seed), "--count", str(count), "--process", row["process"], "--municipality", row["code"],
            "--vendor", row["vendor"],
            "--platform-url", f"{use.portal_url}/api/v1",
        )  # fmt: skip
        if row["mode"] == "shadow":
            command += ["--shadow-slips", str(row["slips"])]
        env = {
            **os.environ,
            "TESTBED_PLATFORM_TOKEN": self._token(row["code"], systems.ESERVICE),
            "TESTBED_DOCUMENTS_TOKEN": self._token(row["code"], systems.DOCUMENTS),
            "TESTBED_ROBOT_PASSWORD": ROBOT_PASSWORD,
        }
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"The testbed could not be filled:\n{done.stderr.strip()[-2000:]}")


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["code"], row["process"]
