"""Facts in, assessment stored, decision prepared or reasons to hand over."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now, today
from orchestrator.core.errors import Conflict
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.decisions.rules import handed_over, may_write, reasons_of

AUTOMATIC = "automated_decision_function"


@dataclass(frozen=True)
class Assessed:
    """What the robot learns: the assessment, and the decision to effect (None: hand over, or shadow)."""

    assessment: dict[str, Any]
    decision: Decision | None
    reasons: list[str]


def assess(session: Session, item: WorkItem, subscription: Subscription, facts: dict[str, Any]) -> Assessed:
    """Assess a leased item. A decision that an earlier attempt prepared and never began to write is void.

    Raises BadInput when the facts do not fit their schema, ParameterMissing when no rules are in force.
    """
    if item.state != State.LEASED.value:
        raise Conflict(f"The work item is {item.state}: assess before writing. Allowed: its effects, its release.")
    rules = released.in_force(session, subscription, _release_of(session, item, subscription))
    on = today().isoformat()
    result = rules.assess(item.process, facts, item.municipality_code, subscription.parameters, on)
    row = store(session, item, subscription, facts, result, rules.sha256)
    _void_prepared(session, item)
    if may_write(subscription.mode, result, subscription.ground):
        return Assessed(result, _prepare(session, item, subscription, row), [])
    if subscription.mode == "decide":
        result = handed_over(result)
    return Assessed(result, None, reasons_of(result))


def current_decision(session: Session, item_id: str) -> Decision | None:
    """The item's decision that is not void, the newest."""
    return session.scalars(
        select(Decision)
        .where(Decision.work_item_id == item_id, Decision.state != "void")
        .order_by(Decision.number.desc())
        .limit(1)
    ).one_or_none()


def open_assessment(session: Session, row: Assessment) -> dict[str, Any]:
    """`{facts, assessment, parameters, on}` of a stored assessment, opened with the municipality's key."""
    opened: dict[str, Any] = vault.unseal_json(session, row.municipality_code, "assessment", row.sealed)
    return opened


def store(
    session: Session,
    item: WorkItem,
    subscription: Subscription,
    facts: dict[str, Any],
    result: dict[str, Any],
    rules_sha256: str,
) -> Assessment:
    """Keep what the rules of a process release concluded, with everything that is needed to conclude it again."""
    kept = {
        "facts": facts, "assessment": result, "parameters": subscription.parameters, "on": today().isoformat(),
    }  # fmt: skip
    row = Assessment(
        municipality_code=item.municipality_code, work_item_id=item.id, fence=item.fence, at=now(),
        mode=subscription.mode, outcome=result["outcome"], amount_ore=result["amount_ore"],
        extent=result.get("extent"),
        segment=result.get("segment") or "", reason_codes=reasons_of(result),
        rules_version=result["rules_version"], rules_sha256=rules_sha256,
        sealed=vault.seal_json(session, item.municipality_code, "assessment", kept),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _void_prepared(session: Session, item: WorkItem) -> None:
    earlier = current_decision(session, item.id)
    if earlier is not None and earlier.state == "prepared":
        earlier.state = "void"
        session.flush()


def _prepare(session: Session, item: WorkItem, subscription: Subscription, row: Assessment) -> Decision:
    number = session.scalar(
        select(func.coalesce(func.max(Decision.number), 0)).where(
            Decision.work_item_id == item.id, Decision.state != "void"
        )
    )
    decision = Decision(
        municipality_code=item.municipality_code, work_item_id=item.id, number=(number or 0) + 1, outcome=row.outcome,
        amount_ore=row.amount_ore, extent=row.extent, assessment_id=row.id, mode=subscription.mode,
        robot_release_id=_release_of(session, item, subscription), decided_by=AUTOMATIC,
        ground=subscription.ground, prepared_at=now(),
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision


def _release_of(session: Session, item: WorkItem, subscription: Subscription) -> str:
    """The release that works on the case: the subscription may have been given another meanwhile."""
    running = session.scalar(select(Run.release_id).where(Run.id == item.run_id)) if item.run_id else None
    return running or subscription.release_id


def last_assessment(session: Session, item_id: str) -> Assessment | None:
    """The newest assessment of an item."""
    return session.scalars(
        select(Assessment).where(Assessment.work_item_id == item_id).order_by(Assessment.id.desc()).limit(1)
    ).one_or_none()
