"""The demo's releases go the real way: built by a developer, approved by another, published by a third person.

The quick gates are run. Those that need the testbed and minutes are waived for the demo, by name, and stand as waived.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import NotFound, Unavailable
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.gate_runs import QUICK, run_and_keep
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages.changes import kind_of
from orchestrator.governance.packages.models import AnyRelease
from orchestrator.governance.packages.queries import again
from orchestrator.governance.packages.states import State
from orchestrator.governance.people.models import Person
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.governance.pipeline.rules import GATES

Draft = Callable[[Session, Path, str], AnyRelease]
_READ = "Läst ändring för ändring, kört regelfallen på min egen maskin."
_WAIVED = "Demon startar på fyra minuter. Kör hela vägen i testmiljön med coe release test innan skarp drift."


def publish_all(database: Database, package: str, duties: dict[str, str]) -> str:
    """The package and the process of the same name, published to all; answers the robot release's id.

    `duties`: author, approver and publisher by username.
    """
    who = {duty: _scope(database, username) for duty, username in duties.items()}
    _through(database, packages.draft_process, package, who)
    return _through(database, packages.draft_robot, package, who)


def _through(database: Database, draft: Draft, name: str, who: dict[str, Scope]) -> str:
    with database.session(who["author"]) as session:
        release = draft(session, ROOT, name)
    if release.state == State.DRAFT.value:
        for gate in GATES[kind_of(release)]:
            _pass(database, release, gate, who)
    for duty, step in (("author", _finish), ("approver", _approve), ("publisher", _publish)):
        with database.session(who[duty]) as session:
            step(session, again(session, release))
    return release.id


def _pass(database: Database, release: AnyRelease, gate: str, who: dict[str, Scope]) -> None:
    """Run a quick gate; waive what takes minutes, or cannot be run here, with that as the reason."""
    why = _WAIVED
    if gate in QUICK:
        try:
            run_and_keep(database, who["author"], ROOT, release, gate)
        except Unavailable as missing:
            why = missing.message
        else:
            return
    with database.session(who["publisher"]) as session:
        gates.waive(session, again(session, release), gate, why)


def _finish(session: Session, release: AnyRelease) -> None:
    if release.state == State.DRAFT.value:
        gates.finish(session, release)


def _approve(session: Session, release: AnyRelease) -> None:
    if release.state == State.TESTED.value:
        pipeline.approve(session, release, _READ)


def _publish(session: Session, release: AnyRelease) -> None:
    while release.ring != "all":
        pipeline.publish(session, release)


def _scope(database: Database, username: str) -> Scope:
    with database.session(Scope.steward("furnish")) as session:
        person = session.scalars(select(Person.id).where(Person.username == username)).one_or_none()
    if person is None:
        raise NotFound(f"The region file names {username} for its releases, but no such person.")
    return Scope.steward(f"person:{person}")
