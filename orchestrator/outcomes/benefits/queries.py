"""Reads of time saved: summed exactly, from the lines of a month."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits import small
from orchestrator.outcomes.benefits.formula import Portion, Saved, saved
from orchestrator.outcomes.benefits.models import Baseline, BenefitLine, StandardMinutes
from orchestrator.outcomes.benefits.small import Shown

# Municipality, month, process.
Place = tuple[str, str, str]

OUTCOMES = ("straight_through", "assisted", "business_exception", "application_exception")
# What a grade is worth as evidence: only measured baselines make a measured figure.
_MEASURED_GRADES = frozenset("AB")


@dataclass(frozen=True)
class OutcomeSum:
    """Lines that are alike: so many cases, each `baseline_minutes` − `human_minutes`."""

    outcome: str
    segment: str
    cases: int
    baseline_minutes: Decimal
    human_minutes: Decimal
    net: Decimal


@dataclass
class MonthSaved:
    """One municipality's month of one process, never added to another rung's."""

    municipality: str
    month: str
    process: str
    sums: list[OutcomeSum] = field(default_factory=list)
    baselines: dict[str, Baseline] = field(default_factory=dict)
    portions: list[Portion] = field(default_factory=list)

    @property
    def key(self) -> Place:
        return self.municipality, self.month, self.process

    @property
    def figure(self) -> Saved:
        return saved(self.portions)

    @property
    def rung(self) -> int:
        """1 estimated, 2 measured. Higher rungs need a controller's signature."""
        return 2 if all(row.grade in _MEASURED_GRADES for row in self.baselines.values()) else 1

    def cases_of(self, outcome: str) -> int:
        return sum(row.cases for row in self.sums if row.outcome == outcome)


def shown_of(rows: Iterable[MonthSaved], outcomes: Sequence[str]) -> dict[Place, Shown]:
    """What may be shown of each municipality's month to somebody outside it (`small.py`)."""
    alike: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for row in rows:
        alike[row.month, row.process][row.municipality] = [row.cases_of(outcome) for outcome in outcomes]
    return {
        (code, month, process): what
        for (month, process), counts in alike.items()
        for code, what in small.shown(counts).items()
    }


def by_month(session: Session, municipalities: tuple[str, ...], month: str = "", process: str = "") -> list[MonthSaved]:
    """Time saved by municipality, month and process, newest month first.

    Lines with the same minutes are counted in the database and multiplied here in `Decimal`: exact on both
    databases, though minutes are decimal text and SQLite has no decimal numbers.
    """
    key = (BenefitLine.municipality_code, BenefitLine.month, BenefitLine.process, BenefitLine.baseline_id)
    alike = (BenefitLine.kind, BenefitLine.outcome, BenefitLine.segment, BenefitLine.baseline_minutes,
             BenefitLine.human_minutes, BenefitLine.net_minutes)  # fmt: skip
    asked = select(*key, *alike, func.count(BenefitLine.id)).where(BenefitLine.municipality_code.in_(municipalities))
    if month:
        asked = asked.where(BenefitLine.month == month)
    if process:
        asked = asked.where(BenefitLine.process == process)
    rows = session.execute(asked.group_by(*key, *alike)).all()
    baselines = _baselines(session, {row[3] for row in rows})
    months: dict[tuple[str, str, str], MonthSaved] = {}
    by_baseline: dict[tuple[str, str, str], dict[str, list[OutcomeSum]]] = defaultdict(lambda: defaultdict(list))
    for code, line_month, line_process, baseline_id, *rest in rows:
        place = (code, line_month, line_process)
        told = months.setdefault(place, MonthSaved(*place))
        summed = _sum(*rest)
        told.sums.append(summed)
        told.baselines[baseline_id] = baselines[baseline_id]
        by_baseline[place][baseline_id].append(summed)
    for place, parts in by_baseline.items():
        months[place].portions = [_portion(baselines[baseline_id], sums) for baseline_id, sums in parts.items()]
        months[place].sums.sort(key=lambda row: (row.segment, -row.net))
    return sorted(months.values(), key=lambda row: (row.month, row.municipality, row.process), reverse=True)


def line_of(session: Session, item: WorkItem) -> tuple[BenefitLine, Baseline] | None:
    """A case's own line, with the baseline it stands on."""
    if not item.benefit_line_id:
        return None
    line = session.scalars(select(BenefitLine).where(BenefitLine.id == item.benefit_line_id)).one_or_none()
    return (line, _baselines(session, {line.baseline_id})[line.baseline_id]) if line else None


def cases_of(
    session: Session, municipality: str, month: str, process: str, outcome: str, limit: int = 200
) -> Sequence[WorkItem]:
    """The cases behind one figure, as long as they are kept: a line itself has no reference."""
    asked = (
        select(WorkItem)
        .join(BenefitLine, BenefitLine.id == WorkItem.benefit_line_id)
        .where(
            WorkItem.municipality_code == municipality, BenefitLine.month == month, BenefitLine.process == process,
            BenefitLine.outcome == outcome,
        )
        .order_by(WorkItem.id.desc())
        .limit(limit)
    )  # fmt: skip
    return session.scalars(asked).all()


def baselines(session: Session, municipalities: tuple[str, ...], process: str = "") -> Sequence[Baseline]:
    """Every baseline (of one process), the newest first within a segment."""
    asked = select(Baseline).where(Baseline.municipality_code.in_(municipalities))
    if process:
        asked = asked.where(Baseline.process == process)
    return session.scalars(
        asked.order_by(Baseline.municipality_code, Baseline.process, Baseline.segment, Baseline.valid_from_on.desc())
    ).all()


def standard_minutes(session: Session, municipalities: tuple[str, ...], process: str = "") -> Sequence[StandardMinutes]:
    """Approved minutes that each outcome (of one process) still takes."""
    asked = select(StandardMinutes).where(StandardMinutes.municipality_code.in_(municipalities))
    if process:
        asked = asked.where(StandardMinutes.process == process)
    return session.scalars(
        asked.order_by(StandardMinutes.municipality_code, StandardMinutes.process, StandardMinutes.outcome)
    ).all()


def standard_error(baseline: Baseline) -> Decimal:
    """Of the mean: deviation / √measured."""
    return Decimal(baseline.deviation) / Decimal(baseline.measured).sqrt() if baseline.measured else Decimal(0)


def _sum(kind: str, outcome: str, segment: str, baseline: str, human: str, net: str, count: int) -> OutcomeSum:
    # A reversal takes a case away; its minutes carry their own sign.
    cases = -count if kind == "reversal" else count
    return OutcomeSum(outcome, segment, cases, Decimal(baseline), Decimal(human), Decimal(net) * count)


def _portion(baseline: Baseline, sums: list[OutcomeSum]) -> Portion:
    cases = sum(row.cases for row in sums)
    net = sum((row.net for row in sums), Decimal(0))
    minutes = Decimal(baseline.minutes)
    # The human minutes that the net stands on: a case that fell back counts at least its baseline.
    human = cases * minutes - net
    return Portion(cases, net, human, minutes, standard_error(baseline), baseline.grade)


def _baselines(session: Session, ids: set[str]) -> dict[str, Baseline]:
    return {row.id: row for row in session.scalars(select(Baseline).where(Baseline.id.in_(ids)))}
