"""The municipality's e-service: apply for economic assistance, and read letters on Mina sidor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.responses import Response
from markupsafe import Markup

from infra.testbed.eservice import checks, offers, platform, questions, service, words
from infra.testbed.shell import Pages, Store, form_of, go_to, later_month, new_app, today

ADDRESS = "/e-tjanst"
COOKIE = "etjanst"
router = APIRouter()


class NotSignedIn(Exception):
    pass


@dataclass
class Visit:
    """A citizen at the e-service."""

    citizen: dict[str, Any]
    store: Store
    pages: Pages
    file: service.FileApplication

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.pages(template, status, citizen=self.citizen, **values)


def create_app(store: Store, file: service.FileApplication) -> FastAPI:
    tables = ("STEPS", "CIVIL", "HOUSING", "CHANNELS", "CHANGES", "COSTS", "INCOMES", "CHILD_ROWS", "INCOME_ROWS")
    pages = Pages("eservice", kronor=words.kronor, month_name=words.month_name, read_kronor=words.read_kronor,
                  **{name: getattr(words, name) for name in tables})  # fmt: skip
    app = new_app("eservice")
    app.state.store, app.state.pages, app.state.file = store, pages, file
    app.include_router(router)

    @app.exception_handler(NotSignedIn)
    def ask_to_sign_in(_: Request, __: NotSignedIn) -> Response:
        return go_to(f"{ADDRESS}/legitimera")

    return app


def visit(request: Request) -> Visit:
    state = request.app.state
    citizen = service.citizen_of(state.store, request.cookies.get(COOKIE, ""))
    if citizen is None:
        raise NotSignedIn
    return Visit(citizen, state.store, state.pages, state.file)


@router.get("/")
def start(request: Request) -> Response:
    state = request.app.state
    citizen = service.citizen_of(state.store, request.cookies.get(COOKIE, ""))
    answer: Response = state.pages("start.html", citizen=citizen)
    return answer


@router.get("/legitimera")
def identify_form(request: Request) -> Response:
    state = request.app.state
    answer: Response = state.pages("identify.html", citizen=None, citizens=service.citizens(state.store), error="")
    return answer


@router.post("/legitimera")
def identify(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    state = request.app.state
    number = words.read_number(form.get("personnummer", ""))
    if number is None:
        answer: Response = state.pages(
            "identify.html", 422, citizen=None, citizens=service.citizens(state.store),
            error="Skriv ett personnummer med tolv siffror.",
        )  # fmt: skip
        return answer
    going = go_to(f"{ADDRESS}/mina-sidor")
    going.set_cookie(COOKIE, service.sign_in(state.store, number), path=ADDRESS, httponly=True, samesite="lax")
    return going


@router.post("/logga-ut")
def leave(request: Request) -> Response:
    service.sign_out(request.app.state.store, request.cookies.get(COOKIE, ""))
    going = go_to(f"{ADDRESS}/")
    going.delete_cookie(COOKIE, path=ADDRESS)
    return going


@router.get("/mina-sidor")
def my_pages(at: Visit = Depends(visit)) -> Response:
    number = at.citizen["number"]
    letters = service.letters(at.store, number)
    written = platform.letters(at.store, number)
    asked = questions.of_citizen(at.store, number)
    return at.page("my_pages.html", applications=service.applications(at.store, number), letters=letters,
                   questions=asked, written=written, offers=offers.of_citizen(at.store, number),
                   decided={letter["reference"] for letter in (*letters, *written)})  # fmt: skip


@router.get("/brev/{letter_id}")
def letter(letter_id: int, at: Visit = Depends(visit)) -> Response:
    found = service.open_letter(at.store, at.citizen["number"], letter_id)
    return at.page("letter.html", letter=found) if found else go_to(f"{ADDRESS}/mina-sidor")


@router.get("/beslut/{letter_id}")
def written_letter(letter_id: int, at: Visit = Depends(visit)) -> Response:
    """A letter that the municipality's platform wrote. Opening it is what the platform is told."""
    found = platform.open_letter(at.store, at.citizen["number"], letter_id)
    if found is None:
        return go_to(f"{ADDRESS}/mina-sidor")
    body = re.search(r"<main>(.*)</main>", found["html"], re.DOTALL)
    return at.page("written_letter.html", letter=found, body=Markup(body.group(1) if body else ""))  # noqa: S704


@router.get("/beslut/{letter_id}/pdf")
def written_pdf(letter_id: int, at: Visit = Depends(visit)) -> Response:
    found = platform.open_letter(at.store, at.citizen["number"], letter_id)
    if found is None:
        return go_to(f"{ADDRESS}/mina-sidor")
    try:
        return Response(platform.pdf_of(at.store, found), media_type="application/pdf")
    except httpx.HTTPError:
        return at.page("pdf_later.html", 503, letter=found)


