"""Rounds: have one laid, see who is proposed which place and why, change with a reason, draw lots, approve, undo."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from orchestrator.core.errors import BadInput, CoeError, Conflict
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.entrypoints.portal import round_view
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.pages.inbox import handled
from orchestrator.entrypoints.portal.pages.inbox_words import read_day
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions.ranked import round_task
from orchestrator.outcomes.rounds import approve, kept, lay, queries
from orchestrator.outcomes.rounds.models import Round

router = APIRouter()
Deciding = Annotated[Visit, needs(Action.HANDLE_CASE)]
Csrf = Annotated[str, Form()]
Text = Annotated[str, Form(max_length=1000)]
Id = Annotated[str, Form(max_length=32)]


@dataclass(frozen=True)
class Place:
    """A municipality's process with rounds; `laying` while a robot reads what is free."""

    uses: Subscription
    laying: bool
    open: Round | None


@dataclass(frozen=True)
class Typed:
    """What came back for a correction: of one child (`item_id`), or of the approval (empty); and what is wrong."""

    wrong: str = ""
    item_id: str = ""
    place: str = ""
    reason: str = ""
    answer_by: str = ""


@router.get("/rounds")
def show_all(visiting: Deciding) -> Response:
    with visiting.read() as page:
        return page.html("rounds.html", page=page, rooms=_places(page), rounds=_rounds(page))


@router.post("/rounds/new")
def have_one_laid(
    visiting: Deciding, csrf: Csrf = "", municipality: Annotated[str, Form(max_length=4)] = "",
    process: Annotated[str, Form(max_length=60)] = "",
) -> Response:  # fmt: skip
    """A robot reads which places are free; the round stands here when it has."""
    with visiting.act(csrf) as page:
        found = [
            one for one in _places(page) if (one.uses.municipality_code, one.uses.process) == (municipality, process)
        ]
        if not found:
            raise BadInput("Choose one of the processes on the page.")
        uses = found[0].uses
        if uses.mode != "propose":
            raise Conflict("Rounds are laid in the mode propose: the robot proposes, and you decide.")
        if not found[0].laying:
            task = round_task(page.session.get_one(Release, uses.release_id))
            runs.request(page.session, municipality, process, task, f"person:{page.visitor.person.id}")
    return RedirectResponse("/rounds", 303)


