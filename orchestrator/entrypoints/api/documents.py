"""What an invoice operator or access point calls: hand in a document of a process, as it is."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from orchestrator.entrypoints.api import answers
from orchestrator.entrypoints.api.context import Sender
from orchestrator.entrypoints.api.document import answer
from orchestrator.entrypoints.api.uploads import ANY_CONTENT, read_at_most
from orchestrator.operations.documents import intake

router = APIRouter(prefix="/documents", tags=["documents"])
Process = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,59}$", examples=["supplier_invoices"])]
Called = Annotated[str, Query(max_length=200, description="What you call it, for people; not its identity.")]


@router.post(
    "/{process}", summary="Hand in a document", response_model=None, openapi_extra=ANY_CONTENT,
    responses=answer(answers.DocumentTaken, 404, 409, 413, 422, 503, told="It is kept, and is a case in the queue."),
)  # fmt: skip
async def hand_in(process: Process, sender: Sender, request: Request, name: Called = "document") -> dict[str, Any]:
    """One document as the body, such as an e-invoice (UBL, Peppol BIS Billing 3). The same bytes again are the same
    document: send it again whenever you are not sure. 422 says in words what is wrong; 503 means send it again."""
    content = await read_at_most(request, intake.LARGEST, name)
    taken = await asyncio.to_thread(
        intake.take, sender.database, sender.scope, sender.municipality, process, name, content
    )
    return {
        "id": taken.document_id, "reference": taken.reference, "new": taken.is_new, "accepted": taken.accepted,
    }  # fmt: skip
