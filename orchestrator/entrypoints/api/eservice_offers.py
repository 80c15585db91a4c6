"""Offers that the e-service fetches and guardians answer there. No personal number crosses."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from orchestrator.core.errors import Conflict
from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Eservice
from orchestrator.entrypoints.api.document import answer, nothing
from orchestrator.entrypoints.api.fields import OfferId
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.rounds import answers as offers
from orchestrator.outcomes.rounds.models import Offer

router = APIRouter(prefix="/eservice", tags=["e-service"])
_ENDED = {
    "sv": "Svarstiden har gått ut. Platsen kan ha gått till ett annat barn.",
    "en": "The time to answer has run out. The place may have gone to another child.",
}


@router.get(
    "/offers", summary="List offers to fetch", response_model=None,
    responses=answer(answers.OffersToFetch, told="Oldest first."),
)  # fmt: skip
def offers_to_fetch(call: Eservice, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> dict[str, list[dict[str, Any]]]:
    """Offers that stand in the municipality's system and that you have not said you have: show each, then say
    `fetched`. `what` is `offer`, or `end` for one that can no longer be answered: take it away, then say so."""
    with call.session() as session:
        return {"offers": [_view(session, row) for row in offers.to_fetch(session, call.municipality, limit)]}


@router.post("/offers/{offer_id}/fetched", summary="Tell of a fetched offer", status_code=204, responses=nothing(404))
def offer_fetched(offer_id: OfferId, call: Eservice, body: bodies.OfferFetched | None = None) -> None:
    """You have the offer and show it, or have taken it away after its end: it is told no more."""
    with call.session() as session:
        offers.fetched(session, offer_id, end=body is not None and body.what == "end")


@router.post(
    "/offers/{offer_id}/answer", summary="Hand in the answer", status_code=204, responses=nothing(404, 409, 503)
)  # fmt: skip
def offer_answered(offer_id: OfferId, call: Eservice, body: bodies.OfferAnswer) -> None:
    """The guardian's yes or no. Said again it changes nothing. After its time it is kept and refused (409): the place
    may have gone to another child."""
    with call.session() as session:
        what = offers.answer(session, offer_id, body.answer, body.answered_at)
    if what == offers.LATE:  # kept first: what was said late is not lost by being refused
        raise Conflict("The time to answer this offer has run out. The place may have gone to another child: call us.")


def _view(session: Session, row: Offer) -> dict[str, Any]:
    item = queues.one(session, row.work_item_id)
    english = _language(session, item) == "en"
    told = {"id": row.id, "what": row.to_tell, "reference": item.reference, "occurrence": item.occurrence}
    if row.to_tell == "end":
        return told | {"text": _ENDED["en" if english else "sv"]}
    words = offers.words_of(session, row)
    why = (words["why"] or {}) if not words["settled"] else {}
    decision = session.get_one(Decision, row.decision_id)
    return told | {
        "unit": row.unit, "start_on": row.start_on.isoformat(), "answer_by": row.answer_by.isoformat(),
        "hours_week": words.get("hours_week"), "fee_ore": decision.amount_ore,
        "text": why.get("en" if english else "sv", ""),
    }  # fmt: skip


def _language(session: Session, item: WorkItem) -> str:
    payload = vault.unseal_json(session, item.municipality_code, "payload", item.payload)
    return str(((payload or {}).get("contact") or {}).get("language") or "sv")
