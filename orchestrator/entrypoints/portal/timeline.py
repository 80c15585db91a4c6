"""A case as a time line: what happened, in its order, as entries that the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.operations.queues import queries as queues
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import queries as runs
from orchestrator.operations.runs.models import Evidence, Run
from orchestrator.outcomes.decisions import queries as decisions
from orchestrator.outcomes.decisions.assess import current_decision, open_assessment
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.letters import service as letters
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.supplements import queries as supplements

_SYSTEM_ENDS = ("application", "lost")


@dataclass(frozen=True)
class Entry:
    """`kind` picks the template's part, `mark` the shape on the line."""

    kind: str
    mark: str
    at: datetime
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """An item with all that is known of it. Without the right to open it, only states, codes and attempts."""

    item: WorkItem
    attempts: Sequence[Attempt]
    runs: dict[str, Run]
    entries: list[Entry]
    decision: Decision | None = None
    assessment: Assessment | None = None
    opened: dict[str, Any] | None = None

    @property
    def last_attempt(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def reduced_case(session: Session, item: WorkItem) -> Case:
    """What operations see: nothing that is encrypted is read."""
    attempts = queues.attempts_of(session, item.id)
    entries = [Entry("received", "ok", item.received_at)]
    entries += [_attempt_entry(attempt, item, []) for attempt in attempts]
    return Case(item, attempts, _runs(session, attempts), entries + _handed_by_platform(session, item))


def whole_case(session: Session, item: WorkItem) -> Case:
    """Everything: assessment opened, effects, decision, notice, pictures."""
    attempts = queues.attempts_of(session, item.id)
    pictures = [row for row in evidence.of_item(session, item.id) if row.content_type.startswith("image/")]
    assessments = decisions.assessments_of(session, item.id)
    decision = current_decision(session, item.id)
    entries = [Entry("received", "ok", item.received_at)]
    messages = {attempt.id: queues.message_of(session, attempt) for attempt in attempts}
    entries += [_attempt_entry(attempt, item, pictures, messages[attempt.id]) for attempt in attempts]
    opened = {row.id: open_assessment(session, row)["assessment"] for row in assessments}
    entries += [_assessment_entry(row, opened[row.id], row is assessments[-1]) for row in assessments]
    entries += _handed_over(item, attempts, assessments, opened, messages)
    entries += _handed_by_platform(session, item)
    if decision is not None:
        entries += _decision_entries(session, decision)
    entries += [
        Entry(
            "notice",
            "ok" if notice.state == "sent" else "",
            notice.sent_at or notice.created_at,
            {"notice": notice, "text": notices.text_of(session, notice)},
        )
        for notice in decisions.notices_of(session, item.id)
    ]
    entries += _questions(session, item)
    # Sorted by time; entries of the same moment keep the order in which they were told above.
    entries.sort(key=lambda entry: entry.at)
    last = assessments[-1] if assessments else None
    return Case(item, attempts, _runs(session, attempts), entries, decision, last, opened[last.id] if last else None)


def _runs(session: Session, attempts: Sequence[Attempt]) -> dict[str, Run]:
    return runs.many(session, {attempt.run_id for attempt in attempts})


def _attempt_entry(attempt: Attempt, item: WorkItem, pictures: list[Evidence], message: str = "") -> Entry:
    mark = "warn" if attempt.end in _SYSTEM_ENDS else "ok" if attempt.end else "info"
    return Entry("attempt", mark, attempt.started_at, {
        "attempt": attempt, "message": message, "broken": attempt.end in _SYSTEM_ENDS,
        "pictures": [row for row in pictures if row.fence == attempt.fence],
        # behind the commit point something may stand in the system; before it nothing does
        "retried": attempt.end in _SYSTEM_ENDS and (attempt.fence < item.fence or item.state == "new"),
    })  # fmt: skip


def _assessment_entry(row: Assessment, assessment: dict[str, Any], last: bool) -> Entry:
    groups: dict[str, list[dict[str, Any]]] = {}
    for step in assessment.get("steps", []):
        groups.setdefault(step["group"], []).append(step)
    return Entry("assessment", "info", row.at, {"row": row, "assessment": assessment, "groups": groups, "last": last})


def _handed_over(
    item: WorkItem,
    attempts: Sequence[Attempt],
    assessments: Sequence[Assessment],
    opened: dict[str, dict[str, Any]],
    messages: dict[str, str],
) -> list[Entry]:
    """The reasons, where an attempt ended with an avvikelse: those of its own assessment, if it came that far."""
    entries = []
    for attempt in attempts:
        if attempt.end != "business" or attempt.ended_at is None:
            continue
        own = [row for row in assessments if row.fence == attempt.fence]
        assessment = opened[own[-1].id] if own else {}
        reasons = [*assessment.get("reasons", []), *assessment.get("blockers", [])]
        entries.append(Entry("handed_over", "info", attempt.ended_at, {
            "reasons": reasons, "code": attempt.code, "message": messages[attempt.id],
            "waiting": item.state == "waiting_human",
        }))  # fmt: skip
    return entries


def _handed_by_platform(session: Session, item: WorkItem) -> list[Entry]:
    """Attempts used up, or nobody can tell what was written: the platform itself asked for a person."""
    if item.state != "waiting_human" or item.exception_kind != "application":
        return []
    last = queues.transitions_of(session, item.id)[-1]
    return [Entry("gave_up", "warn", last.at, {"code": item.exception_code})]


def _questions(session: Session, item: WorkItem) -> list[Entry]:
    """What the applicant was asked and answered, and days that went by without an answer."""
    entries = []
    for told in supplements.of_item(session, item.id):
        row = told.row
        entries.append(Entry("supplement_asked", "info", row.asked_at, {"row": row, "question": told.question}))
        if row.end in ("lapsed", "withdrawn") and row.ended_at:
            entries.append(Entry(f"supplement_{row.end}", "info", row.ended_at))
        if row.answered_at:
            entries.append(Entry("supplement_answered", "ok", row.answered_at, {"answer": told.answer}))
    return entries


def _decision_entries(session: Session, decision: Decision) -> list[Entry]:
    effects = effects_of(session, decision)
    entries = []
    if effects:
        read_back = all(effect.state == "confirmed" for effect in effects)
        unsure = any(effect.state in ("unknown", "absent") for effect in effects)
        mark = "ok" if read_back else "warn" if unsure else "info"
        entries.append(Entry("effects", mark, effects[0].declared_at, {"effects": effects, "read_back": read_back}))
    if decision.state == "effected" and decision.effected_at:
        letter = letters.of_decision(session, decision.id)
        entries.append(
            Entry("decision", "ok", decision.effected_at, {"decision": decision, "letter": letter is not None})
        )
        if letter and letter.opened_at:
            entries.append(Entry("letter_opened", "ok", letter.opened_at))
    return entries
