"""The rest after runs in vain: a task that fails may be a refused login, and must not lock an account."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.operations.runs import queries
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run

_TROUBLE = ("failed", "crashed")
_REST_SECONDS = (3, 30, 120, 600, 1800)
_REST_AFTER_KILLS_SECONDS = (0.5, 2, 5, 10, 15)


@dataclass(frozen=True)
class Rest:
    """No new run before `until`, a time of the domain; `last` is the run that ended in vain last, of `in_vain`."""

    until: datetime
    last: Run
    in_vain: int


def resting(session: Session, municipality: str, process: str, task: str) -> Rest | None:
    """After runs in a row that ended in trouble and finished no case, the next one waits, longer each time.

    A robot that was killed says nothing of the system it worked in: it comes again soon.
    """
    ended = session.scalars(
        select(Run)
        .where(
            Run.municipality_code == municipality, Run.process == process, Run.task == task, Run.state.in_(runs.ENDS),
        )
        .order_by(Run.id.desc())
        .limit(len(_REST_SECONDS))
    ).all()  # fmt: skip
    finished = queries.finished_some(session, [run.id for run in ended])
    in_vain = list(itertools.takewhile(lambda run: run.state in _TROUBLE and run.id not in finished, ended))
    if not in_vain or in_vain[0].ended_at is None:
        return None
    pauses = _REST_SECONDS if any(run.state == "failed" for run in in_vain) else _REST_AFTER_KILLS_SECONDS
    until = in_vain[0].ended_at + timedelta(seconds=pauses[len(in_vain) - 1])
    return Rest(until, in_vain[0], len(in_vain)) if now() < until else None
