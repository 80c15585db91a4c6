"""What a run said and showed, erased when its municipality keeps such cases no longer. The run itself stays: when,
which release, how it ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from orchestrator.operations.runs import evidence
from orchestrator.operations.runs.models import Evidence, Run, RunLine


def talkative(session: Session, municipality: str, process: str, before: datetime, limit: int) -> Sequence[Run]:
    """Runs that ended before the moment and have lines or files of their own left, the oldest first."""
    spoke = exists().where(RunLine.run_id == Run.id)
    showed = exists().where(Evidence.run_id == Run.id, Evidence.work_item_id.is_(None))
    wanted = select(Run).where(
        Run.municipality_code == municipality, Run.process == process, Run.ended_at < before, spoke | showed
    )
    return session.scalars(wanted.order_by(Run.id).limit(limit)).all()


def forget_output(session: Session, municipality: str, run_ids: Sequence[str]) -> tuple[int, int]:
    """Take away lines, and files that show no single case. Answers how many lines and how many files."""
    asked = delete(RunLine).where(RunLine.municipality_code == municipality, RunLine.run_id.in_(run_ids))
    lines = session.connection().execute(asked).rowcount
    return lines, evidence.forget_of_runs(session, municipality, run_ids)
