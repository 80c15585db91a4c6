"""What was erased so far, and how much is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date, today
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.outcomes.retention.models import Erasure
from orchestrator.outcomes.retention.rules import Period, keep_from, period_of


@dataclass(frozen=True)
class Kept:
    """`period`: None where the process names no class of records. `keep_from`: cases whose last note is older are
    erased; None while nothing may be. `erased` cases so far, the last time at `last_on`."""

    period: Period | None
    keep_from: date | None
    erased: int
    last_on: date | None


def kept(session: Session, uses: Subscription, process: Mapping[str, Any]) -> Kept:
    """Of one municipality and process, as the process describes itself."""
    period = period_of(process, uses.parameters, today())
    here = (Erasure.municipality_code == uses.municipality_code, Erasure.process == uses.process)
    erased, last = session.execute(select(func.sum(Erasure.items), func.max(Erasure.at)).where(*here)).one()
    day = keep_from(period, today()) if period and period.years is not None else None
    return Kept(period, day, erased or 0, legal_date(last) if last else None)
