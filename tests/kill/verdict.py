"""After the hail: the target systems' own databases, the outbox and our tables, compared case by case."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Scope
from orchestrator.core.outbox import Intent
from orchestrator.entrypoints.cli.demo_people import let_clerks_pay
from orchestrator.entrypoints.cli.demo_verdict import expected, robots
from orchestrator.entrypoints.cli.region import uses_of
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.notices.models import Notice
from tests.kill import placed
from tests.kill.ground import Ground, run_module

Json = dict[str, Any]
# A person takes over because of what was killed, with what is known: slower, but neither lost nor done twice.
_FOR_A_PERSON = "cannot_tell"


@dataclass
class Verdict:
    """`lost`, `twice`: sentences, one a finding; both empty is what is wanted. `to_people`: worn out by kills."""

    cases: int = 0
    decided: int = 0
    handed_over: int = 0
    to_people: int = 0
    notices: int = 0
    repeats: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.twice or self.otherwise)


def judge(ground: Ground) -> Verdict:
    """Every case of the answer key; what was registered is then attested by two and paid, twice over."""
    testbed = ground.home / "testbed"
    key = json.loads((testbed / "answer_key.json").read_text())
    twice = _paid_again(ground)
    told = run_module("infra.testbed.truth", "--data", str(testbed))
    known = json.loads(told.stdout)
    truth = {case["reference"]: case for case in known["cases"]}
    verdict = Verdict(cases=len(key["cases"]), twice=twice)
    with ground.database.session(Scope.steward("verdict")) as session:
        items = {
            (item.municipality_code, item.process, item.reference): item for item in session.scalars(select(WorkItem))
        }
        lost, twice = placed.findings(session, known, testbed)
        verdict.lost, verdict.twice = verdict.lost + lost, verdict.twice + twice
        for case in map(expected, key["cases"]):
            if case["process"] == placed.PROCESS:
                continue
            identity = (case["municipality"], case["process"], case["reference"])
            _case(verdict, case, truth.get(case["reference"]), items.get(identity))
        _decisions(verdict, session)
        _notices(verdict, session, testbed)
        _left_over(verdict, session)
    return verdict


def _paid_again(ground: Ground) -> list[str]:
    """The clerks' day, and the same day once more: it has nothing left to pay."""
    rows = [row for row in uses_of(ground.region) if "payment" in row]
    for row in rows:
        let_clerks_pay(row)
    again = [(row["code"], let_clerks_pay(row)["paid"]) for row in rows]
    return [f"{code}: {paid} invoices were paid on a second day" for code, paid in again if paid]


def _case(verdict: Verdict, case: Json, there: Json | None, item: WorkItem | None) -> None:
    name = case["reference"]
    if there is None or item is None:
        verdict.lost.append(f"{name}: not in {'its own system' if there is None else 'the queue'}")
        return
    written = robots(there)
    if len(files := there.get("paid_in", [])) > 1:
        verdict.twice.append(f"{name}: in the payment files {files}")
    kinds = Counter(effect["kind"] for effect in written)
    verdict.twice += [f"{name}: {kind} written {count} times" for kind, count in kinds.items() if count > 1]
    values = {effect["kind"]: effect["value"] for effect in written}
    if item.state == "done" and written and set(kinds) >= set(case["effects"]):
        verdict.decided += 1
        differing = {kind for kind, value in case["effects"].items() if value is not None and values[kind] != value}
        if case["outcome"] != "granted" or differing:
            verdict.otherwise.append(f"{name}: {case['outcome']} {case['effects']} expected, {values} written")
    elif item.state == "waiting_human" and case["outcome"] != "granted" and not written:
        verdict.handed_over += 1
    elif item.state == "waiting_human" and _worn_out(item):
        verdict.to_people += 1
    else:
        verdict.lost.append(
            f"{name}: item {item.state} ({item.exception_code}), written {dict(kinds)}, {case['outcome']}"
        )


def _worn_out(item: WorkItem) -> bool:
    return item.exception_kind == "application" or item.exception_code == _FOR_A_PERSON


def _decisions(verdict: Verdict, session: Session) -> None:
    """One effected decision a done case, and one line of hours that is not reversed."""
    effected = Counter(session.scalars(select(Decision.work_item_id).where(Decision.state == "effected")))
    ranked = set(session.scalars(select(WorkItem.id).where(WorkItem.process == placed.PROCESS)))
    verdict.twice += [
        f"{item}: {count} effected decisions" for item, count in effected.items() if count > 1 and item not in ranked
    ]
    for item in session.scalars(select(WorkItem).where(WorkItem.state == "done")):
        if not effected[item.id]:
            verdict.lost.append(f"{item.reference}: done without an effected decision")
        if not item.benefit_line_id:
            verdict.lost.append(f"{item.reference}: done without its benefit line")
    lines = session.scalars(select(BenefitLine)).all()
    standing = sum(-1 if line.kind == "reversal" else 1 for line in lines)
    ended = session.scalars(select(WorkItem).where(WorkItem.state.in_(["done", "waiting_human"]))).all()
    if standing > len(ended):
        verdict.twice.append(f"{standing} standing benefit lines for {len(ended)} ended cases")


def _notices(verdict: Verdict, session: Session, testbed: Path) -> None:
    """Each effected decision's message: written once, arrived, and nobody told by two different ones."""
    notices = session.scalars(select(Notice)).all()
    arrived = _arrived(testbed)
    for notice in notices:
        copies = arrived.get(notice.message_id, 0)
        if not copies or notice.state != "sent":
            verdict.lost.append(f"notice {notice.id}: {notice.state}, {copies} arrived")
        verdict.notices += 1
        verdict.repeats += max(0, copies - 1)
    each = Counter(notice.decision_id for notice in notices if notice.decision_id)
    verdict.twice += [f"decision {key}: {count} notices" for key, count in each.items() if count > 1]


def _arrived(testbed: Path) -> dict[str, int]:
    """message id → how often it came, in the gateway's and the mail server's own database."""
    with sqlite3.connect(f"file:{testbed / 'messages.db'}?mode=ro", uri=True) as base:
        texts = base.execute("SELECT idempotency_key, 1 FROM sms").fetchall()
        mails = base.execute("SELECT message_id, count(*) FROM email GROUP BY message_id").fetchall()
    return {str(key).strip("<>"): count for key, count in [*texts, *mails]}


def _left_over(verdict: Verdict, session: Session) -> None:
    """Nothing is still to be done outside, and no run is still taken for alive."""
    waiting = session.scalars(select(Intent.topic).where(Intent.state != "done")).all()
    verdict.lost += [f"outbox: {topic} not done" for topic in waiting]
    alive = session.scalars(select(Run).where(Run.state.in_(["scheduled", "running"]))).all()
    verdict.lost += [f"run {run.number} of {run.municipality_code} is {run.state} for ever" for run in alive]