@router.get("/rounds/{round_id}")
def show(
    visiting: Deciding, round_id: str, said: Annotated[str, Query(max_length=20)] = "",
    count: Annotated[int, Query(ge=0, le=100_000)] = 0, left: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:  # fmt: skip
    with visiting.read() as page:
        return _page(page, _round(page, round_id), said=said, count=count, left=left)


@router.post("/rounds/{round_id}/approve")
def approve_some(
    visiting: Deciding, round_id: str, csrf: Csrf = "", chosen: Annotated[list[str] | None, Form()] = None,
    every: Text = "", answer_by: Text = "",
) -> Response:  # fmt: skip
    """Decide on the chosen proposals, or on every one that can be decided."""
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        last, wrong = _last_day(answer_by)
        if not chosen and not every:
            wrong = "none"
        if not wrong:
            try:
                with page.session.begin_nested():
                    made = approve.approve(page.session, row.id, page.visitor.person.id, last, chosen or ())
            except BadInput:
                return _page(page, row, Typed("last", answer_by=answer_by))
            told = f"said=approved&count={len(made.offers)}&left={len(made.left)}"
            return RedirectResponse(f"/rounds/{row.id}?{told}", 303)
        return _page(page, row, Typed(wrong, answer_by=answer_by))


@router.post("/rounds/{round_id}/settle")
def settle(
    visiting: Deciding, round_id: str, csrf: Csrf = "", item_id: Id = "", place: Text = "", reason: Text = ""
) -> Response:
    """Another place than the proposed, or none in this round, and why."""
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        words = mask_personal_numbers(reason.strip())
        if not words:
            return _page(page, row, Typed("reason", item_id, place, reason))
        try:
            with page.session.begin_nested():
                lay.settle(page.session, row.id, item_id, place or None, words)
        except BadInput:
            return _page(page, row, Typed("place", item_id, place, reason))
    return RedirectResponse(f"/rounds/{row.id}?said=settled#c-{item_id}", 303)


@router.post("/rounds/{round_id}/unsettle")
def unsettle(visiting: Deciding, round_id: str, csrf: Csrf = "", item_id: Id = "") -> Response:
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        lay.unsettle(page.session, row.id, item_id)
    return RedirectResponse(f"/rounds/{row.id}?said=unsettled#c-{item_id}", 303)


@router.post("/rounds/{round_id}/take")
def take_out(visiting: Deciding, round_id: str, csrf: Csrf = "", item_id: Id = "") -> Response:
    """Out of the round, into one's own inbox, to correct what was read."""
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        approve.take_out(page.session, row.id, item_id, page.visitor.person.id)
    return RedirectResponse(f"/inbox/{item_id}", 303)


@router.post("/rounds/{round_id}/lots")
def draw_lots(visiting: Deciding, round_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        drawn = lay.draw_lots(page.session, row.id)
    return RedirectResponse(f"/rounds/{row.id}?said=drawn&count={drawn}", 303)


@router.post("/rounds/{round_id}/undo")
def undo(
    visiting: Deciding, round_id: str, csrf: Csrf = "", offer: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Take back one's own approvals, those that no robot has taken yet."""
    undone = 0
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        for offer_id in offer or []:
            try:
                with page.session.begin_nested():
                    approve.undo(page.session, offer_id, page.visitor.person.id)
                undone += 1
            except CoeError:
                continue  # a robot was quicker; the page says how many were undone
    left = len(offer or []) - undone
    return RedirectResponse(f"/rounds/{row.id}?said=undone&count={undone}&left={left}", 303)


@router.post("/rounds/{round_id}/verify")
def verify(visiting: Deciding, round_id: str, csrf: Csrf = "") -> Response:
    """Compute the round again from what is stored."""
    with visiting.act(csrf) as page:
        row = _round(page, round_id)
        told = queries.verify(page.session, row.id)
        audit.note(page.session, row.municipality_code, "round_verified", "placement_round", row.id, same=told.same)
    return RedirectResponse(f"/rounds/{row.id}?said={'same' if told.same else 'other'}", 303)


@router.post("/rounds/back/{item_id}")
def back(visiting: Deciding, item_id: str, csrf: Csrf = "") -> Response:
    """A case whose offer could not be written takes part in the next round."""
    with visiting.act(csrf) as page:
        approve.back_to_round(page.session, handled(page, item_id).id)
    return RedirectResponse("/rounds", 303)


def _page(page: Page, row: Round, typed: Typed = Typed(), *, said: str = "", count: int = 0, left: int = 0) -> Response:
    """Reading it is reading of every case in it: it stands in the trail."""
    whole = kept.opened(page.session, row)
    audit.note(page.session, row.municipality_code, "round_read", "placement_round", row.id, number=row.number)
    usual = approve.usual_answer_by(whole) if whole.frame.get("result") else None
    seen = round_view.view_of(page, whole)
    return page.html(
        "round.html", 422 if typed.wrong else 200, page=page, seen=seen, row=row, typed=typed, told=said, count=count,
        left=left, usual=usual, rv=round_view,
    )  # fmt: skip


def _round(page: Page, round_id: str) -> Round:
    row = queries.one(page.session, round_id)
    page.in_role(row.process)
    return row


def _rounds(page: Page) -> list[Round]:
    return list(queries.rounds(page.session, page.codes, page.process))


def _places(page: Page) -> list[Place]:
    """Whichever of the visitor's municipalities and processes has a task that lays rounds."""
    asked = select(Subscription).where(
        Subscription.municipality_code.in_(page.codes), Subscription.state.in_(IN_USE)
    ).order_by(Subscription.process)  # fmt: skip
    found = []
    for uses in page.session.scalars(asked):
        task = round_task(page.session.get_one(Release, uses.release_id))
        if task and page.process in ("", uses.process):
            alive = select(Run.id).where(
                Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task,
                Run.state.in_(runs.ALIVE),
            )  # fmt: skip
            rows = queries.rounds(page.session, (uses.municipality_code,), uses.process, 1)
            current = rows[0] if rows and rows[0].state == "open" else None
            found.append(Place(uses, page.session.scalar(alive.limit(1)) is not None, current))
    return found


def _last_day(text: str) -> tuple[date | None, str]:
    """The day as typed, and what is wrong with it. Nothing typed: the municipality's own rule."""
    if not text.strip():
        return None, ""
    read = read_day(text)
    return (date.fromisoformat(read), "") if read else (None, "day")
