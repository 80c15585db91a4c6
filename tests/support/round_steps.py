"""What the tests of rounds do and look at: approve, answer, and see where a case waits."""

from datetime import datetime

from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.rounds import answers, approve, kept, queries
from orchestrator.outcomes.rounds.models import Offer
from tests.support.queue_of_children import Children

ELIF = "elif"


def seats(children: Children, round_id: str) -> dict[str, str]:
    with children.session() as session:
        whole = kept.opened(session, queries.one(session, round_id))
        return {child.reference: child.seat["place"] for child in whole.children if child.seat}


def approved(children: Children, round_id: str, *items: str) -> approve.Approved:
    with children.session(f"person:{ELIF}") as session:
        return approve.approve(session, round_id, ELIF, None, items)


def waits(children: Children, item_id: str) -> tuple[str, str | None]:
    with children.session() as session:
        item = session.get_one(WorkItem, item_id)
        return item.state, item.waiting_for


def offered(children: Children) -> dict[str, Offer]:
    """By reference, what the e-service would fetch."""
    with children.session() as session:
        rows = answers.to_fetch(session, children.code, 100)
        return {session.get_one(WorkItem, row.work_item_id).reference: row for row in rows}


def said(children: Children, offer: Offer, word: str, at: datetime | None = None) -> str:
    with children.session("eservice") as session:
        return answers.answer(session, offer.id, word, at)
