"""Fair share: on workers with few slots a robot gives way once it has had its turn and another municipality waits.

The robot is told to take no more; it finishes its case and ends. Its municipality's next run is asked for then, and
stands behind those that waited: workers take the run that waits longest first.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.settings import settings
from orchestrator.governance.packages.models import Release
from orchestrator.operations.fleet.queries import free_slots, takes_runs
from orchestrator.operations.queues.claim import attempts_by, claimable
from orchestrator.operations.queues.models import HELD_NOW, WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run

# A robot that has just started has not asked for its first case yet: it does not idle.
_STARTING_SECONDS = 5


def make_room(session: Session) -> list[Run]:
    """Tell as many runs to end as other municipalities' runs wait for a slot; answers those that were told.

    For the steward: it looks at every municipality's runs.
    """
    waiting = _waiting_for_a_slot(session)
    if not waiting or not takes_runs(session):
        return []
    running = session.scalars(select(Run).where(Run.state == "running").order_by(Run.started_at)).all()
    ending = sum(run.stop is not None for run in running)
    needed = waiting.total() - free_slots(session) - ending
    told: list[Run] = []
    for run in _in_order(session, running) if needed > 0 else ():
        if len(told) == needed:
            break
        if waiting.total() > waiting[run.municipality_code]:  # somebody else than its own municipality waits
            runs.give_way(session, run)
            told.append(run)
    return told


def _waiting_for_a_slot(session: Session) -> Counter[str]:
    """Municipality → how many of its runs would start if there were slots. Its own limit is no lack of slots."""
    counted = (
        select(Run.municipality_code, Run.state, func.count())
        .where(Run.state.in_(runs.ALIVE), Run.stop.is_(None))
        .group_by(Run.municipality_code, Run.state)
    )
    queued: Counter[str] = Counter()
    running: Counter[str] = Counter()
    for code, state, number in session.execute(counted):
        (running if state == "running" else queued)[code] += number
    waiting = {code: min(number, runs.robots_at_most(session, code) - running[code]) for code, number in queued.items()}
    return Counter({code: number for code, number in waiting.items() if number > 0})


def _in_order(session: Session, running: Sequence[Run]) -> list[Run]:
    """Runs that have had their turn: those that idle first, then those of whoever has most robots, then the oldest."""
    robots = Counter(run.municipality_code for run in running)
    may = [(run, _turn(session, run)) for run in running if run.stop is None and _takes_items(session, run)]
    ready = [(run, turn) for run, turn in may if turn]
    ready.sort(key=lambda pair: (pair[1] != "idle", -robots[pair[0].municipality_code]))
    return [run for run, _turn_ in ready]


def _turn(session: Session, run: Run) -> str:
    """`idle`, `had` (its share of cases or of time), or nothing: its turn is not over."""
    at_work = now() - (run.started_at or now())
    cases = attempts_by(session, run.id)
    if _idles(session, run) and (cases or at_work > timedelta(seconds=_STARTING_SECONDS)):
        return "idle"
    if cases >= settings().share_cases or (cases and at_work >= timedelta(seconds=settings().share_seconds)):
        return "had"
    return ""


def _idles(session: Session, run: Run) -> bool:
    holds = select(WorkItem.id).where(HELD_NOW, WorkItem.run_id == run.id)
    waits = select(WorkItem.id).where(*claimable(run.municipality_code, run.process))
    return not session.scalar(select(holds.exists() | waits.exists()))


def _takes_items(session: Session, run: Run) -> bool:
    """Only a robot that takes one case after the other can end between two."""
    task: str | None = session.get_one(Release, run.release_id).manifest.get("item_task")
    return run.task == task
