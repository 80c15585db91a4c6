"""The wall: every queue with its state and why, runs that go on, workers, and what comes. It refreshes itself."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response

from orchestrator.core.clock import in_domain, machine_now
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.entrypoints.portal.why_words import ADVICE
from orchestrator.governance.people.rules import Action
from orchestrator.operations.fleet.queries import WorkerState
from orchestrator.operations.triggers.wall import Line, Wall, wall

router = APIRouter()
_TROUBLE = ("still", "late")
_MOST_IN_BAR = 100  # the bars are drawn on a ground of 100
_NEWS_FOR = timedelta(days=1)


@router.get("/queues")
def queues(visiting: Annotated[Visit, needs(Action.SEE_QUEUES)], show: str = "") -> Response:
    """`show=trouble`: only queues where something is the matter."""
    if show not in ("", "trouble"):
        raise BadInput("Choose one of the choices in the list.")
    with visiting.read() as page:
        found = wall(page.session, page.now, page.process)
        lines = [line for line in found.lines if not show or line.state in _TROUBLE]
        longest = max((line.standing.count for line in found.lines), default=0)
        return page.html(
            "queues.html", wall=found, lines=lines, show=show, page=page, say=page.sayer(), advice=ADVICE,
            bars={line.queue: _bar(line, longest) for line in lines}, stuck=_stuck(found), silent=_silent(found),
            expected=sum(worker.worker.boot is not None for worker in found.workers), in_domain=in_domain,
            silence=_silence, worker_state=worker_state, drains=page.visitor.may(Action.DRAIN_WORKER), here=_here(show),
        )  # fmt: skip


def worker_state(worker: WorkerState) -> str:
    """As in the fleet, but one that ended in good order is not called away."""
    return "ended" if worker.state == "away" and worker.worker.boot is None else worker.state


def _here(show: str) -> str:
    return "/queues?show=trouble" if show else "/queues"


def _bar(line: Line, longest: int) -> int:
    return round(_MOST_IN_BAR * line.standing.count / longest) if longest else 0


def _stuck(found: Wall) -> Line | None:
    """The most urgent queue where nothing moves."""
    return next((line for line in found.lines if line.state == "still"), None)


def _silent(found: Wall) -> WorkerState | None:
    """The worker that went silent last, while that is news."""
    gone = [worker for worker in found.workers if worker_state(worker) == "away"]
    last = max(gone, key=lambda worker: worker.worker.seen_at, default=None)
    return last if last and machine_now() - last.worker.seen_at < _NEWS_FOR else None


def _silence(worker: WorkerState) -> float:
    """Seconds since its last sign of life."""
    return max(0.0, (machine_now() - worker.worker.seen_at).total_seconds())
