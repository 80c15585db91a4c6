"""What every answer carries, and what every form proves."""

import hmac

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.core.errors import NotAllowed

COOKIE = "coe_session"
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
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def check_csrf(expected: str, given: str) -> None:
    """A form that does not carry this sign-in's own token was not made by us for this person."""
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotAllowed("The form is too old or was not sent from here. Open the page again and send it once more.")


def refuse_other_sites(request: Request) -> None:
    """For the one form without a sign-in behind it: browsers say where a form was sent from."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("Sign in from our own page.")


def caller_address(request: Request) -> str:
    """Whence the call comes, as far as we know."""
    return request.client.host if request.client else ""


def keep_token(request: Request, response: Response, token: str) -> None:
    """The sign-in's cookie: no script reads it, no other site sends it."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")


def own_path(wanted: str) -> str:
    """A path on this site to go on to, or the start page: never another site."""
    safe = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and "\n" not in wanted
    return wanted if safe else "/"
