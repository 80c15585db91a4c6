"""Pictures and documents that robots kept: shown or downloaded after a check of scope and right."""

from typing import Annotated

from fastapi import APIRouter, Response

from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import queries as runs
from orchestrator.operations.runs.models import Evidence

router = APIRouter()
_ENDINGS = {"log_html": "html", "output_xml": "xml", "trace": "zip"}


@router.get("/evidence/{evidence_id}")
def show(visiting: Annotated[Visit, needs(Action.SEE_EVIDENCE)], evidence_id: str) -> Response:
    """A masked picture is shown; everything else is a download: a log is a page with scripts of its own."""
    with visiting.read(trying=visiting.in_twin(Evidence, evidence_id)) as page:
        row, content = evidence.read(page.session, evidence_id)
        _open(page, row)
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
        if row.content_type in evidence.PICTURES:
            return Response(content, media_type=row.content_type, headers=headers)
        name = f"{row.kind}-{row.id[:12]}.{_ENDINGS.get(row.kind, 'bin')}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Response(content, media_type="application/octet-stream", headers=headers)


def _open(page: Page, row: Evidence) -> None:
    """What shows a case needs the right to open that case; a run's own documents show the screens of all its cases."""
    if row.work_item_id is None:
        page.visitor.require(Action.READ_RUN_DOCUMENTS)
        page.in_role(runs.one(page.session, row.run_id).process)
        audit.note(page.session, row.municipality_code, "evidence_opened", "evidence", row.id, kind=row.kind)
        return
    item = queues.one(page.session, row.work_item_id)
    page.in_role(item.process)
    page.open(item, "evidence_opened", evidence=row.id, kind=row.kind)
