"""A trial as it stands: agreement, what was found of each disagreement, and what is left to look at."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.catalogue.models import Subscription
from orchestrator.outcomes.decisions.agreement import Agreement, Pair
from orchestrator.outcomes.decisions.observe import agreement_of
from orchestrator.outcomes.trials.models import Disagreement


@dataclass(frozen=True)
class Trial:
    """`judged`: item → what was found. `open` are the disagreements that nobody has looked at."""

    told: Agreement
    judged: dict[str, Disagreement]

    @property
    def open(self) -> list[Pair]:
        return [pair for pair in self.told.disagreements if pair.work_item_id not in self.judged]


def trial_of(session: Session, uses: Subscription) -> Trial:
    """Over every case that both have concluded."""
    told = agreement_of(session, uses.municipality_code, uses.process)
    ids = [pair.work_item_id for pair in told.disagreements]
    rows = session.scalars(select(Disagreement).where(Disagreement.work_item_id.in_(ids)))
    return Trial(told, {row.work_item_id: row for row in rows})
