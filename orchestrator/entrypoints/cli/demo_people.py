"""The demo's people: caseworkers confirm what the robot proposed, and decide what it only shadowed; citizens open their
letters; placement officers approve rounds and guardians answer; clerks attest and pay what the robot registered."""

import json
import subprocess
from typing import Any

from sqlalchemy import or_, select

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.supervise import python
from orchestrator.governance.people.models import Grant, Person
from orchestrator.governance.people.rules import Role
from orchestrator.operations.queues import inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import person
from orchestrator.outcomes.rounds import approve, lay
from orchestrator.outcomes.rounds import queries as rounds


def confirm_proposals(database: Database, municipality: str, process: str) -> int:
    """Claim and confirm every proposal, as the municipality's caseworker would in the inbox; answers how many."""
    who = _caseworker(database, municipality, process)
    if who is None:
        return 0
    with database.session(Scope.of(f"person:{who}", municipality)) as session:
        waiting = session.scalars(
            select(WorkItem.id).where(WorkItem.process == process, WorkItem.waiting_for == "confirmation")
        ).all()
    for item_id in waiting:
        with database.session(Scope.of(f"person:{who}", municipality)) as session:
            inbox.claim(session, item_id, who)
            person.confirm(session, item_id, who)
    return len(waiting)


def approve_round(database: Database, municipality: str, process: str) -> int:
    """Draw lots where children stand equal, and approve what can be decided, as a placement officer would on the round
    page; answers how many offers."""
    who = _caseworker(database, municipality, process)
    if who is None:
        return 0
    scope = Scope.of(f"person:{who}", municipality)
    with database.session(scope) as session:
        found = [row.id for row in rounds.rounds(session, (municipality,), process, 1) if row.state == "open"]
    if not found:
        return 0
    with database.session(scope) as session:
        lay.draw_lots(session, found[0])
    with database.session(scope) as session:
        return len(approve.approve(session, found[0], who, None).offers)


def let_guardians_answer(row: dict[str, Any]) -> dict[str, Any]:
    """Guardians answer their offers in the e-service, as the answer key says; how many `accepted`, `declined`, and are
    `silent`."""
    told: dict[str, Any] = json.loads(
        _play("guardians", "answer", "--url", settings().testbed_url, "--municipality", row["code"])
    )
    return told


def let_caseworkers_decide(row: dict[str, Any]) -> None:
    """In shadow people decide as before, in their own system, with the slips that people make."""
    _play("caseworkers", "decide", "--municipality", row["code"], "--process", row["process"])


def let_clerks_pay(row: dict[str, Any]) -> dict[str, Any]:
    """Two clerks sign what the robot registered and a third pays it, in the accounting system itself; for the bank and
    in the version that the region file names. How many were `paid`, and `not_paid` with the reason."""
    bank = [part for name, value in row["payment"].items() for part in (f"--{name}", value)]
    told: dict[str, Any] = json.loads(_play("clerks", "pay", "--municipality", row["code"], *bank))
    return told


def let_citizens_read() -> None:
    """Some applicants open their letters in the e-service, which tells the platform so."""
    _play("citizens", "read their letters", "--url", settings().testbed_url, "--share", "0.6")


def _play(who: str, what: str, *more: str) -> str:
    """Let one of the testbed's people act, a module of its own; what it printed."""
    data = str((settings().home / "testbed").resolve())
    command = python(f"infra.testbed.{who}", "--data", data, *more)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"The demo's {who} could not {what}:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def _caseworker(database: Database, municipality: str, process: str) -> str | None:
    """Who handles the process there: a right that names a process counts for that one alone."""
    held = select(Person.id).join(Grant, Grant.person_id == Person.id).where(
        Grant.role == Role.CASEWORKER, Grant.municipality_code == municipality,
        or_(Grant.process == process, Grant.process.is_(None)),
    )  # fmt: skip
    with database.session(Scope.steward("demo")) as session:
        return session.scalars(held.limit(1)).one_or_none()
