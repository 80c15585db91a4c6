"""What municipalities miss in the catalogue: say it, join it, take it back; and the region's answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.errors import BadInput, Conflict, NotAllowed
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.elsewhere import elsewhere
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.pages.catalogue import TypedNeed, catalogue_page, own_code
from orchestrator.governance.catalogue import needs as missed
from orchestrator.governance.people.rules import Action

router = APIRouter()
Preparing = Annotated[Visit, needs(Action.PREPARE_SUBSCRIPTION)]
Text = Annotated[str, Form(max_length=5000)]
_NO_ANSWER = N_("Välj om det tas upp eller inte, och skriv varför, med högst 400 tecken.")
_HERE = "/catalogue#needs"
_PROBLEMS = {
    "title": N_("Skriv ett namn med högst 80 tecken, till exempel Föreningsbidrag."),
    "told": N_("Skriv vad ni gör för hand i dag, med högst 400 tecken."),
    "same": N_("Någon har redan bett om det. Anmäl samma behov i stället."),
}  # fmt: skip


@router.post("/catalogue/needs")
def propose(visiting: Preparing, request: Request, csrf: Text = "", title: Text = "", told: Text = "") -> Response:
    region = elsewhere(request)
    with visiting.act(csrf) as page:
        try:
            missed.propose(page.session, _code(page), title, told)
        except (BadInput, Conflict) as wrong:
            field = wrong.problems[0]["field"] if wrong.problems else "same"
            typed = TypedNeed("propose", title, told, page.words.gettext(_PROBLEMS[field]))
            return catalogue_page(page, region, typed=typed)
    return RedirectResponse(_HERE, 303)


@router.post("/catalogue/needs/{need_id}/join")
def join(visiting: Preparing, need_id: str, csrf: Text = "") -> Response:
    with visiting.act(csrf) as page:
        missed.join(page.session, _code(page), need_id)
    return RedirectResponse(_HERE, 303)


@router.post("/catalogue/needs/{need_id}/leave")
def leave(visiting: Preparing, need_id: str, csrf: Text = "") -> Response:
    with visiting.act(csrf) as page:
        missed.leave(page.session, _code(page), need_id)
    return RedirectResponse(_HERE, 303)


@router.post("/catalogue/needs/{need_id}/answer")
def answer(
    visiting: Annotated[Visit, needs(Action.ANSWER_NEED)], request: Request, need_id: str, csrf: Text = "",
    answered: Text = "", why: Text = "",
) -> Response:  # fmt: skip
    region = elsewhere(request)
    with visiting.act(csrf) as page:
        try:
            missed.answer(page.session, need_id, answered, why)
        except BadInput:
            typed = TypedNeed(f"answer-{need_id}", answered, why, page.words.gettext(_NO_ANSWER))
            return catalogue_page(page, region, typed=typed)
    return RedirectResponse(_HERE, 303)


def _code(page: Page) -> str:
    code = own_code(page)
    if code is None:
        raise NotAllowed("Somebody who works in a municipality says what it misses.")
    return code
