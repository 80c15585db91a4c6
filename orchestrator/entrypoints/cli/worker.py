"""`coe worker`: start one; `coe worker list|drain|undrain`: see and order those that there are."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from orchestrator.core.browser import find_chromium
from orchestrator.core.db import Scope, own_database
from orchestrator.core.hidden import hide
from orchestrator.core.logging import configure_logging
from orchestrator.core.settings import settings
from orchestrator.operations.fleet import queries, service
from orchestrator.operations.runs.prefect_api import POOL

app = typer.Typer(help="Workers: start one here, or see, drain and undrain those that there are.")
# Robots get five seconds to end, the portal four to hear of it; then the process ends whatever waits.
_LAST_SECONDS = 12
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def worker(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The worker's name, unique in the region; the host's if left out.")] = "",
    slots: Annotated[int, typer.Option(help="How many robots at once; COE_WORKER_SLOTS if left out.")] = 0,
) -> None:
    """Without a subcommand: a worker that takes runs from Prefect and starts robots."""
    if context.invoked_subcommand is None:
        _work(name or socket.gethostname(), slots or settings().worker_slots)


@app.command("list")
def list_workers(as_json: _AsJson = False) -> None:
    """Every worker: what it carries, since when, with which version."""
    with own_database().session(Scope.steward("cli")) as session:
        found = queries.workers(session)
    if as_json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=1))
        return
    table = Table("worker", "host", "pool", "state", "runs", "memory", "version", "started", "seen")
    for one in found:
        row, mark = one.worker, " (not the portal's)" if one.other_version else ""
        state = f"{one.state}: {row.drain_reason}" if row.drain else one.state
        table.add_row(
            row.name, row.host, row.pool, state, f"{one.running} of {row.slots}", f"{one.memory_mb:.0f} MB",
            f"{row.version}{mark}", f"{row.started_at:%d %b %H:%M}", f"{row.seen_at:%d %b %H:%M:%S}",
        )  # fmt: skip
    Console().print(table)


@app.command()
def drain(
    name: str,
    reason: Annotated[str, typer.Option(prompt="Why", help="Whoever comes next reads it.")],
    restart: Annotated[
        bool, typer.Option(help="Then end, for its supervisor to start it anew (a new version).")
    ] = False,
    as_json: _AsJson = False,
) -> None:
    """The worker finishes what it runs and takes no more."""
    with own_database().session(Scope.steward("cli")) as session:
        service.drain(session, name, reason, stop=restart)
    then = ", then ends to be started anew" if restart else ""
    _told(name, f"{name} finishes what it runs and takes no more{then}.", as_json)


@app.command()
def undrain(name: str, as_json: _AsJson = False) -> None:
    """The worker takes runs again."""
    with own_database().session(Scope.steward("cli")) as session:
        service.undrain(session, name)
    _told(name, f"{name} takes runs again.", as_json)


def _told(name: str, words: str, as_json: bool) -> None:
    if not as_json:
        print(words)
        return
    with own_database().session(Scope.steward("cli")) as session:
        print(json.dumps(next(_as_json(one) for one in queries.workers(session) if one.worker.name == name)))


def _as_json(one: queries.WorkerState) -> dict[str, Any]:
    row = one.worker
    return {
        "name": row.name, "host": row.host, "pool": row.pool, "state": one.state, "slots": row.slots,
        "running": one.running, "runs": row.runs, "memory_mb": round(one.memory_mb, 1), "version": row.version,
        "other_version": one.other_version, "started_at": row.started_at.isoformat(),
        "seen_at": row.seen_at.isoformat(), "drain": row.drain, "drain_reason": row.drain_reason,
    }  # fmt: skip


def _work(name: str, slots: int) -> None:
    use = settings()
    os.environ.update(
        PREFECT_API_URL=use.prefect_api_url, PREFECT_HOME=str((use.home / "prefect-worker").resolve()),
        PREFECT_WORKER_WEBSERVER_HOST=use.host, DO_NOT_TRACK="1",
        PREFECT_WORKER_WEBSERVER_PORT=str(use.worker_health_port), PREFECT_LOGGING_LEVEL="WARNING",
    )  # fmt: skip
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "1")  # what must be told, we tell again ourselves
    os.environ.setdefault("COE_CHROMIUM", find_chromium() or "")
    configure_logging()
    if not use.demo:
        hide()
    from orchestrator.operations.workers.robot_worker import RobotWorker  # noqa: PLC0415 - Prefect reads its settings at import

    async def work() -> None:
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.call_later(_LAST_SECONDS, os._exit, 1)
            if task:
                task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, end)
        await RobotWorker(POOL, name=name, limit=slots).start(with_healthcheck=True)

    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(work())
