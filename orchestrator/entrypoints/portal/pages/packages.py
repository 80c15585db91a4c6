"""The developer's package pages: releases of both kinds, gates with evidence, rings, and what is done with them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.pages import package_view as view
from orchestrator.entrypoints.portal.pages.package_systems import systems_of
from orchestrator.governance.audit import service as audit
from orchestrator.governance.packages.contents import Contents, contents_difference
from orchestrator.governance.packages.models import AnyRelease, GateResult, ProcessRelease, Release
from orchestrator.governance.packages.service import archive_of
from orchestrator.governance.people.rules import Action
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.operations.incidents import service as incidents
from orchestrator.outcomes.decisions import replay
from orchestrator.outcomes.decisions.moves import measured

router = APIRouter()
_MOST_CASES = 300
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
        inside = _inside(old.release, new.release)
        return page.html("releases_compare.html", name=package, old=old, new=new, change=change, inside=inside)


@router.get("/packages/{package}/what-if/{release_id}")
def what_if(visiting: Seeing, package: str, release_id: str) -> Response:
    """The newest cases through another release of the rules. The page holds measures; the facts stay where they are."""
    with visiting.read() as page:
        release = _find(page, package, release_id)
        if not isinstance(release, ProcessRelease):
            raise NotFound("Only rules can be tried on cases: choose a release of the rules.")
        audit.note(page.session, None, "rules_tried", "process_release", release.id, most=_MOST_CASES)
        found = measured(replay.what_if(page.session, release, most=_MOST_CASES))
        return page.html("releases_what_if.html", name=package, release=release, found=found, most=_MOST_CASES)


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


@router.post("/packages/{package}/incidents/{incident_id}/close")
def close_incident(
    visiting: Annotated[Visit, needs(Action.STOP_RELEASE)], package: str, incident_id: str, csrf: Text = "",
    done: Text = "",
) -> Response:  # fmt: skip
    """Say what was done about it; the incident stays in the history."""
    with visiting.act(csrf) as page:
        try:
            incidents.close(page.session, incident_id, done)
        except BadInput:
            problem = page.words.gettext("Skriv vad ni har gjort, med högst %(count)s tecken.")
            told = problem % {"count": incidents.LONGEST}
            return _page(page, package, "", 422, wrong=f"incident-{incident_id}", problem=told, reason=done)
    return RedirectResponse(f"/packages/{package}#incidents", 303)


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


def _inside(old: AnyRelease, new: AnyRelease) -> Contents | None:
    """What differs inside the archives; None when one of them lies no longer in the releases folder."""
    try:
        return contents_difference(archive_of(old), archive_of(new))
    except NotFound:
        return None


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
        scale=view.scale_of(rows), systems=systems_of(page, row.release) if isinstance(row.release, Release) else [],
        waiting=[one for one in view.waiting(page) if one.name == package], wrong=wrong,
        problem=page.words.gettext(problem) if problem else "", reason=reason,
    )  # fmt: skip
