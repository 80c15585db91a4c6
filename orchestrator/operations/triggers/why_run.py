"""Why a run waits, and what it waits for. Queries only."""

from dataclasses import dataclass, field
from typing import Any

from orchestrator.core.clock import in_domain
from orchestrator.operations.fleet.queries import WorkerState
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.service import ENDS
from orchestrator.operations.triggers.ground import Ground


@dataclass(frozen=True)
class Why:
    """A reason and its facts. Times among them are the domain's, to be shown as they are.

    Of a run: `run_requested` · `prefect_away` (since, tries, next_at) · `own_limit` (limit) · `no_worker` (last_at) ·
    `workers_drained` (workers, reason) · `slots_full` (slots) · `run_soon` · `running` (does_now, since) ·
    `stopping` (reason) · `ended` (kind, cause).
    Of a queue, beside those: `no_subscription` · `paused` (since, by, reason, to_on) ·
    `takes_no_items` · `rests` (until, cause, kind, in_vain, run_id) ·
    `robot_soon` · `working` (robots).
    Of an item, beside those: `deferred` (until) · `back_off` (until, exception) · `on_hold` (since, by, reason) ·
    `behind` (ahead, more, robots, seconds) · `commit_window` (until) · `with_person` (waiting_for, claimed, since) ·
    `leased` (run_id, since) · `ended` (state).
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def of_run(ground: Ground, run: Run) -> Why:
    """The first thing that is in this run's way."""
    if run.state in ENDS:
        return Why("ended", {"state": run.state, "kind": run.exit_kind, "cause": run.exit_cause})
    if run.state == "running":
        if run.stop:
            return Why("stopping", {"reason": run.stop_reason, "how": run.stop})
        return Why("running", {"does_now": run.does_now, "since": run.started_at})
    if run.state == "requested":
        return _requested(ground, run)
    limit = ground.limit(run.municipality_code)
    if ground.running_of(run.municipality_code) >= limit:
        return Why("own_limit", {"limit": limit})
    return of_workers(ground.workers) or Why("run_soon")


def of_workers(workers: list[WorkerState]) -> Why | None:
    """Why no worker takes a run now; None when one can."""
    living = [worker for worker in workers if worker.state != "away"]
    if not living:
        seen = max((worker.worker.seen_at for worker in workers), default=None)
        return Why("no_worker", {"last_at": in_domain(seen) if seen else None})
    taking = [worker for worker in living if worker.state == "works"]
    if not taking:
        reason = next((worker.worker.drain_reason for worker in living if worker.worker.drain_reason), "")
        return Why("workers_drained", {"workers": len(living), "reason": reason})
    slots = sum(worker.worker.slots for worker in taking)
    if all(worker.running >= worker.worker.slots for worker in taking):
        return Why("slots_full", {"slots": slots})
    return None


def _requested(ground: Ground, run: Run) -> Why:
    intent = ground.intents.get(run.id)
    if intent is None or not intent.last_error:
        return Why("run_requested")
    told = {"since": run.requested_at, "tries": intent.tries, "next_at": in_domain(intent.available_at)}
    return Why("prefect_away", told)
