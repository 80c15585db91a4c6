"""What a municipality's e-service calls: letters to fetch and that they were opened, questions to fetch and answers.

No personal number crosses: the e-service knows its applicant by the reference that it was given when it filed.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Eservice
from orchestrator.entrypoints.api.document import answer, nothing, refusals
from orchestrator.entrypoints.api.fields import LetterId, RequestId
from orchestrator.operations.queues import queries as queues
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.letters import eservice as letters
from orchestrator.outcomes.letters.models import Letter
from orchestrator.outcomes.letters.pdf import to_pdf
from orchestrator.outcomes.supplements import eservice as supplements
from orchestrator.outcomes.supplements.models import SupplementRequest

router = APIRouter(prefix="/eservice", tags=["e-service"])


@router.get(
    "/letters", summary="List letters to fetch", response_model=None,
    responses=answer(answers.LettersToFetch, told="Oldest first."),
)  # fmt: skip
def to_fetch(call: Eservice, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> dict[str, list[dict[str, Any]]]:
    """Letters that you have not said you have, oldest first: show each, then say `fetched`."""
    with call.session() as session:
        return {"letters": [_view(session, row) for row in letters.to_fetch(session, call.municipality, limit)]}


@router.get(
    "/letters/{letter_id}.pdf", summary="Read a letter as PDF", response_class=Response,
    responses={200: {"description": "The letter.", "content": {"application/pdf": {}}}, **refusals(404)},
)  # fmt: skip
def pdf(letter_id: LetterId, call: Eservice) -> Response:
    """The letter as a tagged PDF, made when the transaction is over: a browser at work never holds the database."""
    with call.session() as session:
        html = letters.html_of(session, letters.one(session, letter_id))
    return Response(to_pdf(html), media_type="application/pdf")


@router.post(
    "/letters/{letter_id}/fetched", summary="Tell of a fetched letter", status_code=204, responses=nothing(404)
)
def fetched(letter_id: LetterId, call: Eservice) -> None:
    """You have the letter and show it: it is offered no more. Told twice, it is told once."""
    with call.session() as session:
        letters.fetched(session, letter_id)


@router.post("/letters/{letter_id}/opened", summary="Tell of an opened letter", status_code=204, responses=nothing(404))
def opened(letter_id: LetterId, call: Eservice, body: bodies.Opened | None = None) -> None:
    """The applicant has opened the letter; the first time counts, and saying it again changes nothing."""
    with call.session() as session:
        letters.opened(session, letter_id, body.opened_at if body else None)


@router.get(
    "/supplements", summary="List questions to fetch", response_model=None,
    responses=answer(answers.QuestionsToFetch, told="Oldest first."),
)  # fmt: skip
def questions(call: Eservice, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> dict[str, list[dict[str, Any]]]:
    """Questions to applicants that you have not said you have, oldest first: show each, then say `fetched`.

    `what` is `question`, or `end` for one that is no longer waited for: take it away, then say `fetched` of its end.
    """
    with call.session() as session:
        rows = supplements.to_fetch(session, call.municipality, limit)
        return {"supplements": [_question(session, row) for row in rows]}


@router.post(
    "/supplements/{request_id}/fetched", summary="Tell of a fetched question", status_code=204, responses=nothing(404)
)
def question_fetched(request_id: RequestId, call: Eservice, body: bodies.Fetched | None = None) -> None:
    """You have the question and show it, or have taken it away after its end: it is offered no more."""
    with call.session() as session:
        supplements.fetched(session, request_id, end=body is not None and body.what == "end")


@router.post(
    "/supplements/{request_id}/answer", summary="Hand in the answer", status_code=204, responses=nothing(404, 409)
)
def question_answered(request_id: RequestId, call: Eservice, body: bodies.Answer) -> None:
    """The applicant's answer. Said again in the same words it changes nothing; numbers of persons are masked."""
    with call.session() as session:
        supplements.answer(session, request_id, body.text, body.answered_at)


def _question(session: Session, row: SupplementRequest) -> dict[str, Any]:
    item = queues.one(session, row.work_item_id)
    told = {"id": row.id, "what": row.to_tell, "reference": item.reference, "occurrence": item.occurrence}
    if row.to_tell == "end":
        return told
    return told | {
        "text": supplements.question_of(session, row), "last_on": row.last_on.isoformat(),
        "asked_at": row.asked_at.isoformat(),
    }  # fmt: skip


def _view(session: Session, letter: Letter) -> dict[str, Any]:
    item = queues.one(session, letter.work_item_id)
    decision = session.get_one(Decision, letter.decision_id)
    return {
        "id": letter.id, "reference": item.reference, "occurrence": item.occurrence,
        "decision_number": decision.number, "composed_at": letter.composed_at.isoformat(),
        "language": letter.language, "html": letters.html_of(session, letter),
    }  # fmt: skip
