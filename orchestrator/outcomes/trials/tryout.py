"""Try a package in the test environment: invented cases, the municipality's own values, a real robot to watch."""

import secrets
from collections.abc import Sequence
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, Unavailable
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue.service import find
from orchestrator.governance.catalogue.testbed import enter_accounts, furnish_twin, twin_of
from orchestrator.governance.packages.models import Release
from orchestrator.operations.documents import intake
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run

MOST_CASES = 12
REASON = "tried in the test environment"
_PATIENCE_SECONDS = 60


def try_out(
    database: Database, actor: str, code: str, release_id: str, vendor: str, cases: int, process: dict[str, Any],
    parameters: dict[str, Any],
) -> str:  # fmt: skip
    """Fill the twin with invented cases and let a robot collect them; answers the run to watch.

    Three short transactions with the test environment's work between them. Raises Unavailable when it does not answer.
    """
    if not 1 <= cases <= MOST_CASES:
        raise BadInput(f"Choose between 1 and {MOST_CASES} cases.")
    twin, password = twin_of(code), secrets.token_urlsafe(12)
    with database.session(Scope.of(actor, twin)) as session:
        release = session.get_one(Release, release_id)
        if _busy(session, twin, release):
            raise Conflict("A try is going on already: watch it, and begin the next one after it.")
        chosen = {"testbed": settings().testbed_url, "vendor": vendor}
        uses = furnish_twin(session, code, release, chosen, parameters, process)
        enter_accounts(session, uses, release, password)
    for document in _invent(twin, vendor, cases, password):
        intake.take(database, Scope.of(actor, twin), twin, uses.process, document["name"], document["content"].encode())
    with database.session(Scope.of(actor, twin)) as session:
        return runs.request(session, twin, uses.process, _first_task(release), REASON).id


def tries(session: Session, process: str, limit: int = 6) -> Sequence[Run]:
    """The latest runs of the twin; the session is in its scope."""
    return session.scalars(select(Run).where(Run.process == process).order_by(Run.id.desc()).limit(limit)).all()


def standing(session: Session, process: str) -> dict[str, int]:
    """state → how many invented cases."""
    asked = select(WorkItem.state, func.count()).where(WorkItem.process == process).group_by(WorkItem.state)
    return {state: count for state, count in session.execute(asked)}


def _busy(session: Session, twin: str, release: Release) -> bool:
    name = str(release.manifest.get("process") or release.package)
    if find(session, twin, name) is None:
        return False
    alive = select(Run.id).where(Run.municipality_code == twin, Run.process == name, Run.state.in_(runs.ALIVE))
    return session.scalar(select(alive.exists())) is True


def _first_task(release: Release) -> str:
    task = release.manifest.get("collect_task") or release.manifest.get("item_task")
    if not task:
        raise Conflict("The package names no task that begins the work: ask its developers.")
    return str(task)


def _invent(twin: str, vendor: str, cases: int, password: str) -> list[dict[str, str]]:
    """Cases in the test environment; answers the documents of a process whose cases come as such."""
    told = {"municipality": twin, "vendor": vendor, "count": str(cases), "robot_password": password,
            "seed": str(secrets.randbelow(1_000_000))}  # fmt: skip
    try:
        answer = httpx.post(f"{settings().testbed_url}/admin/cases", data=told, timeout=_PATIENCE_SECONDS)
        documents: list[dict[str, str]] = answer.raise_for_status().json().get("documents", [])
    except httpx.HTTPError:
        raise Unavailable("The test environment does not answer. Nothing was tried; try again in a while.") from None
    return documents
