"""A stored assessment again, from its own facts, values, day and process release: it must come out the same.

And the same facts through another release, before it is published: who would get another outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from orchestrator.core.errors import CoeError, NotFound
from orchestrator.governance.catalogue import released
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.assess import open_assessment
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.decisions.rules import Extent, reckoned

# What a person adds to an assessment, and no rules say.
_BY_PERSON = ("motivation",)


@dataclass(frozen=True)
class Replayed:
    """`same`: outcome, amount, reasons and every step, to the öre; `why` says what is another, without case data."""

    decision_id: str
    assessment_id: str
    rules_version: str
    amount_ore: int | None
    same: bool
    why: str = ""
    extent: str | None = None


@dataclass(frozen=True)
class Other:
    """A case that would come out otherwise. Amounts in öre, None where it would be handed over."""

    item_id: str
    municipality: str
    reference: str
    was: str
    becomes: str
    was_ore: int | None
    becomes_ore: int | None
    reasons: tuple[str, ...]
    was_extent: str | None = None
    becomes_extent: str | None = None

    @property
    def difference_ore(self) -> int | None:
        """How much more; None where one of the two has no amount."""
        return None if self.was_ore is None or self.becomes_ore is None else self.becomes_ore - self.was_ore


def decisions(session: Session, decision_id: str = "") -> list[str]:
    """The ids of all decisions that are not void, or this one; oldest first. NotFound when it is none."""
    asked: Select[tuple[str]] = select(Decision.id).where(Decision.state != "void").order_by(Decision.id)
    found = list(session.scalars(asked.where(Decision.id == decision_id) if decision_id else asked))
    if decision_id and not found:
        raise NotFound("There is no such decision here, or it is void.")
    return found


def replay(session: Session, decision_id: str) -> Replayed:
    """One decision, made again by the rules that made it. They are verified as always, also if since withdrawn."""
    decision = session.get_one(Decision, decision_id)
    row = session.get_one(Assessment, decision.assessment_id)
    item = session.get_one(WorkItem, row.work_item_id)
    rules = session.scalar(select(ProcessRelease).where(ProcessRelease.sha256 == row.rules_sha256))

    def told(why: str) -> Replayed:
        return Replayed(decision.id, row.id, row.rules_version, decision.amount_ore, not why, why, decision.extent)

    if rules is None:
        return told(f"its process release {row.rules_sha256[:12]} is not here")
    kept = open_assessment(session, row)
    try:
        again = released.hosts.of(rules).assess(
            item.process, kept["facts"], row.municipality_code, kept["parameters"], kept["on"]
        )
    except CoeError as error:
        return told(error.message)
    before = {name: value for name, value in kept["assessment"].items() if name not in _BY_PERSON}
    if wrong := sorted(name for name in {*before, *again} if before.get(name) != again.get(name)):
        return told(f"another {', '.join(wrong)}")
    # A person who accepted the reasons decided on the sum that the rules reckoned beside them.
    wanted = (Extent(again["amount_ore"], again.get("extent")), reckoned(again))
    return told(
        "" if Extent(decision.amount_ore, decision.extent) in wanted else "the decided amount is not the rules'"
    )


def what_if(session: Session, release: ProcessRelease, on: str = "", most: int | None = None) -> Iterator[Other | None]:
    """The newest assessment of every item of the process (or of the `most` newest items) through another release, on
    this day or its own: `Other` where it would come out otherwise, None where it would not. Nothing is stored."""
    newest = (
        select(Assessment, WorkItem)
        .join(WorkItem, WorkItem.id == Assessment.work_item_id)
        .where(WorkItem.process == release.process)
        .order_by(Assessment.work_item_id.desc(), Assessment.id.desc())
    )
    if most is not None:
        newest_items = (
            select(WorkItem.id).where(WorkItem.process == release.process).order_by(WorkItem.id.desc()).limit(most)
        )
        newest = newest.where(WorkItem.id.in_(newest_items.scalar_subquery()))
    rules, seen = released.hosts.of(release), ""
    for row, item in session.execute(newest):
        if item.id == seen:
            continue
        seen = item.id
        yield _compared(session, rules, row, item, on)


def _compared(session: Session, rules: Any, row: Assessment, item: WorkItem, on: str) -> Other | None:
    kept = open_assessment(session, row)
    try:
        again = rules.assess(item.process, kept["facts"], row.municipality_code, kept["parameters"], on or kept["on"])
    except CoeError as error:
        again = {"outcome": error.code, "amount_ore": None, "reasons": []}
    was, becomes = kept["assessment"], again
    if _told(was) == _told(becomes):
        return None
    codes = tuple(dict.fromkeys(reason["code"] for reason in becomes["reasons"]))
    return Other(
        item.id, row.municipality_code, masked(item.reference), was["outcome"], becomes["outcome"], was["amount_ore"],
        becomes["amount_ore"], codes, was.get("extent"), becomes.get("extent"),
    )  # fmt: skip


def _told(assessment: dict[str, Any]) -> tuple[Any, ...]:
    return assessment["outcome"], assessment["amount_ore"], assessment.get("extent")


def masked(reference: str) -> str:
    """A reference that is told outside its municipality: its last two characters."""
    return f"…{reference[-2:]}"
