"""Compare both sides: our runs and Prefect's. What one side lost, the other learns."""

from datetime import timedelta

from sqlalchemy import select

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.prefect_api import PrefectApi

_SILENT_SECONDS = 30
_ENDED_THERE = {"CANCELLED": "stopped", "CRASHED": "crashed", "FAILED": "failed", "MISSING": "crashed"}


def silent_runs(database: Database) -> list[Run]:
    """Runs whose worker has given no sign of life for half a minute."""
    limit = machine_now() - timedelta(seconds=_SILENT_SECONDS)
    with database.session(Scope.steward("reconciler")) as session:
        return list(session.scalars(select(Run).where(Run.state.in_(runs.ALIVE), Run.heartbeat_at < limit)))


def reconcile(database: Database, api: PrefectApi) -> list[str]:
    """Close running runs without heartbeat, and those that ended in Prefect only; answers their ids."""
    closed: list[str] = []
    for run in silent_runs(database):
        there = api.state_of(run.flow_run_id) if run.flow_run_id else "MISSING"
        if run.state == "running":
            if run.flow_run_id:
                api.crash(run.flow_run_id, "no heartbeat from the worker")
            end, cause = "crashed", "no sign of life from the worker for 30 seconds"
        elif there in _ENDED_THERE and run.flow_run_id:
            end, cause = _ENDED_THERE[there], f"ended in Prefect as {there.lower()} before it began"
        else:
            continue  # waits for a worker: Prefect still has it
        with database.session(Scope.steward("reconciler")) as session:
            if runs.close_silent(session, run.id, end, cause):
                closed.append(run.id)
    return closed
