"""Begin a trial, say who was right, let it go live. What must be true first is asked here, and nowhere else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.outcomes.trials.models import Disagreement
from orchestrator.outcomes.trials.queries import trial_of
from orchestrator.outcomes.trials.readiness import missing
from orchestrator.outcomes.trials.rules import LIMITS, RIGHT, reaches

LONGEST = 400


def start_trial(session: Session, uses: Subscription) -> None:
    """Let the robot read and assess. Raises Conflict with what is not in place yet."""
    lacking = missing(session, uses, "trial")
    if lacking:
        raise Conflict(f"Not in place yet before the trial: {', '.join(item.name for item in lacking)}.")
    lifecycle.start_trial(session, uses)


def judge(session: Session, uses: Subscription, work_item_id: str, right: str, done: str) -> Disagreement:
    """Who was right in one case, and what is done of it. Said again, the new word counts; the trail keeps the old."""
    told = " ".join(done.split())[:LONGEST]
    if right not in RIGHT:
        raise BadInput(f"Say who was right: {', '.join(RIGHT)}.")
    if not told:
        raise BadInput("Write what is done of it: a decision that is corrected, a value that is changed, or nothing.")
    if work_item_id not in {pair.work_item_id for pair in trial_of(session, uses).told.disagreements}:
        raise NotFound("Robot and caseworker do not differ in that case.")
    row = session.scalars(select(Disagreement).where(Disagreement.work_item_id == work_item_id)).one_or_none()
    before = (row.right, row.done) if row else None
    if row is None:
        row = Disagreement(municipality_code=uses.municipality_code, work_item_id=work_item_id)
        session.add(row)
    row.right, row.done, row.by, row.at = right, told, scope_of(session).actor, now()
    session.flush()
    audit.note(
        session, uses.municipality_code, "disagreement_judged", "work_item", work_item_id, before=before,
        after=(right, told),
    )  # fmt: skip
    return row


def go_live(session: Session, uses: Subscription, reason: str = "") -> None:
    """The business owner lets the robot work in the mode that was asked for.

    Everything is in place, and every disagreement has been looked at; an agreement below the mode's limit needs a
    reason, which is kept with the figures that were shown.
    """
    mode = uses.wanted_mode or ""
    lacking = missing(session, uses, "live")
    if lacking:
        raise Conflict(f"Not in place yet before going live: {', '.join(item.name for item in lacking)}.")
    trial = trial_of(session, uses)
    if trial.open:
        raise Conflict(f"Look at the disagreements first: {len(trial.open)} are left.")
    why = " ".join(reason.split())[:LONGEST]
    if not why and not reaches(trial.told, mode):
        raise BadInput(
            f"The agreement does not reach {LIMITS[mode]:.0%} with certainty. Go on with the trial, or write why the "
            "robot may begin all the same."
        )
    lifecycle.go_live(
        session, uses, why, compared=trial.told.compared, agreeing=trial.told.agreeing, low=trial.told.low
    )
