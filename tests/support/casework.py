"""A case on its way: rules that conclude what a test says, and a robot's steps without a browser."""

from typing import Any

from orchestrator.core.clock import now
from orchestrator.core.db import Database
from orchestrator.governance.catalogue.service import subscription
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits.models import Baseline, StandardMinutes
from orchestrator.outcomes.decisions import assess, effects
from orchestrator.outcomes.decisions.effects import NewEffect
from tests.support.house import PROCESS, House

GRANTED: dict[str, Any] = {
    "outcome": "granted", "amount_ore": 730200, "segment": "renewal", "reasons": [], "blockers": [],
    "rules_version": "1.0.0", "summary": {"result_ore": 730200}, "steps": [],
}  # fmt: skip
HANDED: dict[str, Any] = GRANTED | {"outcome": "hand_over", "amount_ore": None, "reasons": [{"code": "cost_changed"}]}
EFFECTS = [NewEffect("calculation", "EB-1:2026-12:1:calculation"), NewEffect("decision", "EB-1:2026-12:1:decision")]


class Rules:
    """Rules that conclude what the test says: here the platform is tested, not a process."""

    sha256 = "f" * 64

    def __init__(self, result: dict[str, Any]) -> None:
        self.result = result

    def assess(self, *_arguments: Any) -> dict[str, Any]:
        return self.result


def furnished(database: Database, mode: str = "decide") -> House:
    """A municipality with baseline and standard minutes."""
    house = House(database, mode=mode).furnish()
    since = now().date().replace(month=1, day=1)
    with database.session(house.scope) as session:
        session.add(
            Baseline(
                municipality_code=house.code, process=PROCESS, segment="renewal", minutes="22.0", deviation="7.9",
                measured=42, method="work sampling", grade="B", valid_from_on=since, author="a", approver="b",
                approved_at=now(),
            )
        )  # fmt: skip
        for outcome, minutes in (("straight_through", "0"), ("assisted", "4.0"), ("business_exception", "25.0")):
            session.add(
                StandardMinutes(
                    municipality_code=house.code, process=PROCESS, outcome=outcome, minutes=minutes,
                    valid_from_on=since, author="a", approver="b",
                )
            )  # fmt: skip
    return house


class Robot:
    """A robot's steps on one item, each in a transaction of its own as over HTTP."""

    def __init__(self, house: House, run_id: str = "r1") -> None:
        self.house, self.run_id = house, run_id
        self.facts: dict[str, Any] = {"a": 1}
        with house.database.session(house.scope) as session:
            claimed = claim(session, house.code, PROCESS, run_id)
            assert claimed is not None
            self.item_id, self.fence, self.purpose = claimed.id, claimed.fence, claimed.doing

    def do(self, what: Any, *arguments: Any) -> Any:
        with self.house.database.session(self.house.scope) as session:
            return what(session, lease.held(session, self.item_id, self.fence, self.run_id), *arguments)

    def assess(self) -> assess.Assessed:
        def run(session: Any, item: WorkItem) -> assess.Assessed:
            return assess.assess(session, item, subscription(session, self.house.code, PROCESS), self.facts)

        found: assess.Assessed = self.do(run)
        return found

    def write_all(self) -> None:
        self.do(effects.declare, EFFECTS)
        for seq in (1, 2):
            self.do(effects.report, seq, "done")
            self.do(effects.report, seq, "confirmed")