@router.get("/fraga/{question_id}")
def question_page(question_id: int, at: Visit = Depends(visit)) -> Response:
    found = questions.one(at.store, at.citizen["number"], question_id)
    if found is None:
        return go_to(f"{ADDRESS}/mina-sidor")
    return at.page("question.html", question=found, text="", problem="")


@router.post("/fraga/{question_id}")
def answer_question(question_id: int, at: Visit = Depends(visit), form: dict[str, str] = Depends(form_of)) -> Response:
    """Keep the answer; what was wrong stands beside the field, with the text as it was."""
    found = questions.one(at.store, at.citizen["number"], question_id)
    if found is None or found["answer"] is not None:
        return go_to(f"{ADDRESS}/fraga/{question_id}")
    text = form.get("svar", "")
    problem = questions.problem(text)
    if problem:
        return at.page("question.html", 422, question=found, text=text, problem=problem)
    questions.answer(at.store, at.citizen["number"], question_id, text)
    return go_to(f"{ADDRESS}/fraga/{question_id}")


@router.get("/erbjudande/{offer_id}")
def offer_page(offer_id: int, at: Visit = Depends(visit)) -> Response:
    found = offers.one(at.store, at.citizen["number"], offer_id)
    if found is None:
        return go_to(f"{ADDRESS}/mina-sidor")
    return at.page("offer.html", offer=found, problem="", open=offers.can_be_answered(found))


@router.post("/erbjudande/{offer_id}")
def answer_offer(offer_id: int, at: Visit = Depends(visit), form: dict[str, str] = Depends(form_of)) -> Response:
    """Keep the yes or no. Without either, the page says so beside the choice."""
    found = offers.one(at.store, at.citizen["number"], offer_id)
    if found is None or not offers.can_be_answered(found):
        return go_to(f"{ADDRESS}/erbjudande/{offer_id}")
    said = offers.ANSWERS.get(form.get("svar", ""))
    if said is None:
        problem = "Välj om du tackar ja eller nej."
        return at.page("offer.html", 422, offer=found, problem=problem, open=True)
    offers.answer(at.store, at.citizen["number"], offer_id, said)
    return go_to(f"{ADDRESS}/erbjudande/{offer_id}")


@router.get("/ansokan/{step}")
def form_page(step: int, at: Visit = Depends(visit)) -> Response:
    return _step(at, min(max(step, 1), 6), service.draft(at.store, at.citizen["number"]), [])


@router.post("/ansokan/{step}")
def keep_step(
    step: int,
    at: Visit = Depends(visit),
    form: dict[str, str] = Depends(form_of),
    x_testbed_received_at: str | None = Header(None),
) -> Response:
    """Keep the step's answers and go on; the last step sends.

    The header sets the day the application came in: the seed files applications of a whole week.
    """
    content = service.draft(at.store, at.citizen["number"])
    if step == 6:
        unfinished = next((n for n in range(1, 6) if checks.problems(n, content)), None)
        if unfinished:
            return _step(at, unfinished, content, checks.problems(unfinished, content))
        reference = service.send(at.store, at.citizen, content, at.file, x_testbed_received_at)
        return go_to(f"{ADDRESS}/kvitto/{reference}")
    content = {name: value for name, value in content.items() if not name.startswith(_PREFIXES.get(step, ()))}
    content.update({name: value for name, value in form.items() if value})
    problems = checks.problems(step, content)
    if problems:
        return _step(at, step, content, problems)
    service.keep_draft(at.store, at.citizen["number"], content)
    return go_to(f"{ADDRESS}/ansokan/{step + 1}")


@router.get("/kvitto/{reference}")
def receipt(reference: str, at: Visit = Depends(visit)) -> Response:
    return at.page("receipt.html", reference=reference)


# What a step's answers are called: they are replaced together, so that an unticked box is no.
_PREFIXES = {
    1: ("manad", "epost", "mobil", "avisering"),
    2: ("civil_status", "boendeform", "partner_", "barn_"),
    3: ("andrat_", "foretag", "annat"),
    4: ("kostnad_",),
    5: ("inkomst_",),
}


def _step(at: Visit, step: int, content: dict[str, str], problems: list[str]) -> Response:
    this_month = today().isoformat()[:7]
    return at.page(
        f"step_{step}.html", 422 if problems else 200, step=step, content=content, problems=problems,
        months=[later_month(this_month, count) for count in (1, 0)], people=words.people(content),
    )  # fmt: skip
