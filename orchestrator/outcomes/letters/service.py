"""Compose the letter with the decision, and read it."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date, now
from orchestrator.core.db import Municipality
from orchestrator.core.errors import NotFound
from orchestrator.governance.catalogue import released
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.letters.compose import content, month_in_words
from orchestrator.outcomes.letters.models import Letter

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True)
)


def compose(
    session: Session, item: WorkItem, decision_id: str, assessment: dict[str, Any], *, amount_ore: int,
    automatic: bool, ground: str,
) -> Letter:  # fmt: skip
    """Write the letter once, from what was decided; changed rules or texts never change it afterwards."""
    language = _language(session, item)
    html = _TEMPLATES.get_template("letter.html").render(
        letter=content(
            assessment, amount_ore=amount_ore, month=month_in_words(item.occurrence, language),
            automatic=automatic, ground=ground,
            process=_process(session, item), language=language,
        ),
        language=language, reference=item.reference, day=legal_date().isoformat(),
        sender=session.get_one(Municipality, item.municipality_code).name,
    )  # fmt: skip
    letter = Letter(
        id=_id(session, item), municipality_code=item.municipality_code, work_item_id=item.id, decision_id=decision_id,
        language=language, composed_at=now(),
        sealed=vault.seal(session, item.municipality_code, "letter", html.encode()),
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def has_letter(session: Session, item: WorkItem) -> bool:
    """Whether the process has words for a letter; where it has none, the decision is told elsewhere."""
    return "letter" in _process(session, item)


def _process(session: Session, item: WorkItem) -> dict[str, Any]:
    return released.for_words(session, item.municipality_code, item.process).describe(item.process)


def _id(session: Session, item: WorkItem) -> str:
    """Made from what it tells of, not drawn: written anew after a restore, the e-service knows it by its id."""
    before = session.scalar(select(func.count()).where(Letter.work_item_id == item.id))
    about = f"letter/{item.process}/{item.reference}/{item.occurrence}/{before}"
    return vault.name_key(session, item.municipality_code, about)[:32]


def letter_of(session: Session, decision_id: str) -> tuple[Letter, str]:
    """A decision's letter and its HTML."""
    letter = session.scalars(select(Letter).where(Letter.decision_id == decision_id)).one_or_none()
    if letter is None:
        raise NotFound("There is no letter for this decision.")
    return letter, vault.unseal(session, letter.municipality_code, "letter", letter.sealed).decode()


def of_decision(session: Session, decision_id: str) -> Letter | None:
    """A decision's letter as a row: when it was written, fetched and opened. Its text stays closed."""
    return session.scalars(select(Letter).where(Letter.decision_id == decision_id)).one_or_none()


def _language(session: Session, item: WorkItem) -> str:
    payload = vault.unseal_json(session, item.municipality_code, "payload", item.payload)
    wanted: str = (payload.get("contact") or {}).get("language", "sv")
    return wanted if wanted in ("sv", "en") else "sv"
