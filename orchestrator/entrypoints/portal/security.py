"""What every answer carries, and what every form proves."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.core.errors import NotAllowed
from orchestrator.core.settings import settings

_SESSION, _FLOW, _PLACE = "coe_session", "coe_flow", "coe_municipality"
_YEAR = 365 * 24 * 3600
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the headers to every answer; pages and evidence are never kept by a browser's cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if settings().public_url.startswith("https://"):
                    headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def check_csrf(expected: str, given: str) -> None:
    """A form that does not carry this sign-in's own token was not made by us for this person."""
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotAllowed("The form is too old or was not sent from here. Open the page again and send it once more.")


async def own_forms(request: Request) -> None:
    """What changes something comes from a page of ours: browsers say where a form was sent from.

    Beside the form's own token, for every page at once: a route that forgets to ask for the token is held by this.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    hosts = (request.headers.get("host", ""), urlsplit(settings().people_url).netloc)
    if site not in (None, "same-origin", "none") or (
        site is None and origin is not None and urlsplit(origin).netloc not in hosts
    ):
        raise NotAllowed("The form was sent from another site. Open our own page and send it from there.")


def is_secure(request: Request) -> bool:
    """Whether people reach us by https: here, or before the proxy."""
    return request.url.scheme == "https" or settings().public_url.startswith("https://")


def _name(request: Request, name: str) -> str:
    """`__Host-` lets a browser take the cookie from this very host only, by https: no other site can plant one."""
    return f"__Host-{name}" if is_secure(request) else name


def session_token(request: Request) -> str | None:
    """The token of the browser's sign-in, if it has one."""
    return request.cookies.get(_name(request, _SESSION))


def keep_token(request: Request, response: Response, token: str) -> None:
    """The sign-in's cookie: no script reads it, no other site sends it."""
    _keep(request, response, _SESSION, token)


def drop_token(request: Request, response: Response) -> None:
    _drop(request, response, _SESSION)


def flow_cookie(request: Request) -> str | None:
    """What this browser keeps while its person is at the provider."""
    return request.cookies.get(_name(request, _FLOW))


def keep_flow(request: Request, response: Response, sealed: str, seconds: int) -> None:
    _keep(request, response, _FLOW, sealed, seconds)


def drop_flow(request: Request, response: Response) -> None:
    _drop(request, response, _FLOW)


def remembered_place(request: Request) -> str:
    """The municipality that was chosen in this browser the last time."""
    return request.cookies.get(_name(request, _PLACE), "")


def remember_place(request: Request, response: Response, code: str) -> None:
    _keep(request, response, _PLACE, code, _YEAR)


def _keep(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(
        _name(request, name), value, max_age=seconds, httponly=True, samesite="lax", secure=is_secure(request), path="/"
    )


def _drop(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(
        _name(request, name), httponly=True, samesite="lax", secure=is_secure(request), path="/"
    )  # fmt: skip


def caller_address(request: Request) -> str:
    """Where the call comes from, as a trusted proxy says it."""
    return request.client.host if request.client else ""


def own_path(wanted: str) -> str:
    """A path on this site to go on to, or the start page: never another site."""
    safe = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if safe else "/"
