"""Prepare a subscription: mode and ground, own values, systems, times, what is in place, the test of the connection,
and the beginning of the trial. Each form comes back with what was typed when something is wrong."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import today
from orchestrator.core.errors import CoeError
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.processes import described
from orchestrator.entrypoints.portal.subscription_sheet import Typed, of, refused, show
from orchestrator.governance.catalogue import confirmations, form, lifecycle, readiness, values
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules import ground_of
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action
from orchestrator.outcomes.trials import connection, service

router = APIRouter()
Preparing = Annotated[Visit, needs(Action.PREPARE_SUBSCRIPTION)]


async def _fields(request: Request) -> dict[str, str]:
    """Every field of the form, as it was typed."""
    return {name: str(value) for name, value in (await request.form()).items()}


Sent = Annotated[dict[str, str], Depends(_fields)]


def done(uses: Subscription, step: str, said: str = "saved") -> Response:
    """To the page again, at a step."""
    return RedirectResponse(f"/subscriptions/{uses.municipality_code}/{uses.process}?step={step}&{said}=1", 303)


def attempt(
    page: Page, uses: Subscription, step: str, form: str, sent: Mapping[str, str], verb: Callable[[], Any]
) -> Response:
    """Do it wholly or not at all: what a verb had begun is taken back, and the scope of the session stays."""
    try:
        with page.session.begin_nested():
            verb()
    except CoeError as error:
        page.session.expire_all()
        return refused(page, uses, step, form, error, sent)
    return done(uses, step)


@router.post("/subscriptions/{code}/{process}/mode")
def ask_for_mode(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """Ask for a mode, with its ground. Somebody else approves it."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        mode, wrong = sent.get("mode", ""), {}
        parts = ground_of(described(process)) if mode == "decide" else ()
        ground = {name: sent.get(name, "").strip() for name in parts}
        wrong = {name: "empty" for name, value in ground.items() if not value}
        if not mode:
            wrong["mode"] = "choice"
        if wrong:
            return show(page, uses, "mode", 422, Typed("mode", sent, wrong))
        kept = ground or uses.ground
        return attempt(page, uses, "mode", "mode", sent, lambda: lifecycle.ask_for_mode(page.session, uses, mode, kept))


@router.post("/subscriptions/{code}/{process}/values")
def own_values(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """The municipality's own values, from a day on, with the decision they stand on."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        found, wrong = values.read(values.fields_of(described(process)), sent)
        from_on = day_of(sent.get("from_on", ""))
        if from_on is None:
            wrong["from_on"] = "day"
        if not sent.get("source", "").strip():
            wrong["source"] = "evidence"
        if wrong or from_on is None:
            return show(page, uses, "values", 422, Typed("values", sent, wrong))
        new = values.dated(uses.parameters, found, from_on, sent["source"].strip()[:200])
        return attempt(
            page, uses, "values", "values", sent, lambda: lifecycle.configure(page.session, uses, parameters=new)
        )


@router.post("/subscriptions/{code}/{process}/confirm")
def confirm_value(
    visiting: Annotated[Visit, needs(Action.CONFIRM_VALUE)], code: str, process: str, sent: Sent
) -> Response:
    """Confirm by name a value that nobody has read in an official source, or take that back."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses, told, key = of(page, code, process), described(process), sent.get("key", "")

        def set_it() -> None:
            new = (
                confirmations.taken_back(told, uses.parameters, key, today()) if sent.get("back")
                else confirmations.confirmed(told, uses.parameters, key, page.visitor.person.name, today())
            )  # fmt: skip
            lifecycle.configure(page.session, uses, parameters=new)

        return attempt(page, uses, "values", f"confirm-{key}", sent, set_it)


@router.post("/subscriptions/{code}/{process}/systems")
def systems(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """Which systems the municipality has, as the package's own schema asks."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        schema = page.session.get_one(Release, uses.release_id).manifest.get("configuration") or {"type": "object"}
        configuration, wrong = form.read(schema, sent)
        if wrong:
            return show(page, uses, "systems", 422, Typed("systems", sent, wrong))
        return attempt(
            page, uses, "systems", "systems", sent,
            lambda: lifecycle.configure(page.session, uses, configuration=configuration),
        )  # fmt: skip


@router.post("/subscriptions/{code}/{process}/times")
def times(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """When which task starts by the clock. Cases that come in start a robot by themselves."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        tasks = page.session.get_one(Release, uses.release_id).manifest["tasks"]
        schedules = [{"task": task, "cron": cron} for task in tasks if (cron := sent.get(f"time.{task}", "").strip())]
        return attempt(
            page, uses, "systems", "times", sent, lambda: lifecycle.configure(page.session, uses, schedules=schedules)
        )


@router.post("/subscriptions/{code}/{process}/check")
def check(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """Say that something is in place, and what shows it."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        name, told = sent.get("check", ""), sent.get("evidence", "")
        if not told.strip():
            return show(page, uses, sent.get("step", ""), 422, Typed(f"check-{name}", sent, {"evidence": "evidence"}))
        return attempt(
            page, uses, sent.get("step", ""), f"check-{name}", sent,
            lambda: readiness.record(page.session, uses, name, told, off=sent.get("off") == "on"),
        )  # fmt: skip


@router.post("/subscriptions/{code}/{process}/connection")
def try_connection(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """A real robot logs in and reads; it is watched on its run's page."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        return attempt(
            page, uses, "systems", "connection", sent, lambda: connection.test_connection(page.session, uses)
        )


@router.post("/subscriptions/{code}/{process}/trial")
def begin_trial(visiting: Preparing, code: str, process: str, sent: Sent) -> Response:
    """The robot begins to read and assess; it writes nothing."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        return attempt(page, uses, "trial", "trial", sent, lambda: service.start_trial(page.session, uses))


def day_of(text: str, *, after_today: bool = False) -> date | None:
    """A day from today on (or after it); None for what is none."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    first = today()
    return day if day > first or (day == first and not after_today) else None
