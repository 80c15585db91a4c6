"""Files of a work item: the robot's attachments in and out, encrypted at rest."""

import asyncio

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.api.context import Robot
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.models import ItemFile

router = APIRouter(tags=["files"])


@router.get("/work-items/{item_id}/files/{name}")
def get_file(item_id: str, name: str, robot: Robot) -> Response:
    with robot.session() as (session, run):
        row = _file(session, item_id, name)
        return Response(vault.unseal(session, run.municipality_code, "file", row.content))


@router.put("/work-items/{item_id}/files/{name}", status_code=204)
async def put_file(item_id: str, name: str, fence: int, robot: Robot, request: Request) -> None:
    content = await request.body()

    def keep() -> None:
        with robot.session() as (session, run):
            lease.held(session, item_id, fence, run.id)
            sealed = vault.seal(session, run.municipality_code, "file", content)
            row = _find(session, item_id, name)
            if row is None:
                row = ItemFile(municipality_code=run.municipality_code, work_item_id=item_id, name=name[:200])
                session.add(row)
            row.content, row.size = sealed, len(content)

    await asyncio.to_thread(keep)


@router.delete("/work-items/{item_id}/files/{name}", status_code=204)
def delete_file(item_id: str, name: str, fence: int, robot: Robot) -> None:
    with robot.session() as (session, run):
        lease.held(session, item_id, fence, run.id)
        session.delete(_file(session, item_id, name))


def _find(session: Session, item_id: str, name: str) -> ItemFile | None:
    return session.scalars(
        select(ItemFile).where(ItemFile.work_item_id == item_id, ItemFile.name == name)
    ).one_or_none()


def _file(session: Session, item_id: str, name: str) -> ItemFile:
    row = _find(session, item_id, name)
    if row is None:
        raise NotFound(f"The work item has no file {name!r}.")
    return row
