"""`coe demo`: the whole road on one machine, from an application to a decision read back."""

import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from orchestrator.core.db import Database
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.demo_road import Road
from orchestrator.entrypoints.cli.demo_summary import summarise
from orchestrator.entrypoints.cli.demo_verdict import verdict
from orchestrator.entrypoints.cli.furnish import DEMO_PASSWORD, furnish
from orchestrator.entrypoints.cli.programs import keep_up, start_all
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.packages import signing
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.workers.environment import prepare_environment

_PORTS = {"PORTAL": 8080, "PREFECT": 4210, "TESTBED": 8090, "SMTP": 8025, "WORKER_HEALTH": 8470}
_SIGN_INS = {"karin": "business owner", "johan": "operations", "anders": "controller", "elif": "caseworker",
             "lena": "manager, leave", "nils": "manager, leave, Eslöv", "lars": "finance, invoices",
             "ulla": "placement officer, preschool"}  # fmt: skip


def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself, write demo-summary.json.")] = False,
    cases: Annotated[
        int, typer.Option(help="How many applications a municipality, if not as the region file says.")
    ] = 0,
    invoice_rules: Annotated[
        str,
        typer.Option(help="Official rules for e-invoices to install first; without them people have every invoice."),
    ] = "",
    seed: Annotated[int, typer.Option(help="Which applications: the same number, the same ones.")] = 20261123,
) -> None:
    """Start everything, let a robot handle applications in a real browser, and check every outcome."""
    console = Console()
    _surroundings()
    home = settings().home
    _clear(home)
    supervisor = Supervisor(home / "logs")
    try:
        began = time.monotonic()
        if invoice_rules:
            rule_sets.install(invoice_rules)
        database, region = _prepare(console)
        console.print(f"Prepared in {time.monotonic() - began:.0f} s. The run begins.")
        began = time.monotonic()
        start_all(supervisor, with_testbed=True, tell=lambda name: console.print(f"  {name} is up"))
        road = Road(database, supervisor, console, region)
        road.apply(seed, cases)
        road.work()
        result = summarise(database, home / "testbed")
        seconds = time.monotonic() - began
        _report(result, seconds, console)
        if once:
            raise typer.Exit(0 if verdict(result) else 1)
        _tell_sign_ins(console)
        keep_up(supervisor, console)
    finally:
        supervisor.stop()


def _surroundings() -> None:
    """The demo's own settings: a home of its own, invented day, free ports. For this process and its children."""
    os.environ.setdefault("COE_DEMO", "1")
    os.environ.setdefault("COE_TODAY", "2026-11-23")
    os.environ.setdefault("COE_UNDO_SECONDS", "3")
    os.environ.setdefault("COE_WORKER_SLOTS", "3")  # a robot for each municipality: nobody needs to give way
    os.environ.setdefault("COE_HOME", str(Path(".coe/demo").resolve()))
    for name, wanted in _PORTS.items():
        os.environ.setdefault(f"COE_{name}_PORT", str(_free(wanted)))
    os.environ.setdefault("COE_SMS_GATEWAY_URL", f"http://127.0.0.1:{os.environ['COE_TESTBED_PORT']}/sms-gateway")
    settings.cache_clear()


def _clear(home: Path) -> None:
    """Begin afresh; environments and caches stay, which take long to build, and official rules that are installed."""
    for old in home.glob("*"):
        if old.name in ("envs", "pycache", "invoice-rules"):
            continue
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()


def _prepare(console: Console) -> tuple[Database, dict[str, Any]]:
    """What is made before anything runs: tables, keys, release, subscription, the robots' environment."""
    use = settings()
    use.home.mkdir(parents=True, exist_ok=True)
    migrate(use.database)
    signing.ensure_keys(use.home)
    database = Database(use.database)
    region = furnish(database)
    console.print("Building the robots' environment (once for each lock file) …")
    prepare_environment(use.home.resolve(), ROOT / "robots.lock")
    return database, region


def _report(result: dict[str, object], seconds: float, console: Console) -> None:
    Path("demo-summary.json").write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    console.print_json(json.dumps(result["all"]))
    console.print(f"The run took {seconds:.0f} s.")
    checks = result["answer_key"]
    if isinstance(checks, dict):
        console.print(f"Answer key: {checks['right']} of {checks['cases']} right in the case system's own database.")
        for wrong in checks["wrong"]:
            console.print(f"[red]  {wrong}")
    again = result["replay"]
    if isinstance(again, dict):
        console.print(f"Replay: {again['decisions'] - len(again['wrong'])} of {again['decisions']} decisions the same.")
    ranked = result["rounds"]
    if isinstance(ranked, dict):
        console.print(
            f"Computed again: {ranked['rounds'] - len(ranked['wrong'])} of {ranked['rounds']} rounds the same."
        )


def _tell_sign_ins(console: Console) -> None:
    use = settings()
    console.print(f"\nPortal: [bold]{use.portal_url}[/bold]   password for all: {DEMO_PASSWORD}")
    for name, what in _SIGN_INS.items():
        console.print(f"  {name:8} {what}")
    console.print(f"Testbed (e-service, Sambis, SSBTEK, Räknar, Myllra, messages): {use.testbed_url}")
    console.print("Ctrl-C ends and leaves nothing behind.")


def _free(wanted: int) -> int:
    """The wanted port, or another one if somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    sys.exit("no free port")
