"""Make a restored database safe to work on: nothing is lost of what it knew, and nothing is done twice of what it does
not know.

The platform that made the backup went on after it. Its robots wrote in the target systems, its notices left. So nobody
that it let in is let in here, whatever was in a robot's hands is checked first, and what robots write is looked for
before it is written (`operations/queues/restored.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import in_domain, machine_now, now
from orchestrator.core.db import Municipality, scope_of
from orchestrator.core.outbox import Intent, intend
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.governance.catalogue.states import WORKING
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.promises import promise_of
from orchestrator.governance.people.models import SignIn
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.queues.lease import reclaim_lost
from orchestrator.operations.queues.models import HELD_NOW, WorkItem
from orchestrator.operations.queues.restored import Restoration
from orchestrator.operations.queues.states import ENDED, State
from orchestrator.operations.queues.transitions import move
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions.release import after_loss
from orchestrator.outcomes.notices.models import Notice

# A robot of before that still lives holds fences that this database has yet to give.
_FENCES_AHEAD = 1000
_PIECE = 500
_LOOK = "restored from a backup: look whether it was done since, then let it go"


@dataclass
class Aftermath:
    """What was made safe, as counts."""

    taken_back: int = 0
    on_hold: int = 0
    runs_closed: int = 0
    sign_ins_ended: int = 0
    to_send_again: int = 0


def make_safe(session: Session, backup_at: datetime) -> Aftermath:
    """Everything in the caller's one transaction: the database is safe as a whole, or not marked as usable."""
    done = Aftermath()
    session.add(
        Restoration(backup_at=in_domain(backup_at), restored_at=now(), restored_by=scope_of(session).actor[:80])
    )
    _take_back(session, done)
    _hold_what_cannot_be_checked(session, done)
    still_open = WorkItem.state.not_in([state.value for state in ENDED])
    _execute(session, update(WorkItem).where(still_open).values(fence=WorkItem.fence + _FENCES_AHEAD))
    done.sign_ins_ended = _execute(
        session, update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=machine_now())
    )
    # Asked for at the gateway under the same id, or sent again under it: it may have left after the backup.
    done.to_send_again = _execute(session, update(Notice).where(Notice.state != "sent").values(state="sending"))
    _execute(session, update(Intent).where(Intent.state != "done").values(available_at=machine_now()))
    _execute(session, update(Worker).values(runs=[], boot=None))
    for uses in session.scalars(select(Subscription).where(Subscription.state.in_(WORKING))):
        intend(session, uses.municipality_code, SCHEDULE_TOPIC, uses.id)  # Prefect here knows none
    for code in session.scalars(select(Municipality.code)):
        audit.note(session, code, "restored", "municipality", code, backup_at=backup_at.isoformat(), **vars(done))
    return done


def _take_back(session: Session, done: Aftermath) -> None:
    """Close every run: its token is void, what it held comes back. Behind the commit point that is `verify`; before it,
    the case is new, and uses up no attempt."""
    before_commit = update(WorkItem).where(WorkItem.state == State.LEASED.value, WorkItem.attempts > 0)
    _execute(session, before_commit.values(attempts=WorkItem.attempts - 1))
    session.expire_all()
    for run_id in session.scalars(select(Run.id).where(Run.state.in_(runs.ALIVE))).all():
        _taken(session, runs.close(session, run_id, told(Exit.WORKER_LOST, cause="restored from a backup")), done)
        done.runs_closed += 1
    # held by a run that was closed for its silence and whose lease had not run out yet
    for holder in session.scalars(select(WorkItem.run_id).where(HELD_NOW).distinct()).all():
        _taken(session, reclaim_lost(session, known_dead_run=holder), done)
    session.flush()


def _taken(session: Session, items: list[WorkItem], done: Aftermath) -> None:
    for item in items:
        after_loss(session, item)
    done.taken_back += len(items)


def _hold_what_cannot_be_checked(session: Session, done: Aftermath) -> None:
    """Packages without effects whose repeating may harm: nobody can tell what was done since, so a person looks."""
    for uses in session.scalars(select(Subscription)).all():
        if promise_of(session.get_one(Release, uses.release_id).manifest).when_lost != "person":
            continue
        asked = (
            select(WorkItem)
            .where(
                WorkItem.municipality_code == uses.municipality_code, WorkItem.process == uses.process,
                WorkItem.state == State.NEW.value,
            )
            .limit(_PIECE)
        )  # fmt: skip
        while items := session.scalars(asked).all():
            for item in items:
                move(session, item, State.ON_HOLD, _LOOK)
            session.flush()
            done.on_hold += len(items)


def _execute(session: Session, change: object) -> int:
    done = session.execute(change, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return int(done.rowcount)
