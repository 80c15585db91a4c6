"""What the demo achieved, in numbers."""

import statistics
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.entrypoints.cli.decision import replay_all
from orchestrator.entrypoints.cli.demo_verdict import compare
from orchestrator.entrypoints.cli.round import verify_all
from orchestrator.operations.queues.models import ANSWER, ROUND, Attempt, WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.decisions.ranked import OTHERS
from orchestrator.outcomes.notices.models import Notice

_WRITTEN = ("decide", "propose")
_RANKED = (ROUND, ANSWER)
# `ranked`: has a right, and no decision yet but its turn in a queue.
_NUMBERS = ("cases", "decided", "proposed", "shadowed", "ranked", "handed_over", "failed", "notices")


@dataclass(frozen=True)
class Summary:
    """Where a municipality's cases are, while the demo runs."""

    known: int
    finished: int
    settled: bool
    does_now: str

    @classmethod
    def of(cls, session: Session, code: str, process: str) -> "Summary":
        states = _states(session, code, process)
        waiting_notices = session.scalar(
            select(func.count()).where(Notice.municipality_code == code, Notice.state != "sent")
        )
        alive = session.scalars(
            select(Run).where(Run.municipality_code == code, Run.process == process, Run.state.in_(runs.ALIVE))
        ).all()
        working = [run.does_now for run in alive if run.does_now]
        proposals = session.scalar(
            select(func.count()).where(
                WorkItem.municipality_code == code, WorkItem.process == process, WorkItem.waiting_for == "confirmation"
            )
        )
        settled = not waiting_notices and not proposals and not any(run.reason == "demo" for run in alive)
        return cls(states.total(), states["done"] + states["waiting_human"], settled, working[0] if working else "")


def summarise(database: Database, testbed: Path) -> dict[str, Any]:
    """Per municipality and under `all`, and what the answer key says. Times in seconds, time saved in minutes."""
    with database.session(Scope.steward("demo")) as session:
        codes = session.scalars(select(Municipality.code).order_by(Municipality.code)).all()
        result: dict[str, Any] = {code: _numbers(session, [code]) for code in codes}
        result["all"] = _numbers(session, list(codes))
        result["answer_key"] = compare(session, testbed)
    result["replay"] = _replayed(database)
    result["rounds"] = _computed_again(database)
    return result


def _replayed(database: Database) -> dict[str, Any]:
    """Every decision of the demo again, from its own release: how many, and what is not the same."""
    again = replay_all(database)
    return {"decisions": len(again), "wrong": [f"{row.decision_id}: {row.why}" for row in again if not row.same]}


def _computed_again(database: Database) -> dict[str, Any]:
    """Every round of the demo computed again from what is stored: how many, and what is not the same."""
    again = verify_all(database)
    return {"rounds": len(again), "wrong": [f"{row.round_id}: {row.why}" for row in again if not row.same]}


def _states(session: Session, code: str, process: str = "") -> Counter[str]:
    """How many items are in each state; of one process, or of all."""
    asked = select(WorkItem.state, func.count()).where(WorkItem.municipality_code == code).group_by(WorkItem.state)
    rows = session.execute(asked.where(WorkItem.process == process) if process else asked)
    return Counter({state: count for state, count in rows})


def _numbers(session: Session, codes: list[str]) -> dict[str, Any]:
    states = sum((_states(session, code) for code in codes), Counter[str]())
    decided, proposed = (
        _count(session, Decision.id, Decision.municipality_code.in_(codes), *_effected(mode)) for mode in _WRITTEN
    )
    shadowed = session.scalar(
        select(func.count(func.distinct(Assessment.work_item_id))).where(
            Assessment.municipality_code.in_(codes), Assessment.mode == "shadow"
        )
    )
    crashed = _count(session, Run.id, Run.municipality_code.in_(codes), Run.state == "crashed", Run.stop.is_(None))
    ended = states["done"] + states["waiting_human"]
    here = (WorkItem.municipality_code.in_(codes), WorkItem.waiting_for.in_(_RANKED))
    in_rounds = _count(session, WorkItem.id, *here)
    decided_on = exists().where(Decision.work_item_id == WorkItem.id, Decision.state == "effected")
    ranked = _count(session, WorkItem.id, *here, ~decided_on)
    minutes = session.scalars(select(BenefitLine.net_minutes).where(BenefitLine.municipality_code.in_(codes)))
    totals = session.scalars(
        select(func.sum(Attempt.seconds)).where(Attempt.municipality_code.in_(codes), Attempt.seconds.is_not(None))
        .group_by(Attempt.work_item_id)
    )  # fmt: skip
    seconds = sorted(float(total or 0) for total in totals)
    values = (
        states.total(), decided, proposed, shadowed, ranked, states["waiting_human"] - in_rounds,
        states.total() - ended + crashed,
        _count(session, Notice.id, Notice.municipality_code.in_(codes), Notice.state == "sent"),
    )  # fmt: skip
    return dict(zip(_NUMBERS, values, strict=True)) | {
        "minutes_saved": float(sum((Decimal(text) for text in minutes), Decimal(0))),
        "seconds_per_case_median": round(statistics.median(seconds), 2) if seconds else None,
        "seconds_per_case_p95": round(_percentile(seconds, 95), 2) if seconds else None,
    }


def _effected(mode: str) -> tuple[Any, ...]:
    """What people and rules of ours decided; a guardian's answer is a decision too, and none of ours."""
    return Decision.state == "effected", Decision.mode == mode, Decision.decided_by.not_in(OTHERS)


def _percentile(ordered: list[float], percent: int) -> float:
    """The nearest-rank percentile of sorted values."""
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def _count(session: Session, column: Any, *where: Any) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0
