"""Who calls with a run's token: one statement answers what nearly every call of a robot needs."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from orchestrator.core.db import table
from orchestrator.core.errors import NotSignedIn
from orchestrator.core.sql import scope_set_to
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.queues.models import Attempt
from orchestrator.operations.runs.models import Run


@dataclass(frozen=True)
class CallingRun:
    """A running run as the machine API knows it. `mode` None: the municipality has ended its subscription."""

    id: str
    municipality_code: str
    process: str
    package: str
    release_id: str
    stop: str | None
    started_at: datetime | None
    mode: str | None
    attempts: int


_run, _uses, _attempt = table(Run).c, table(Subscription).c, table(Attempt).c
_ASKED = (
    select(
        _run.id, _run.municipality_code, _run.process, _run.package, _run.release_id, _run.stop, _run.started_at,
        _uses.mode,
        select(func.count()).where(_attempt.run_id == _run.id).scalar_subquery().label("attempts"),
        scope_set_to(_run.municipality_code),
    )
    .select_from(
        table(Run).outerjoin(
            table(Subscription),
            and_(
                _uses.municipality_code == _run.municipality_code, _uses.process == _run.process,
                _uses.state == "active",
            ),
        )
    )
    .where(_run.token_hash == bindparam("token_hash"), _run.state == "running")
)  # fmt: skip


def calling_run(session: Session, token: str) -> CallingRun:
    """The running run that a token belongs to, locked by nobody. A run that has ended has no valid token."""
    found = session.connection().execute(_ASKED, {"token_hash": token_hash(token)}).one_or_none()
    if found is None:
        raise NotSignedIn("This run token is not valid (any more). A run's token ends with the run.")
    return CallingRun(*found[:-1])


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
