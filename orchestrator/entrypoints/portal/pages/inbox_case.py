"""One case on the desk: look, correct, reckon, decide. What is typed is never lost."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from orchestrator.core.clock import today
from orchestrator.core.settings import settings
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.pages import inbox_ask, inbox_desk
from orchestrator.entrypoints.portal.pages.inbox import Handling, handled, rows_of, tick, undos_of
from orchestrator.entrypoints.portal.pages.inbox_desk import Desk
from orchestrator.governance.people.queries import caseworkers
from orchestrator.operations.documents import queries as documents
from orchestrator.operations.queues import handling, inbox
from orchestrator.operations.queues.models import ANSWER, ROUND, SUPPLEMENT, WorkItem
from orchestrator.operations.runs import evidence
from orchestrator.outcomes.decisions import person
from orchestrator.outcomes.rounds import queries as rounds
from orchestrator.outcomes.rounds.queries import Made
from orchestrator.outcomes.supplements import queries as supplements

router = APIRouter()


async def _typed(request: Request) -> FormData:
    return await request.form()


Typed = Annotated[FormData, Depends(_typed)]


@router.get("/inbox/{item_id}")
def show(visiting: Handling, item_id: str, missing: str = "") -> Response:
    """The desk for the one who has claimed the case; for others only that it waits, and for whom."""
    with visiting.read() as page:
        item = handled(page, item_id)
        if item.state != "waiting_human" or item.waiting_for in ("outcome", ROUND, ANSWER):
            return RedirectResponse(f"/work-items/{item.id}", 303)
        if item.assigned_to != page.visitor.person.id:
            return _unclaimed(page, item)
        page.open(item)
        if item.waiting_for == SUPPLEMENT:
            return _with_applicant(page, item)
        handling.seen(page.session, item, page.visitor.person.id)
        return draw(page, _as_left(page, item), missing=missing)


@router.post("/inbox/{item_id}/reckon")
def reckon(visiting: Handling, item_id: str, typed: Typed) -> Response:
    """What the rules say of what is typed. Nothing is stored."""
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = mine_of(page, item_id)
        return draw(page, desk_of(page, item, typed, final=False), ask=_ask(page, typed))


@router.post("/inbox/{item_id}/clock")
def clock(visiting: Handling, item_id: str, typed: Typed) -> Response:
    """The pause button without script: the page comes back as it was."""
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = mine_of(page, item_id)
        tick(page, item, "resume" if handling.is_paused(page.session, item.id, page.visitor.person.id) else "pause")
        return draw(page, desk_of(page, item, typed, final=False), ask=_ask(page, typed))


@router.post("/inbox/{item_id}/decide")
def decide(visiting: Handling, item_id: str, typed: Typed) -> Response:
    """Decide on the facts as typed, if they say what the person was shown."""
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = mine_of(page, item_id)
        desk = desk_of(page, item, typed, final=True)
        _examine(page, desk, str(typed.get("shown", "")))
        desk.notice = _unheard(page, item, typed) or desk.notice
        if desk.errors or desk.notice:
            return draw(page, desk, status=422 if desk.errors else 200, ask=_ask(page, typed))
        codes = {reason["code"] for _key, reason in desk.standing}
        person.decide(page.session, item.id, page.visitor.person.id, desk.form.facts, codes, desk.motivation)
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/{item_id}/confirm")
def confirm(visiting: Handling, item_id: str, typed: Typed) -> Response:
    """Confirm a proposal exactly as it was shown."""
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = mine_of(page, item_id)
        desk = inbox_desk.lay_out(page, item)
        if desk.assessment is None or typed.get("assessment") != desk.assessment.id:
            desk.notice = page.words.gettext("Förslaget har ändrats sedan du öppnade ärendet. Läs det igen.")
            return draw(page, desk)
        desk.notice = _unheard(page, item, typed)
        if desk.notice:
            return draw(page, desk)
        person.confirm(page.session, item.id, page.visitor.person.id)
    return RedirectResponse("/inbox", 303)


def mine_of(page: Page, item_id: str) -> WorkItem:
    item = inbox.claimed_by(page.session, handled(page, item_id).id, page.visitor.person.id)
    handling.seen(page.session, item, page.visitor.person.id)
    return item


def desk_of(page: Page, item: WorkItem, typed: FormData, *, final: bool) -> Desk:
    plain = {name: str(value) for name, value in typed.items()}
    ticks = {str(value) for value in typed.getlist("accepted")}
    return inbox_desk.lay_out_typed(page, item, plain, ticks, final=final)


def _examine(page: Page, desk: Desk, shown: str) -> None:
    """What stands in the way of a decision, each beside its field."""
    said = page.words
    if desk.errors or desk.result is None:
        return
    open_ones = [(key, reason) for key, reason in desk.standing if key not in desk.accepted]
    desk.errors += [
        (f"r-{key}", said.gettext("Pröva skälet och kryssa i, eller rätta uppgiften: %(reason)s.")
         % {"reason": said.told(reason["text"])[:1].lower() + said.told(reason["text"])[1:]})
        for key, reason in open_ones
    ]  # fmt: skip
    own_words = desk.motivation.strip() != desk.draft.strip() and desk.motivation.strip()
    if desk.standing and not own_words:
        desk.errors.append(
            ("motivation", said.gettext("Skriv varför du godtar skälen. Den sökande läser det i sitt beslut."))
        )
    if desk.errors:
        return
    extent = desk.extent
    if extent is None:
        desk.notice = said.gettext("Roboten skriver bara ett bifall med ett känt belopp. Fatta det här beslutet i "
                                   "verksamhetssystemet.")  # fmt: skip
    elif shown != inbox_desk.shown_of(extent):
        desk.notice = said.gettext("Det är nu %(amount)s. Läs beräkningen och fatta beslutet igen.") % {
            "amount": said.extent(extent.amount_ore, extent.extent)
        }


def _ask(page: Page, typed: FormData) -> inbox_ask.Ask:
    return inbox_ask.typed_into(page, {name: str(value) for name, value in typed.items()})


def _unheard(page: Page, item: WorkItem, typed: FormData) -> str:
    """What to say when an answer has come that was not on the page that the person decides on."""
    if str(typed.get("heard", "")) == inbox_ask.heard(inbox_ask.asked_of(page, item)):
        return ""
    return page.words.gettext("Den sökande har svarat sedan du öppnade ärendet. Läs svaret och fatta beslutet igen.")


def _as_left(page: Page, item: WorkItem) -> Desk:
    """The desk; one that was left for a question to the applicant stands as it was typed."""
    desk, last = inbox_desk.lay_out(page, item), supplements.latest(page.session, item.id)
    kept = supplements.desk_of(page.session, last.row) if last else {}
    if not kept or desk.assessment is None or kept["fields"].get("assessment") != desk.assessment.id:
        return desk
    return inbox_desk.lay_out_typed(page, item, kept["fields"], set(kept["accepted"]), final=False)


def draw(
    page: Page, desk: Desk, status: int = 200, missing: str = "", ask: inbox_ask.Ask | None = None
) -> Response:  # fmt: skip
    """The page of a claimed case; `ask` is the question to the applicant as far as it is written."""
    item, mine = desk.item, page.visitor.person.id
    asked = inbox_ask.asked_of(page, item)
    pictures = [row for row in evidence.of_item(page.session, item.id) if row.content_type.startswith("image/")]
    last = max((row.fence for row in pictures if row.fence is not None), default=None)
    colleagues = caseworkers(page.session, item.municipality_code, item.process)
    return page.html(
        "inbox_case.html", status, ask=ask or inbox_ask.blank(page, item), asked=asked, heard=inbox_ask.heard(asked),
        day=today(), desk=desk, item=item, **_around(page, item),
        error_of=dict(desk.errors), known_ids={one.id for group in desk.form.groups for one in group.fields},
        seconds=handling.counted_seconds(page.session, item.id, mine), missing=missing,
        document=documents.of_item(page.session, item.id), unwritten=_unwritten_offer(page, item),
        paused=handling.is_paused(page.session, item.id, mine), undo_seconds=settings().undo_seconds,
        pictures=[row for row in pictures if row.fence == last],
        colleagues=[one for one in colleagues if one.id != mine],
    )  # fmt: skip


def _unwritten_offer(page: Page, item: WorkItem) -> Made | None:
    """The offer that the robot could not write, its place is gone for example."""
    made = rounds.latest_offer(page.session, item.id)
    return made if made is not None and made.offer.state == "open" and not made.written else None


def _unclaimed(page: Page, item: WorkItem) -> Response:
    named = {one.id: one.name for one in caseworkers(page.session, item.municipality_code, item.process)}
    return page.html("inbox_unclaimed.html", item=item, holder=named.get(item.assigned_to or "", ""),
                     **_around(page, item))  # fmt: skip


def _with_applicant(page: Page, item: WorkItem) -> Response:
    colleagues = caseworkers(page.session, item.municipality_code, item.process)
    return page.html(
        "inbox_waiting.html", item=item, asked=inbox_ask.asked_of(page, item), **_around(page, item),
        colleagues=[one for one in colleagues if one.id != page.visitor.person.id],
    )  # fmt: skip


def _around(page: Page, item: WorkItem) -> dict[str, Any]:
    """The list beside the case, and where next and previous lead."""
    found = inbox.inbox(page.session, page.codes, page.process, page.visitor.person.id)
    ids = [row.id for row in found.to_do]
    place = ids.index(item.id) if item.id in ids else -1
    return {
        "rows": rows_of(page, found.to_do), "undos": undos_of(page),
        "next_id": ids[place + 1] if place + 1 < len(ids) else "", "previous_id": ids[place - 1] if place > 0 else "",
    }  # fmt: skip
