"""`coe up` and its parts, each of which can be started alone: prefect, portal, testbed (and `coe worker`)."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from orchestrator.core.hidden import hide
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.supervise import Program, Supervisor, python

_COE = "orchestrator.entrypoints.cli"
# Automations, the history of events and the marking of late runs: nobody reads them, and each state of a run costs them
# work. Schedules, pauses and the clean-up of old rows stay.
_UNUSED_SERVICES = ("TRIGGERS", "EVENT_PERSISTER", "TASK_RUN_RECORDER", "FOREMAN", "LATE_RUNS", "CLEANUP_RECONCILER")


def add_to(app: typer.Typer) -> None:
    """Put the commands on the application."""
    for command in (up, prefect, portal, testbed):
        app.command(command.__name__)(command)


def up(with_testbed: Annotated[bool, typer.Option("--testbed", help="Start the testbed too.")] = False) -> None:
    """Start and supervise everything; Ctrl-C ends it and leaves nothing behind."""
    console = Console()
    supervisor = Supervisor(settings().home / "logs")
    try:
        start_all(supervisor, with_testbed=with_testbed, tell=lambda name: console.print(f"  {name} is up"))
        console.print(f"Portal: {settings().portal_url}   (Ctrl-C ends)")
        keep_up(supervisor, console)
    finally:
        supervisor.stop()


def start_all(supervisor: Supervisor, *, with_testbed: bool, tell: object) -> None:
    """Prefect, portal and testbed side by side, then the worker, which needs the first two."""
    say = tell if callable(tell) else print
    first = [prefect_program(), portal_program(), *([testbed_program()] if with_testbed else [])]
    for program in first:
        supervisor.start(program)
    for program in first:
        supervisor.wait_until_well(program, say)
    last = worker_program()
    supervisor.start(last)
    supervisor.wait_until_well(last, say)


def keep_up(supervisor: Supervisor, console: Console) -> None:
    """Restart what dies until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            for name in supervisor.restart_dead():
                console.print(f"[yellow]{name} had ended and was started again")
            time.sleep(0.5)


def prefect_program() -> Program:
    use = settings()
    home = (use.home / "prefect").resolve()
    env = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": "",  # the server must not point to itself
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": use.prefect_database_url
        or f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _UNUSED_SERVICES},
    }
    command = python("prefect", "server", "start", "--host", use.host, "--port", str(use.prefect_port))
    return Program("prefect", command, f"{use.prefect_api_url}/health", env, start_seconds=120)


def portal_program() -> Program:
    return Program("portal", python(_COE, "portal"), f"{settings().portal_url}/health")


def testbed_program() -> Program:
    return Program("testbed", python(_COE, "testbed"), f"{settings().testbed_url}/health")


def worker_program() -> Program:
    use = settings()
    return Program("worker", python(_COE, "worker"), f"http://{use.host}:{use.worker_health_port}/health")


def prefect() -> None:
    """The Prefect server alone, on loopback, with a database of its own."""
    program = prefect_program()
    Path(program.env["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    os.execve(program.command[0], program.command, {**os.environ, **program.env})  # noqa: S606 - our own program


def portal() -> None:
    """The portal with the machine API."""
    from orchestrator.entrypoints.app import create_app, for_serving  # noqa: PLC0415 - other commands start without it

    if not settings().demo:
        hide()
    use = settings()
    uvicorn.run(
        for_serving(create_app()), host=use.host, port=use.portal_port, log_level="warning", access_log=False,
        server_header=False, forwarded_allow_ips=use.trusted_proxies,
    )  # fmt: skip


def testbed() -> None:
    """The shared test environment, on loopback."""
    use = settings()
    command = python(
        "infra.testbed", "--port", str(use.testbed_port), "--data", str((use.home / "testbed").resolve()),
        "--smtp-port", str(use.smtp_port),
    )  # fmt: skip
    os.chdir(ROOT)
    os.execv(command[0], command)  # noqa: S606 - our own program
