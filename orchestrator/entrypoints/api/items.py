"""Add cases to the queue, to the run's own process or to one that its package feeds, and see what became of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from orchestrator.core.errors import BadInput, NotAllowed
from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Robot
from orchestrator.entrypoints.api.document import answer
from orchestrator.entrypoints.api.fields import AskedFence, ItemId
from orchestrator.governance.catalogue.service import subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues import add, lease, queries
from orchestrator.operations.runs.caller import CallingRun

router = APIRouter(tags=["queue"])


@router.post(
    "/work-items", summary="Add cases", response_model=None,
    responses=answer(answers.Added, 403, 404, 409, 503, told="Which are new, and which were there before."),
)  # fmt: skip
def add_items(body: bodies.NewItems, robot: Robot) -> dict[str, list[str]]:
    """Up to a thousand at once: all are added or none, and every place that does not fit is named.

    The same process, reference and occurrence again is the same work item, answered as existing. Items of another
    process must be named under `feeds` in the package's manifest, and the municipality must subscribe to it.
    """
    told: dict[str, list[str]] = {"added": [], "existing": []}
    with robot.session() as (session, run):
        _check_parents(session, run, body.items)
        _check_fed(session, run, {new.process for new in body.items} - {"", run.process})
        for process, places in _by_process(run, body.items).items():
            for found in _added(session, run, process, places, body.items):
                told["added" if found.is_new else "existing"].append(found.id)
    return told


@router.get(
    "/work-items/{item_id}/children", summary="See what a case gave rise to", response_model=None,
    responses=answer(answers.Children, 404, 409, told="The cases that were added with this one as their parent."),
)  # fmt: skip
def children(
    item_id: ItemId, fence: AskedFence, robot: Robot,
    after: Annotated[str, Query(pattern="^[0-9a-f]{0,32}$")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:  # fmt: skip
    """For the run that holds the parent: each child with its process and state, oldest first."""
    with robot.session() as (session, run):
        lease.held(session, item_id, fence, run.id)
        found = queries.children_of(session, item_id, after, limit + 1)
        shown = [
            {"id": row.id, "process": row.process, "reference": row.reference, "occurrence": row.occurrence,
             "state": row.state, "exception_code": row.exception_code}
            for row in found[:limit]
        ]  # fmt: skip
        return {"children": shown, "next": shown[-1]["id"] if len(found) > limit else None}


def _by_process(run: CallingRun, items: list[bodies.NewItemBody]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, new in enumerate(items):
        places.setdefault(new.process or run.process, []).append(place)
    return places


def _added(
    session: Session, run: CallingRun, process: str, places: list[int], items: list[bodies.NewItemBody]
) -> list[add.Added]:
    """One process's items; what does not fit is named by its place in what was sent."""
    wanted = [
        add.NewItem(**items[place].model_dump(exclude={"parent_fence", "process"})) for place in places
    ]  # fmt: skip
    try:
        return add.add_many(session, run.municipality_code, process, wanted)
    except BadInput as refusal:
        for problem in refusal.problems:
            first, number, *rest = problem["at"].split(".")
            if first == "items" and number.isdigit():
                problem["at"] = ".".join(("body", "items", str(places[int(number)]), *rest))
        raise


def _check_parents(session: Session, run: CallingRun, items: list[bodies.NewItemBody]) -> None:
    """A parent is held by this run: nobody hangs cases on another's."""
    parents = {(new.parent_id, new.parent_fence) for new in items if new.parent_id}
    for parent_id, fence in sorted(parents, key=str):
        if fence is None:
            raise BadInput("An item with a parent_id needs the parent_fence under which the run holds the parent.")
        lease.held(session, str(parent_id), fence, run.id)


def _check_fed(session: Session, run: CallingRun, processes: set[str]) -> None:
    if not processes:
        return
    feeds = session.get_one(Release, run.release_id).manifest.get("feeds") or []
    for process in sorted(processes):
        if process not in feeds:
            named = f"It names {', '.join(feeds)}." if feeds else "It names none."
            raise NotAllowed(
                f"{run.package} may not add work items to the process {process!r}: its manifest does not name it "
                f"under `feeds`. {named} Add it there and publish a new version."
            )
        subscription(session, run.municipality_code, process)  # else nobody would ever take them
