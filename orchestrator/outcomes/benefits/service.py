"""Record the benefit line when a case ends."""

import secrets
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date, month_of, today
from orchestrator.core.db import table
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits.formula import net_minutes
from orchestrator.outcomes.benefits.models import Baseline, BenefitLine, StandardMinutes


def record(
    session: Session, item: WorkItem, outcome: str, segment: str, rules_version: str, measured: Decimal | None = None
) -> BenefitLine | None:
    """The line of one finished case, once. Without a baseline in force there is no figure, and none is guessed.

    A case that ends otherwise than its line says (handed over, then assisted) gets a reversal and a new line:
    lines are never rewritten. `measured` are the minutes of the inbox clock: they stand instead of standard minutes.
    """
    if item.benefit_line_id:
        told = session.get_one(BenefitLine, item.benefit_line_id)
        if told.outcome == outcome:
            return None
        _reverse(session, told)
    received = legal_date(item.received_at)
    baseline = _baseline(session, item, segment, received)
    human = str(measured) if measured is not None else _standard_minutes(session, item, outcome, received)
    if baseline is None or human is None:
        return None
    spared = net_minutes(Decimal(baseline.minutes), Decimal(human), outcome)
    line = BenefitLine(
        id=secrets.token_hex(16), municipality_code=item.municipality_code, process=item.process,
        month=month_of(today()), segment=segment, outcome=outcome, baseline_id=baseline.id,
        baseline_minutes=baseline.minutes, human_minutes=human, net_minutes=str(spared), rules_version=rules_version,
    )  # fmt: skip
    session.add(line)
    item.benefit_line_id = line.id
    session.flush()
    return line


def withdraw(session: Session, item: WorkItem) -> None:
    """The case was cancelled: what its line says is reversed, and it earns nothing."""
    if item.benefit_line_id:
        _reverse(session, session.get_one(BenefitLine, item.benefit_line_id))
        item.benefit_line_id = None


_baseline_row = table(Baseline).c
_HAS_BASELINE = (
    select(_baseline_row.id)
    .where(_baseline_row.municipality_code == bindparam("m"), _baseline_row.process == bindparam("p"))
    .limit(1)
)


def has_baseline(session: Session, municipality: str, process: str) -> bool:
    """Whether anything was ever measured here: without it no case has a figure."""
    return session.connection().execute(_HAS_BASELINE, {"m": municipality, "p": process}).first() is not None


def _reverse(session: Session, told: BenefitLine) -> None:
    session.add(
        BenefitLine(
            id=secrets.token_hex(16), municipality_code=told.municipality_code, process=told.process,
            month=month_of(today()), segment=told.segment, outcome=told.outcome, kind="reversal",
            baseline_id=told.baseline_id, baseline_minutes=told.baseline_minutes, human_minutes=told.human_minutes,
            net_minutes=str(-Decimal(told.net_minutes)), rules_version=told.rules_version,
        )
    )  # fmt: skip


def _baseline(session: Session, item: WorkItem, segment: str, day: date) -> Baseline | None:
    return session.scalars(
        select(Baseline)
        .where(
            Baseline.municipality_code == item.municipality_code, Baseline.process == item.process,
            Baseline.segment == segment, Baseline.valid_from_on <= day,
            or_(Baseline.valid_to_on.is_(None), Baseline.valid_to_on >= day),
        )
        .order_by(Baseline.valid_from_on.desc(), Baseline.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip


def _standard_minutes(session: Session, item: WorkItem, outcome: str, day: date) -> str | None:
    return session.scalars(
        select(StandardMinutes.minutes)
        .where(
            StandardMinutes.municipality_code == item.municipality_code, StandardMinutes.process == item.process,
            StandardMinutes.outcome == outcome, StandardMinutes.valid_from_on <= day,
            or_(StandardMinutes.valid_to_on.is_(None), StandardMinutes.valid_to_on >= day),
        )
        .order_by(StandardMinutes.valid_from_on.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
