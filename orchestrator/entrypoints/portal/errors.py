"""The error tree as pages, mapped once. Each says what is wrong and what to do."""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from orchestrator.core.db import Scope
from orchestrator.core.errors import BadInput, CoeError, KeyDestroyed, NoRole, NotFound, NotFresh, NotSignedIn, TooMany
from orchestrator.core.logging import log
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.entrypoints.portal.context import AGAIN, Visit
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.render import render
from orchestrator.entrypoints.portal.security import HEADERS, drop_token
from orchestrator.entrypoints.portal.words import Words, words
from orchestrator.entrypoints.refused import refused_person
from orchestrator.governance.people import service as people
from orchestrator.governance.people.queries import actor_names

# status → (what is wrong, what to do)
TEXTS = {
    403: (
        N_("Det här ingår inte i din roll"),
        N_("Byt roll i menyn högst upp, eller be din processchef om en roll som räcker. Om du skickade ett "
           "formulär: öppna sidan igen och skicka det en gång till."),
    ),
    404: (
        N_("Vi hittar inte sidan"),
        N_("Den finns inte, eller hör till en kommun eller process som du inte arbetar i. Sök på ärendenumret eller "
           "gå till start."),
    ),
    405: (N_("Sidan kan inte användas så"), N_("Gå till start och börja om därifrån.")),
    410: (
        N_("Det här kan inte läsas längre"),
        N_("Kommunens nyckel är förstörd, och det som var krypterat med den är borta för alltid. Siffror över nyttan "
           "och listor utan personuppgifter finns kvar."),
    ),
    409: (
        N_("Det går inte just nu"),
        N_("Läget har ändrats sedan du öppnade sidan. Gå tillbaka, läs det nya läget och försök igen."),
    ),
    413: (
        N_("Det du skickade är för stort"),
        N_("Gå tillbaka, korta ner texten och skicka igen. Inget har sparats."),
    ),
    429: (
        N_("Det blev för många försök"),
        N_("Vänta en stund, högst en kvart, och försök sedan igen. Det gäller bara härifrån eller för det namnet."),
    ),
    422: (
        N_("Något i det du skrev går inte att läsa"),
        N_("Gå tillbaka, rätta det och skicka igen. Inget har sparats."),
    ),
    503: (N_("En del av plattformen svarar inte"), N_("Försök igen om en stund. Inget har sparats.")),
    500: (
        N_("Det blev fel hos oss"),
        N_("Inget har sparats. Försök igen. Om det upprepas, berätta för driften när det hände."),
    ),
}  # fmt: skip


def error_page(request: Request, status: int, detail: str = "", gone: KeyDestroyed | None = None) -> Response:
    """One page for all of them, in the visitor's language and with their menu if we know who it is."""
    visit = Visit(request)
    visitor, said = None, visit.browser_words
    try:
        visitor = visit.visitor()
        said = words(visitor.person.language)
    except Exception:
        visitor = None  # not signed in, or the database itself is what failed: the page must come all the same
    title, advice = TEXTS.get(status, TEXTS[500])
    # Services write their sentences in English: they are shown to those who read English.
    told = _who_destroyed(visit, said, gone) if gone else detail if said.language == "en" else ""
    answer = render(
        request, said, "error.html", status, visitor=visitor, title=said.gettext(title), advice=said.gettext(advice),
        detail=told,
    )  # fmt: skip
    answer.headers.update(HEADERS)
    return answer


def _without_role(request: Request) -> Response:
    """Nothing here is theirs, not even a menu: the sign-in is ended, so that none waits on a browser for a role."""
    visit = Visit(request)
    with visit.database.session(Scope.steward("portal")) as session:
        people.sign_out(session, visit.token)
    said = visit.browser_words
    answer = render(
        request, said, "error.html", 403, title=said.gettext("Du har ingen roll just nu"), detail="",
        advice=said.gettext(
            "Du är utloggad. Be er verksamhetsansvariga eller processchefen om en roll, och logga in igen när du har "
            "fått den."
        ),
    )  # fmt: skip
    answer.headers.update(HEADERS)
    drop_token(request, answer)
    return answer


def _who_destroyed(visit: Visit, said: Words, gone: KeyDestroyed) -> str:
    """When, and by whom: a person's name, or that it was done at the server."""
    with visit.database.session(Scope.steward("portal")) as session:
        name = actor_names(session, {gone.by}).get(gone.by)
    day = said.day(gone.day)
    if name is None:
        return said.gettext("Nyckeln förstördes %(day)s vid servern.") % {"day": day}
    return said.gettext("Nyckeln förstördes %(day)s av %(name)s.") % {"day": day, "name": name}


def to_sign_in(request: Request) -> Response:
    """To the sign-in, and from there on to where the person was going."""
    wanted = _address(request) if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303)


def ask_again(request: Request, typed: list[tuple[str, Any]], *, wrong: bool = False) -> Response:
    """Who is it? A page is asked for again afterwards; a form is sent again with all that was typed in it."""
    if request.method == "GET":
        return RedirectResponse(f"/confirm?next={quote(_address(request), safe='/')}", 303)
    visit = Visit(request)
    visitor = visit.visitor()
    fields = [(name, str(value)) for name, value in typed if name != AGAIN]
    return render(
        request, words(visitor.person.language), "confirm.html", 422 if wrong else 403, visitor=visitor, wrong=wrong,
        action=request.url.path, fields=fields, next=None, provider=visit.provider,
    )  # fmt: skip


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def add_error_pages(app: FastAPI) -> None:
    """Our own errors, forms that do not fit, addresses that do not exist, and what nobody foresaw."""

    @app.exception_handler(CoeError)
    def _ours(request: Request, error: CoeError) -> Response:
        refused_person(request, error)
        return to_sign_in(request) if isinstance(error, NotSignedIn) else _page(request, error)

    @app.exception_handler(NotFresh)
    async def _again(request: Request, error: NotFresh) -> Response:
        await run_in_threadpool(refused_person, request, error)
        typed = [] if request.method == "GET" else list((await request.form()).multi_items())
        return await run_in_threadpool(ask_again, request, typed, wrong=error.wrong)

    @app.exception_handler(RequestValidationError)
    def _form(request: Request, _error: RequestValidationError) -> Response:
        # Forms of ours have every field, whatever is typed in them.
        refused_person(request, BadInput(""), forged=True)
        return _page(request, BadInput(""))

    @app.exception_handler(HTTPException)
    def _plain(request: Request, error: HTTPException) -> Response:
        return _page(request, NotFound("")) if error.status_code == 404 else error_page(request, error.status_code)

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> Response:
        log.error("page_failed", path=request.url.path, problem=type(error).__name__)
        if request.url.path.startswith("/api/"):
            return PlainTextResponse("internal error", 500)
        return error_page(request, 500)


def _page(request: Request, error: CoeError) -> Response:
    if isinstance(error, NoRole):
        return _without_role(request)
    gone = error if isinstance(error, KeyDestroyed) else None
    answer = error_page(request, error.status, mask_personal_numbers(error.message), gone)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer
