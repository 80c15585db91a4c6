"""Show again that it is you: asked for before a case is opened or a role is changed, when a while has passed."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.entrypoints.portal.context import OwnAccount, Page
from orchestrator.entrypoints.portal.security import own_path

router = APIRouter()


@router.get("/confirm")
def ask(visiting: OwnAccount, next: str = "/") -> Response:
    with visiting.read() as page:
        return page.html(
            "confirm.html", wrong=False, action="/confirm", fields=_fields(page, next), next=own_path(next),
            provider=visiting.provider,
        )  # fmt: skip


@router.get("/confirm/shown")
def shown(visiting: OwnAccount) -> Response:
    """Back from the provider in a tab of its own: what was typed waits in the other."""
    with visiting.read() as page:
        return page.html("confirm_shown.html")


@router.post("/confirm")
def confirm(visiting: OwnAccount, csrf: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """The password came along and was right, else this was not reached; without one the page is shown again."""
    with visiting.act(csrf) as page:
        if not page.visitor.fresh:
            return page.html(
                "confirm.html", 422, wrong=True, action="/confirm", fields=_fields(page, next), next=own_path(next),
                provider=visiting.provider,
            )  # fmt: skip
    return RedirectResponse(own_path(next), 303)


def _fields(page: Page, next: str) -> list[tuple[str, str]]:
    return [("csrf", page.visitor.sign_in.csrf_token), ("next", own_path(next))]
