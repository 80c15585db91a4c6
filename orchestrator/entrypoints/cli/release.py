"""`coe release`: the way of a release, from the built draft to all rings. `coe robot publish` is its beginning."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope, own_database
from orchestrator.core.errors import BadInput, NotAllowed, NotFound
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.gate_runs import run_and_keep
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages.changes import kind_of
from orchestrator.governance.packages.models import AnyRelease, ProcessRelease, Release
from orchestrator.governance.packages.queries import find, gates_of
from orchestrator.governance.packages.states import State
from orchestrator.governance.people.queries import by_username, regional_roles
from orchestrator.governance.people.rules import Action, Kind, allows
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.governance.pipeline.rules import GATES, missing

app = typer.Typer(help="Releases of robot packages and processes: gates, approval, rings.", no_args_is_help=True)
What = Annotated[str, typer.Argument(help="robot or process")]
Name = Annotated[str, typer.Argument(help="The package's or the process's name.")]
Version = Annotated[str, typer.Argument(help="For example 1.1.0.")]
As = Annotated[str, typer.Option("--as", help="Your username: author, approver and publisher are three people.")]
Why = Annotated[str, typer.Option("--reason", help="In your own words; it stands in the record.")]


@app.command()
def build(kind: What, name: Name, who: As) -> None:
    """Archive, hash and sign it as it stands: a draft."""
    database = own_database()
    release = _build(database, _scope(database, who), kind, name)
    print(f"{release.name} {release.version} is built, sha256 {release.sha256}. Next: coe release test.")


@app.command("test")
def run_the_gates(
    kind: What, name: Name, version: Version, who: As,
    gate: Annotated[list[str] | None, typer.Option(help="This gate only; may be given again.")] = None,
) -> None:  # fmt: skip
    """Run its gates, keep their evidence; tested when all are passed or waived."""
    database = own_database()
    with database.session(Scope.steward("cli")) as session:
        release = find(session, _kind(kind), name, version)
    if not _gates(database, _scope(database, who), release, tuple(gate or ())):
        raise typer.Exit(1)


@app.command()
def waive(kind: What, name: Name, version: Version, gate: str, who: As, why: Why) -> None:
    """Let it go on without a gate. The chief process officer answers for it; it stands as waived."""
    _do(kind, name, version, who, Action.WAIVE_GATE, lambda session, row: gates.waive(session, row, gate, why))


@app.command()
def approve(kind: What, name: Name, version: Version, who: As, why: Why) -> None:
    """tested → approved, by somebody other than the author."""
    _do(kind, name, version, who, Action.APPROVE_RELEASE, lambda session, row: pipeline.approve(session, row, why))


@app.command()
def publish(kind: What, name: Name, version: Version, who: As, why: Why = "") -> None:
    """One ring further: testbed, pilot, all. By a third person."""
    _do(kind, name, version, who, Action.PUBLISH_RELEASE, lambda session, row: pipeline.publish(session, row, why))


@app.command()
def halt(kind: What, name: Name, version: Version, who: As, why: Why) -> None:
    """Nobody starts it; who had it goes back to the former one."""
    _do(kind, name, version, who, Action.STOP_RELEASE, lambda session, row: pipeline.halt(session, row, why))


@app.command()
def withdraw(kind: What, name: Name, version: Version, who: As, why: Why) -> None:
    """As halt, for good."""
    _do(kind, name, version, who, Action.STOP_RELEASE, lambda session, row: pipeline.withdraw(session, row, why))


@app.command("list")
def list_releases() -> None:
    """What there is, and how far it is."""
    table = Table("kind", "name", "version", "state", "ring", "sha256")
    with own_database().session(Scope.steward("cli")) as session:
        found: list[AnyRelease] = [*session.scalars(select(Release)), *session.scalars(select(ProcessRelease))]
        for row in found:
            table.add_row(kind_of(row), row.name, row.version, row.state, row.ring or "", row.sha256[:12])
    Console().print(table)


def robot_publish(package: Name, who: As) -> None:
    """Build a package as it stands and run its gates. What follows is for others: approve, then publish."""
    database = own_database()
    scope = _scope(database, who)
    release = _build(database, scope, "robot", package)
    print(f"{release.name} {release.version}, sha256 {release.sha256}")
    if not _gates(database, scope, release, ()):
        raise typer.Exit(1)
    print(f"Tested. Next, by somebody else: coe release approve robot {package} {release.version} --as … --reason …")


def _build(database: Database, scope: Scope, kind: str, name: str) -> AnyRelease:
    with database.session(scope) as session:
        if _kind(kind) == "robot":
            return packages.draft_robot(session, ROOT, name)
        return packages.draft_process(session, ROOT, name)


def _gates(database: Database, scope: Scope, release: AnyRelease, names: tuple[str, ...]) -> bool:
    """Run them, tell each, and finish when nothing is missing."""
    if release.state != State.DRAFT.value:
        print(f"{release.name} {release.version} is {release.state}: its gates are behind it.")
        return True
    for name in names or GATES[kind_of(release)]:
        found = run_and_keep(database, scope, ROOT, release, name)
        print(f"{'passed' if found.passed else 'FAILED'}  {name}: {found.summary}")
    with database.session(scope) as session:
        release = find(session, kind_of(release), release.name, release.version)
        left = missing(kind_of(release), gates_of(session, release))
        if not left:
            gates.finish(session, release)
    if left:
        print(f"Not tested yet: {', '.join(left)}.")
    return not left


def _do(
    kind: str, name: str, version: str, who: str, action: Action, what: Callable[[Session, AnyRelease], Any]
) -> None:
    database = own_database()
    with database.session(_scope(database, who, action)) as session:
        release = find(session, _kind(kind), name, version)
        told = what(session, release)
        print(f"{release.name} {release.version}: {release.state}{f', {release.ring}' if release.ring else ''}")
        if isinstance(told, list) and told:
            print(f"Had it, and goes back to a former release where there is one: {', '.join(told)}.")


def _kind(kind: str) -> str:
    if kind not in GATES:
        raise BadInput(f"{kind!r} is no kind of release: write robot or process.")
    return kind


def _scope(database: Database, username: str, action: Action | None = None) -> Scope:
    """Whoever has this machine's master key is believed to be who they say; the record holds the name."""
    with database.session(Scope.steward("cli")) as session:
        person = by_username(session, username)
        if person is None:
            raise NotFound(f"There is no person {username!r} here. Add one with `coe person add`.")
        held = regional_roles(session, person.id)
        if action is not None and not any(allows(role, Kind.REGION, action) for role in held):
            raise NotAllowed(f"{person.name} holds no role of the region that may do this ({action.value}).")
        return Scope.steward(f"person:{person.id}")
