"""Files of a work item: the robot's attachments in and out, encrypted at rest, for the run that holds the item."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.content import check as check_content
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.entrypoints.api import answers
from orchestrator.entrypoints.api.context import Robot
from orchestrator.entrypoints.api.document import answer, nothing, refusals
from orchestrator.entrypoints.api.fields import AskedFence, ItemId, Name
from orchestrator.entrypoints.api.uploads import ANY_CONTENT, read_at_most
from orchestrator.entrypoints.api.views import file_views
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.models import ItemFile

router = APIRouter(tags=["files"])
LARGEST = 25 * 1024**2
MOST = 100
_BYTES = {"description": "The file as it was.", "content": {"application/octet-stream": {}}}


@router.get(
    "/work-items/{item_id}/files", summary="List the files", response_model=None,
    responses=answer(answers.Files, 404, 409, told="Names and sizes."),
)  # fmt: skip
def list_files(item_id: ItemId, robot: Robot) -> dict[str, Any]:
    """The case's files by name. `reserve` has told them too."""
    with robot.session() as (session, run):
        lease.held_by_run(session, item_id, run.id)
        return {"files": file_views(session, item_id)}


@router.get(
    "/work-items/{item_id}/files/{name}", summary="Read a file", response_class=Response,
    responses={200: _BYTES, **refusals(404, 409)},
)  # fmt: skip
def get_file(item_id: ItemId, name: Name, robot: Robot) -> Response:
    """The file's content, for the run that holds the case."""
    with robot.session() as (session, run):
        lease.held_by_run(session, item_id, run.id)
        content = vault.unseal(
            session, run.municipality_code, "file", _file(session, run.municipality_code, item_id, name).content
        )
        return Response(content, media_type="application/octet-stream")


@router.put(
    "/work-items/{item_id}/files/{name}", summary="Keep a file", status_code=204,
    responses=nothing(404, 409, 413, 422), openapi_extra=ANY_CONTENT,
)  # fmt: skip
async def put_file(item_id: ItemId, name: Name, fence: AskedFence, robot: Robot, request: Request) -> None:
    """Keep a file with the case, or replace the one of that name. At most 25 MB each, 100 a case."""
    content = await read_at_most(request, LARGEST, name)
    check_content(content, name)

    def keep() -> None:
        with robot.session() as (session, run):
            lease.held(session, item_id, fence, run.id)
            sealed = vault.seal(session, run.municipality_code, "file", content)
            row = _find(session, run.municipality_code, item_id, name)
            if row is None:
                _check_room(session, item_id)
                row = ItemFile(municipality_code=run.municipality_code, work_item_id=item_id)
                row.name_key = vault.name_key(session, run.municipality_code, name)
                row.name = vault.seal_text(session, run.municipality_code, "file_name", name)
                session.add(row)
            row.content, row.size = sealed, len(content)

    await asyncio.to_thread(keep)


@router.delete(
    "/work-items/{item_id}/files/{name}", summary="Remove a file", status_code=204, responses=nothing(404, 409)
)
def delete_file(item_id: ItemId, name: Name, fence: AskedFence, robot: Robot) -> None:
    """Remove a file of the case."""
    with robot.session() as (session, run):
        lease.held(session, item_id, fence, run.id)
        session.delete(_file(session, run.municipality_code, item_id, name))


def _check_room(session: Session, item_id: str) -> None:
    kept = session.scalar(select(func.count()).where(ItemFile.work_item_id == item_id)) or 0
    if kept >= MOST:
        raise Conflict(f"The work item has {kept} files, and no more are kept. Replace or remove one of them.")


def _find(session: Session, municipality: str, item_id: str, name: str) -> ItemFile | None:
    key = vault.name_key(session, municipality, name)
    return session.scalars(
        select(ItemFile).where(ItemFile.work_item_id == item_id, ItemFile.name_key == key)
    ).one_or_none()


def _file(session: Session, municipality: str, item_id: str, name: str) -> ItemFile:
    row = _find(session, municipality, item_id, name)
    if row is None:
        raise NotFound(f"The work item has no file {name!r}.")
    return row
