"""A preschool queue under the real rules: applications assessed by a robot's steps, waiting for a round."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database, Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import add_municipality, subscription
from orchestrator.governance.packages.models import ProcessRelease, Release
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import assess, effects, release
from orchestrator.outcomes.decisions.effects import NewEffect
from orchestrator.outcomes.rounds import lay
from processes.kit.cases import municipality_of_cases
from processes.preschool import applications
from tests.support.releases import published, real_rules

PROCESS = "preschool"
Json = dict[str, Any]
CONTACT = {"contact": {"channel": "email", "address": "v@example.com"}}
TASKS = {"collect": "Collect Applications", "handle": "Handle Applications", "round": "Prepare Round"}


def own(value: Any) -> list[Json]:
    return [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "nämnden"}]


RULES = {"ranking_order": own(["applied_on"]), "ranking_answer_days": own(10), "ranking_after_no": own("keeps_turn"),
         "ranking_after_silence": own("leaves_queue"), "ranking_alarm_weeks": own(12)}  # fmt: skip


def unit(name: str, *free_from: str) -> Json:
    places = [{"place": f"{name} {number}", "free_from": day} for number, day in enumerate(free_from, start=1)]
    return {"unit": name, "at": None, "places": places}


@dataclass
class Children:
    """One municipality's queue. Each step is a transaction of its own, as over HTTP."""

    database: Database
    code: str = "1285"
    mode: str = "propose"
    rules: Json = field(default_factory=dict)

    def furnish(self) -> "Children":
        with self.database.session(Scope.steward("test")) as session:
            known = session.query(ProcessRelease).filter_by(process=PROCESS).first()
        if known is None:
            real_rules(self.database, PROCESS)
        with self.database.session(Scope.steward("test")) as session:
            add_municipality(session, self.code, {"1287": "Trelleborg", "1285": "Eslöv"}[self.code])
            found = session.query(Release).filter_by(package=PROCESS).first()
            package = found or Release(
                package=PROCESS, version="1.0.0", sha256="7" * 64, signature=b"", **published(),
                manifest={
                    "tasks": {name: {} for name in TASKS.values()}, "collect_task": TASKS["collect"],
                    "item_task": TASKS["handle"], "round_task": TASKS["round"], "secrets": [],
                    "effects": ["right", "offer", "answer"], "schema_major": 1,
                },
            )  # fmt: skip
            session.add(package)
            session.flush()
            session.add(
                Subscription(
                    municipality_code=self.code, process=PROCESS, package=PROCESS, mode=self.mode, configuration={},
                    release_id=package.id, ground=None, changed_at=now(),
                    parameters=municipality_of_cases(PROCESS) | RULES | self.rules,
                )
            )  # fmt: skip
        return self

    @contextmanager
    def session(self, actor: str = "test") -> Iterator[Session]:
        with self.database.session(Scope.of(actor, self.code)) as session:
            yield session

    def apply(self, reference: str, queue_on: str, wishes: str, **told: Any) -> str:
        """An application that the robot has read and the rules have assessed; answers the case's id."""
        facts = applications.facts({
            "start": "2027-01-11", "received": "2026-10-01", "fee_on": "2026-11-23", "wishes": wishes.split(),
            **{key: value for key, value in told.items() if key != "change"},
            "change": {"application.reference": reference, "application.queue_on": queue_on, **told.get("change", {})},
        })  # fmt: skip
        with self.session() as session:
            item_id = add(session, self.code, PROCESS, NewItem(reference, "1", payload=CONTACT))[0]
            claimed = claim(session, self.code, PROCESS, "run")
            assert claimed is not None
            assert claimed.id == item_id
            item = lease.held(session, item_id, claimed.fence, "run")
            result = assess.assess(session, item, subscription(session, self.code, PROCESS), facts)
            handed = result.assessment["outcome"] != "granted"
            ended = release.Ended("BUSINESS", "handed_over", "handed over") if handed else release.Ended()
            release.release(session, item, ended)
        return item_id

    def handle_again(self) -> None:
        """The robot reads and assesses a case that a person gave back, from the facts that it read before."""
        with self.session() as session:
            claimed = claim(session, self.code, PROCESS, "run")
            assert claimed is not None
            assert claimed.doing == "handle"
            item = lease.held(session, claimed.id, claimed.fence, "run")
            row = assess.last_assessment(session, item.id)
            assert row is not None
            facts = assess.open_assessment(session, row)["facts"]
            assess.assess(session, item, subscription(session, self.code, PROCESS), facts)
            release.release(session, item, release.Ended())

    def lay(self, *units: Json, current: dict[str, str] | None = None) -> str:
        with self.session("run:1") as session:
            return lay.lay(session, subscription(session, self.code, PROCESS), list(units), current or {}).id

    def place_gone(self) -> str:
        """The system refuses the next offer, its place is gone: a person has the case. Answers its id."""
        with self.session() as session:
            session.execute(update(WorkItem).where(WorkItem.state == "new").values(available_at=machine_now()))
            claimed = claim(session, self.code, PROCESS, "run")
            assert claimed is not None
            item = lease.held(session, claimed.id, claimed.fence, "run")
            keys = [NewEffect(kind, f"{item.reference}:1:1:{kind}") for kind in ("right", "offer")]
            right, _offer = effects.declare(session, item, keys)
            effects.report(session, item, right.seq, "confirmed")
            release.release(session, item, release.Ended("BUSINESS", "place_gone", "Platsen finns inte längre."))
            return claimed.id

    def write(self) -> list[str]:
        """The robot takes each case that a person has decided, writes what was decided, and reads it back."""
        written = []
        with self.session() as session:
            while (claimed := claim(session, self.code, PROCESS, "run")) is not None:
                assert claimed.doing == "write"
                decision = assess.current_decision(session, claimed.id)
                assert decision is not None
                kinds = ("right", "offer") if decision.outcome == "granted" else ("answer",)
                item = lease.held(session, claimed.id, claimed.fence, "run")
                keys = [NewEffect(kind, f"{item.reference}:1:{decision.number}:{kind}") for kind in kinds]
                for effect in effects.declare(session, item, keys):
                    effects.report(session, item, effect.seq, "confirmed")
                release.release(session, item, release.Ended())
                written.append(item.reference)
        return written
