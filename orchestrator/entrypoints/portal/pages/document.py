"""The document of a case as a person reads it, every finding at its place; and the original as it came in."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from orchestrator.core.errors import NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.catalogue import released
from orchestrator.governance.people.rules import Action
from orchestrator.governance.vault import service as vault
from orchestrator.operations.documents import queries as documents
from orchestrator.operations.documents.models import Document
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.assess import last_assessment, open_assessment

router = APIRouter()
Seeing = Annotated[Visit, needs(Action.SEE_WORK_ITEMS)]


@router.get("/work-items/{item_id}/document")
def show(visiting: Seeing, item_id: str) -> Response:
    with visiting.read() as page:
        item, document = _open(page, item_id, "page")
        payload = vault.unseal_json(page.session, item.municipality_code, "payload", item.payload or b"{}")
        rules = released.for_words(page.session, item.municipality_code, item.process)
        sheet = rules.sheet(item.process, payload, _reasons(page, item))
        return page.html("document.html", item=item, document=document, sheet=sheet)


@router.get("/work-items/{item_id}/document/original")
def original(visiting: Seeing, item_id: str) -> Response:
    """The bytes as they came, to be kept and not to be shown: a document is never opened in our pages."""
    with visiting.read() as page:
        item, document = _open(page, item_id, "original")
        content = documents.original(page.session, item)
    headers = {"Content-Disposition": f'attachment; filename="{document.sha256[:16]}.xml"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _open(page: Page, item_id: str, form: str) -> tuple[WorkItem, Document]:
    item = queries.one(page.session, item_id)
    page.in_role(item.process)
    if not page.may_open(item):
        raise NotAllowed("Documents are read in their own municipality.")
    document = documents.of_item(page.session, item.id)
    if document is None:
        raise NotFound("There is no document in this case.")
    page.open(item, "document_opened", form=form)
    return item, document


def _reasons(page: Page, item: WorkItem) -> list[Any]:
    """Of the newest assessment; none before the robot has been there."""
    row = last_assessment(page.session, item.id)
    return open_assessment(page.session, row)["assessment"]["reasons"] if row else []
