"""Sign in at one's municipality: to its identity provider and back, and out again when it says so."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import JSONResponse, RedirectResponse

from orchestrator.core.db import Scope
from orchestrator.core.errors import BadInput, CoeError, Unavailable
from orchestrator.core.settings import settings
from orchestrator.entrypoints.portal.context import Public, Visit
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.render import render
from orchestrator.entrypoints.portal.security import (
    caller_address,
    drop_flow,
    flow_cookie,
    keep_flow,
    keep_token,
    own_path,
    remember_place,
)
from orchestrator.entrypoints.rates import Rates
from orchestrator.governance.identity import flow as flows
from orchestrator.governance.identity import service as identity
from orchestrator.governance.identity import tokens
from orchestrator.governance.identity.refusals import Reason, SignInRefused
from orchestrator.governance.identity.tokens import Client
from orchestrator.governance.people import service as people

router = APIRouter()
_SCOPE = Scope.steward("portal")
_ASK_IT = N_("Försök igen om en stund. Om det upprepas, be kommunens it-stöd och nämn koden nedan.")
# reason → (what is wrong, what to do)
TEXTS = {
    Reason.BEGIN_AGAIN: (
        N_("Logga in en gång till"),
        N_("Inloggningen började i en annan webbläsare, eller för mer än tio minuter sedan. Börja om härifrån."),
    ),
    Reason.CANCELLED: (N_("Du avbröt inloggningen"), N_("Inget har hänt. Logga in igen när du vill.")),
    Reason.PROVIDER: (N_("Kommunens inloggning svarar inte som den ska"), _ASK_IT),
    Reason.UNREACHABLE: (N_("Kommunens inloggning går inte att nå"), _ASK_IT),
    Reason.NOT_FOR_US: (
        N_("Svaret gällde ett annat system"),
        N_("Kommunens inloggning svarade, men inte för den här platsen. Kommunens it-stöd behöver se över klient-id "
           "och adress. Nämn koden nedan."),
    ),
    Reason.TOO_OLD: (
        N_("Svaret hade gått ut"),
        N_("Logga in igen. Om det upprepas går klockan hos kommunens inloggning inte rätt: nämn koden nedan för "
           "kommunens it-stöd."),
    ),
    Reason.NOT_GENUINE: (
        N_("Vi kunde inte lita på svaret"),
        N_("Det var inte signerat av kommunens inloggning för just den här inloggningen. Logga in igen. Om det "
           "upprepas, nämn koden nedan för kommunens it-stöd."),
    ),
    Reason.NO_SUBJECT: (
        N_("Kommunens inloggning sa inte vem du är"),
        N_("Kommunens it-stöd behöver skicka med uppgiften som pekar ut dig. Nämn koden nedan."),
    ),
    Reason.NOT_FRESH: (
        N_("Du behöver visa en gång till att det är du"),
        N_("Kommunens inloggning frågade inte efter dig på nytt. Gå tillbaka och försök igen."),
    ),
    Reason.OTHER_PERSON: (
        N_("Det var någon annan som loggade in"),
        N_("Den som var inloggad här är en annan. Logga in som dig själv, eller logga ut först och börja om."),
    ),
    Reason.UNKNOWN: (
        N_("Vi känner inte igen dig än"),
        N_("Din kommun har loggat in dig, men du har ingen plats här. Be din processchef eller verksamhetsansvariga "
           "att bjuda in dig, och ge dem uppgiften nedan. Sedan loggar du in igen."),
    ),
}  # fmt: skip


@router.get("/sign-in/{code}")
def begin(visiting: Public, code: str, next: str = "/", fresh: bool = False) -> Response:
    """To the municipality's provider. `fresh`: whoever it knows already, it asks the signed-in person anew."""
    rates: Rates = visiting.request.app.state.rates
    rates.may_begin(caller_address(visiting.request))
    with visiting.database.session(_SCOPE) as session:
        client = identity.client_of(session, code)
    kept = people.token_hash(visiting.token) if fresh and visiting.token else ""
    try:
        language = visiting.browser_words.language
        address, flow = flows.begin(client, callback_address(code), own_path(next), kept, language)
    except (BadInput, Unavailable):
        return _refused(visiting, client, SignInRefused(Reason.UNREACHABLE), own_path(next))
    with visiting.database.session(_SCOPE) as session:
        sealed = identity.seal_flow(session, flow)
    answer = RedirectResponse(address, 303)
    keep_flow(visiting.request, answer, sealed, flows.FLOW_SECONDS)
    return answer


@router.get("/sign-in/{code}/callback")
def finish(visiting: Public, code: str) -> Response:
    """Back from the provider: signed in, or a page that says what to do."""
    with visiting.database.session(_SCOPE) as session:
        client = identity.client_of(session, code)
    next = "/"
    try:
        with visiting.database.session(_SCOPE) as session:
            flow = identity.open_flow(session, code, flow_cookie(visiting.request))
        next = own_path(flow.next)
        signed = flows.finish(client, flow, dict(visiting.request.query_params), callback_address(code))
        with visiting.database.session(_SCOPE) as session:
            token = identity.enter(session, client, flow, signed, visiting.token)
    except SignInRefused as refused:
        return _refused(visiting, client, refused, next)
    except (BadInput, Unavailable):
        return _refused(visiting, client, SignInRefused(Reason.UNREACHABLE), next)
    answer = RedirectResponse(next, 303)
    keep_token(visiting.request, answer, token)
    remember_place(visiting.request, answer, code)
    drop_flow(visiting.request, answer)
    return answer


@router.post("/sign-in/{code}/logout")
def told_to_end(visiting: Public, code: str, logout_token: Annotated[str, Form()] = "") -> Response:
    """The provider tells that somebody has signed out there (Back-Channel Logout 1.0): so they are here."""
    with visiting.database.session(_SCOPE) as session:
        client = identity.client_of(session, code)
    try:
        claims = tokens.logout_token(client, logout_token)
    except (SignInRefused, BadInput, Unavailable) as error:
        return JSONResponse({"error": "invalid_request", "error_description": error.code}, 400)
    with visiting.database.session(_SCOPE) as session:
        identity.end_from_provider(session, client, claims)
    return Response(status_code=200)


def callback_address(code: str) -> str:
    """Where the provider sends people back: by our settings, never by what a request says of its host."""
    return f"{settings().people_url}/sign-in/{code}/callback"


def _refused(visiting: Visit, client: Client, refused: SignInRefused, next: str) -> Response:
    with visiting.database.session(_SCOPE) as session:
        identity.note_refused(session, client, refused.reason)
    said = visiting.browser_words
    title, advice = TEXTS[refused.reason]
    answer = render(
        visiting.request, said, "sign_in_refused.html", 403, title=said.gettext(title), advice=said.gettext(advice),
        refused=refused, code=client.municipality, next=next, unknown=refused.reason is Reason.UNKNOWN,
    )  # fmt: skip
    drop_flow(visiting.request, answer)
    return answer


def leave_provider(visiting: Visit) -> str | None:
    """Where the provider ends its own session too, for a sign-in that came from it (RP-Initiated Logout 1.0)."""
    with visiting.database.session(_SCOPE) as session:
        row = identity.came_from(session, visiting.token)
        if row is None:
            return None
        try:
            client = identity.client_at(session, row)
            shown = identity.id_token_of(session, row)
        except CoeError:  # the municipality's key is gone: signed out here all the same
            return None
    if client is None:
        return None
    return flows.end_address(client, shown, f"{settings().people_url}/sign-in")
