"""The developer's package pages: releases of both kinds, gates with evidence, rings, and what is done with them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.pages import package_view as view
from orchestrator.governance.packages.models import AnyRelease, GateResult, ProcessRelease, Release
from orchestrator.governance.people.rules import Action
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline

router = APIRouter()
Seeing = Annotated[Visit, needs(Action.SEE_PACKAGES)]
Text = Annotated[str, Form(max_length=2000)]
_PROBLEMS = {
    "reason": N_("Skriv varför. Skälet står i utgåvans historik, och kommunerna läser det."),
    "state": N_("Utgåvan har ändrats sedan sidan öppnades. Läs vad som gäller nu. Inget har sparats."),
    "apart": N_("Den som skrev, den som godkänner och den som släpper är tre personer. Be någon annan."),
}  # fmt: skip


@router.get("/packages")
def every(visiting: Seeing) -> Response:
    with visiting.read() as page:
        return page.html("releases_all.html", packages=view.packages(page), waiting=view.waiting(page))


@router.get("/packages/{package}")
def one(visiting: Seeing, package: str, release: str = "") -> Response:
    with visiting.read() as page:
        return _page(page, package, release)


@router.get("/packages/{package}/compare")
def compare(visiting: Seeing, package: str, first: str = "", second: str = "") -> Response:
    with visiting.read() as page:
        old, new, change = view.compared(view.rows_of(page, package), first, second)
        return page.html("releases_compare.html", name=package, old=old, new=new, change=change)


@router.get("/packages/{package}/gates/{gate_id}")
def evidence(visiting: Seeing, package: str, gate_id: str) -> Response:
    with visiting.read() as page:
        found = page.session.get(GateResult, gate_id)
        if found is None:
            raise NotFound("There is no such gate result.")
        return page.html("releases_gate.html", name=package, found=found, text=gates.evidence_of(found))


@router.post("/packages/{package}/{release_id}/approve")
def approve(
    visiting: Annotated[Visit, needs(Action.APPROVE_RELEASE)], package: str, release_id: str, csrf: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    return _act(visiting, csrf, package, release_id, "approve", reason, pipeline.approve)


@router.post("/packages/{package}/{release_id}/publish")
def publish(
    visiting: Annotated[Visit, needs(Action.PUBLISH_RELEASE)], package: str, release_id: str, csrf: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    return _act(visiting, csrf, package, release_id, "publish", reason, pipeline.publish)


@router.post("/packages/{package}/{release_id}/halt")
def halt(
    visiting: Annotated[Visit, needs(Action.STOP_RELEASE)], package: str, release_id: str, csrf: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    return _act(visiting, csrf, package, release_id, "halt", reason, pipeline.halt)


@router.post("/packages/{package}/{release_id}/withdraw")
def withdraw(
    visiting: Annotated[Visit, needs(Action.STOP_RELEASE)], package: str, release_id: str, csrf: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    return _act(visiting, csrf, package, release_id, "withdraw", reason, pipeline.withdraw)


@router.post("/packages/{package}/{release_id}/waive")
def waive(
    visiting: Annotated[Visit, needs(Action.WAIVE_GATE)], package: str, release_id: str, csrf: Text = "",
    gate: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """The last gate that was missing makes it tested: nothing else is left to wait for."""
    return _act(
        visiting, csrf, package, release_id, f"waive-{gate}", reason,
        lambda session, release, why: gates.waive(session, release, gate, why),
    )  # fmt: skip


def _act(
    visiting: Visit, csrf: str, package: str, release_id: str, what: str, reason: str,
    verb: Callable[[Any, AnyRelease, str], Any],
) -> Response:  # fmt: skip
    """Do it, or show the page again with what was typed and the error beside the field."""
    with visiting.act(csrf) as page:
        release = _find(page, package, release_id)
        try:
            verb(page.session, release, reason)
        except (BadInput, Conflict, NotAllowed) as refusal:
            code = "reason" if isinstance(refusal, BadInput) else "state" if isinstance(refusal, Conflict) else "apart"
            return _page(page, package, release_id, 422, wrong=what, problem=_PROBLEMS[code], reason=reason)
    return RedirectResponse(f"/packages/{package}?release={release_id}", 303)


def _find(page: Page, package: str, release_id: str) -> AnyRelease:
    found: AnyRelease | None = page.session.get(Release, release_id) or page.session.get(ProcessRelease, release_id)
    if found is None or found.name != package:
        raise NotFound("There is no such release of this package.")
    return found


def _page(
    page: Page,
    package: str,
    release_id: str,
    status: int = 200,
    *,
    wrong: str = "",
    problem: str = "",
    reason: str = "",
) -> Response:
    rows = view.rows_of(page, package)
    row = view.focus(rows, release_id)
    return page.html(
        "releases.html", status, name=package, rows=rows, shown=view.shown(page, row), release=row.release,
        waiting=[one for one in view.waiting(page) if one.name == package], wrong=wrong,
        problem=page.words.gettext(problem) if problem else "", reason=reason,
    )  # fmt: skip
