"""Measured minutes and standard minutes: written by one person, approved by another."""

from datetime import date

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.governance.people.duties import require_apart
from orchestrator.outcomes.benefits.models import Baseline, StandardMinutes


def add(
    session: Session, municipality: str, process: str, since: date, *, segment: str, minutes: str, deviation: str,
    measured: int, method: str, grade: str, author: str, approver: str,
) -> Baseline:  # fmt: skip
    """A baseline in force from a day. Minutes are decimal text, of one item; see `Baseline`."""
    require_apart(author=author, approver=approver)
    row = Baseline(
        municipality_code=municipality, process=process, valid_from_on=since, segment=segment, minutes=minutes,
        deviation=deviation, measured=measured, method=method, grade=grade, author=author, approver=approver,
        approved_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def add_standard(
    session: Session, municipality: str, process: str, since: date, outcome: str, minutes: str, *, author: str,
    approver: str,
) -> StandardMinutes:  # fmt: skip
    """Minutes that an outcome still takes, from a day."""
    require_apart(author=author, approver=approver)
    row = StandardMinutes(
        municipality_code=municipality, process=process, outcome=outcome, minutes=minutes, valid_from_on=since,
        author=author, approver=approver,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
