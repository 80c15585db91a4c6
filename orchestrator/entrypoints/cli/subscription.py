"""`coe subscription`: what municipalities use, the kill switch, and the end. What needs two people is in the portal."""

from datetime import date
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import own_database
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.cli import show
from orchestrator.entrypoints.cli.keys import cli_scope
from orchestrator.entrypoints.cli.queue_reads import scope
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue.changes import history
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.catalogue.testbed import is_twin
from orchestrator.governance.packages.models import Release
from orchestrator.outcomes.trials.readiness import items

app = typer.Typer(help="What municipalities subscribe to: list, show, pause, resume, end.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]
Process = Annotated[str, typer.Argument(help="The process, for example economic_assistance.")]
Reason = Annotated[str, typer.Option(help="Why; it stands in the history and in the trail.")]
_COLUMNS = {
    "municipality": "municipality", "process": "process", "state": "state", "mode": "mode", "release": "release",
    "policy": "policy", "offered": "offered", "paused": "paused because",
}  # fmt: skip


@app.command("list")
def list_subscriptions(municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """Every subscription, without those of the test environment."""
    with own_database().session(scope(municipality)) as session:
        asked = select(Subscription).order_by(Subscription.municipality_code, Subscription.process)
        found = [_row(session, uses) for uses in session.scalars(asked).all() if not is_twin(uses.municipality_code)]
    show.rows(found, _COLUMNS, as_json, "Nobody subscribes to anything yet.")


@app.command("show")
def show_subscription(municipality: Code, process: Process, as_json: show.AsJson = False) -> None:
    """One with its readiness and what has happened to it."""
    with own_database().session(cli_scope(municipality)) as session:
        uses = subscribed(session, municipality, process)
        row = _row(session, uses)
        ready = [{"check": item.name, "state": item.state, "before": item.before, "evidence": item.evidence}
                 for item in items(session, uses)]  # fmt: skip
        past = [{"at": change.at, "what": change.what, "by": change.by, "reason": change.reason, **change.detail}
                for change in history(session, uses)]  # fmt: skip
    if as_json:
        show.whole({**row, "readiness": ready, "history": past})
        return
    show.facts(row)
    show.rows(ready, {"check": "check", "state": "state", "before": "before", "evidence": "evidence"}, False, "")
    show.rows(past, {"at": "at", "what": "what", "by": "by", "reason": "reason"}, False, "Nothing has happened yet.")


@app.command("pause", epilog="Example: coe subscription pause 1287 economic_assistance --reason 'wrong rent'")
def pause(
    municipality: Code,
    process: Process,
    reason: Reason,
    until: Annotated[str, typer.Option(help="The last day, as 2026-12-01; without it: until resumed.")] = "",
) -> None:
    """Robots finish what they hold and take no more; what comes stays in the queue."""
    with own_database().session(cli_scope(municipality)) as session:
        lifecycle.pause(session, subscribed(session, municipality, process), reason, _day(until))
    print(f"{process} in {municipality} is paused. Resume it with: coe subscription resume {municipality} {process}")


@app.command("resume")
def resume(municipality: Code, process: Process, reason: Reason = "") -> None:
    """Back to what it was before the pause."""
    with own_database().session(cli_scope(municipality)) as session:
        uses = subscribed(session, municipality, process)
        lifecycle.resume(session, uses, reason)
        print(f"{process} in {municipality} is {uses.state} again, in mode {uses.mode}.")


@app.command("end")
def end(
    municipality: Code,
    process: Process,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """No robot works for it any more; cases, figures and history stay. It can be subscribed to anew."""
    if not yes:
        typer.confirm(f"End {process} in {municipality}?", abort=True)
    with own_database().session(cli_scope(municipality)) as session:
        lifecycle.end(session, subscribed(session, municipality, process), reason)
    print(f"{process} in {municipality} has ended.")


def _row(session: Session, uses: Subscription) -> show.Row:
    offered = session.get(Release, uses.offered_release_id) if uses.offered_release_id else None
    return {
        "municipality": uses.municipality_code, "process": uses.process, "state": uses.state, "mode": uses.mode,
        "wanted_mode": uses.wanted_mode, "release": session.get_one(Release, uses.release_id).version,
        "policy": uses.policy, "ring": uses.ring, "window": uses.window,
        "offered": f"{offered.version} ({uses.offer})" if offered else None,
        "paused": uses.pause_reason or None, "paused_to": uses.paused_to_on and uses.paused_to_on.isoformat(),
    }  # fmt: skip


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--until {text!r} is no date: write it as 2026-12-01.") from None
