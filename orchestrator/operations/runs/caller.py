"""Who calls with a run's token: one statement answers what nearly every call of a robot needs."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from orchestrator.core.db import table
from orchestrator.core.errors import NotSignedIn
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import WORKING
from orchestrator.operations.queues.models import Attempt
from orchestrator.operations.runs.models import Run


@dataclass(frozen=True)
class CallingRun:
    """A running run as the machine API knows it. `mode` None: its subscription does not work (any more): the run may
    finish what it holds, and takes no more."""

    id: str
    municipality_code: str
    process: str
    package: str
    release_id: str
    stop: str | None
    started_at: datetime | None
    when_lost: str
    plain: bool
    mode: str | None
    attempts: int


_run, _uses, _attempt = table(Run).c, table(Subscription).c, table(Attempt).c
_KIND = "coe_run_"
_ASKED = (
    select(
        _run.id, _run.municipality_code, _run.process, _run.package, _run.release_id, _run.stop, _run.started_at,
        _run.when_lost, _run.plain, _uses.mode,
        select(func.count()).where(_attempt.run_id == _run.id).scalar_subquery().label("attempts"),
    )
    .select_from(
        table(Run).outerjoin(
            table(Subscription),
            and_(
                _uses.municipality_code == _run.municipality_code, _uses.process == _run.process,
                _uses.state.in_(WORKING),
            ),
        )
    )
    .where(
        _run.token_hash == bindparam("token_hash"), _run.municipality_code == bindparam("m"), _run.state == "running"
    )
)  # fmt: skip


def token_of(municipality: str, secret: str) -> str:
    """A run's token. It names its municipality in clear, so that the scope is set before anything is read: who forges
    the name is in another municipality, where the token is nobody's."""
    return f"{_KIND}{municipality}_{secret}"


def claimed_municipality(token: str) -> str:
    """The municipality that a token names. Raises NotSignedIn for what is no run's token."""
    code, _, secret = token.removeprefix(_KIND).partition("_")
    if not token.startswith(_KIND) or len(code) != 4 or not secret:
        raise _not_valid()
    return code


def calling_run(session: Session, token: str) -> CallingRun:
    """The running run that a token belongs to, locked by nobody. A run that has ended has no valid token."""
    asked = {"token_hash": token_hash(token), "m": claimed_municipality(token)}
    found = session.connection().execute(_ASKED, asked).one_or_none()
    if found is None:
        raise _not_valid()
    return CallingRun(*found)


def _not_valid() -> NotSignedIn:
    return NotSignedIn("This run token is not valid (any more). A run's token ends with the run.")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
