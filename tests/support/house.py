"""A small furnished house: one municipality with a release and a subscription, rows as a service would write them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from tests.support.releases import published

PROCESS = "economic_assistance"
GROUND = {
    "board": "Socialnämnden", "decided_on": "2026-02-18", "paragraph": "§ 24", "case_number": "SN 2026/112",
    "appeal_route": "administrative_court",
}  # fmt: skip


@dataclass
class House:
    """A municipality that is ready to work."""

    database: Database
    code: str = "1287"
    mode: str = "decide"
    effects: tuple[str, ...] = ("calculation", "decision", "journal_note")

    @property
    def scope(self) -> Scope:
        return Scope.of("test", self.code)

    def furnish(self) -> "House":
        with self.database.session(Scope.steward("test")) as session:
            add_municipality(session, self.code, {"1287": "Trelleborg", "1285": "Eslöv"}.get(self.code, "Kommun"))
            release = session.query(Release).first() or _release(session, self.effects)
            session.add(
                Subscription(
                    municipality_code=self.code, process=PROCESS, package=PROCESS, release_id=release.id,
                    mode=self.mode, configuration={}, parameters={}, ground=GROUND, changed_at=now(),
                )
            )  # fmt: skip
        return self

    def add_item(self, reference: str = "EB-2026-12-0001", **fields: Any) -> str:
        with self.database.session(self.scope) as session:
            return add(session, self.code, PROCESS, NewItem(reference, "2026-12", **fields))[0]

    def start_run(self) -> tuple[Run, str]:
        """A run that a worker has opened; answers it with its token."""
        with self.database.session(Scope.steward("test")) as session:
            run = runs.request(session, self.code, PROCESS, "Handle Applications", "test")
            opened = runs.open_run(session, run.id, "test-worker", run.id)
            return opened.run, opened.token


def _release(session: Session, effects: tuple[str, ...]) -> Release:
    release = Release(
        package=PROCESS, version="1.0.0", sha256="0" * 64, signature=b"", **published(),
        manifest={"tasks": {"Collect Applications": {}, "Handle Applications": {}}, "item_task": "Handle Applications",
                  "secrets": ["case_system"], "effects": list(effects)},
    )  # fmt: skip
    session.add(release)
    session.flush()
    return release
