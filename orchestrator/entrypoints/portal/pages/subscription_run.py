"""A subscription in use: who was right, going live, releases, the kill switch, its end."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response

from orchestrator.core.clock import today
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.entrypoints.portal.pages.subscription_prepare import Sent, attempt, day_of
from orchestrator.entrypoints.portal.subscription_sheet import Typed, of, show
from orchestrator.governance.catalogue import lifecycle, versions
from orchestrator.governance.people.rules import Action
from orchestrator.outcomes.trials import service
from orchestrator.outcomes.trials.rules import RIGHT

router = APIRouter()
Choosing = Annotated[Visit, needs(Action.CHOOSE_RELEASE)]
Pausing = Annotated[Visit, needs(Action.PAUSE_ROBOT)]
_WAIT_DAYS = 14


@router.post("/subscriptions/{code}/{process}/judge")
def judge(
    visiting: Annotated[Visit, needs(Action.JUDGE_DISAGREEMENT)], code: str, process: str, sent: Sent
) -> Response:
    """Who was right in one case, and what is done of it."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        item, right, told = sent.get("item", ""), sent.get("right", ""), sent.get("done", "")
        wrong = {} if right in RIGHT else {"right": "right"}
        if not told.strip():
            wrong["done"] = "done"
        if wrong:
            return show(page, uses, "trial", 422, Typed(f"judge-{item}", sent, wrong))
        return attempt(
            page, uses, "trial", f"judge-{item}", sent, lambda: service.judge(page.session, uses, item, right, told)
        )


@router.post("/subscriptions/{code}/{process}/live")
def go_live(visiting: Annotated[Visit, needs(Action.GO_LIVE)], code: str, process: str, sent: Sent) -> Response:
    """The business owner lets the robot work in the mode that somebody else has asked for."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        return attempt(
            page, uses, "live", "live", sent, lambda: service.go_live(page.session, uses, sent.get("reason", ""))
        )


@router.post("/subscriptions/{code}/{process}/policy")
def policy(visiting: Choosing, code: str, process: str, sent: Sent) -> Response:
    """Which releases are taken without asking, how early, and in which hours."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        window = sent.get("window", "").strip()
        try:
            versions.hours_of(window)
        except BadInput:
            return show(page, uses, "", 422, Typed("policy", sent, {"window": "window"}))
        told = (sent.get("policy", ""), sent.get("ring", ""), window)
        return attempt(page, uses, "", "policy", sent, lambda: versions.choose_policy(page.session, uses, *told))


@router.post("/subscriptions/{code}/{process}/release")
def release(visiting: Choosing, code: str, process: str, sent: Sent) -> Response:
    """Approve the offered release, let it wait, or go back to the former one."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        what, about, reason = sent.get("what", ""), sent.get("release", ""), sent.get("reason", "")
        if what == "roll_back":
            return attempt(page, uses, "", what, sent, lambda: versions.roll_back(page.session, uses, reason))
        if what == "postpone":
            if not reason.strip():
                return show(page, uses, "", 422, Typed(what, sent, {"reason": "reason"}))
            to_on = day_of(sent.get("day", ""), after_today=True) or today() + timedelta(days=_WAIT_DAYS)
            return attempt(
                page, uses, "", what, sent, lambda: versions.postpone(page.session, uses, about, to_on, reason)
            )
        from_on = day_of(sent.get("day", ""))
        if what != "approve" or from_on is None:
            return show(page, uses, "", 422, Typed("approve", sent, {"day": "day"}))
        return attempt(page, uses, "", what, sent, lambda: versions.approve(page.session, uses, about, from_on))


@router.post("/subscriptions/{code}/{process}/pause")
def pause(visiting: Pausing, code: str, process: str, sent: Sent) -> Response:
    """The kill switch. What the robot holds is finished."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        told, wrong = sent.get("day", "").strip(), {}
        to_on = day_of(told) if told else None
        if told and to_on is None:
            wrong["day"] = "day"
        if not sent.get("reason", "").strip():
            wrong["reason"] = "reason"
        if wrong:
            return show(page, uses, "", 422, Typed("pause", sent, wrong))
        return attempt(
            page, uses, "", "pause", sent, lambda: lifecycle.pause(page.session, uses, sent["reason"], to_on)
        )


@router.post("/subscriptions/{code}/{process}/resume")
def resume(visiting: Pausing, code: str, process: str, sent: Sent) -> Response:
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        return attempt(
            page, uses, "", "resume", sent, lambda: lifecycle.resume(page.session, uses, sent.get("reason", ""))
        )


@router.post("/subscriptions/{code}/{process}/end")
def end(visiting: Annotated[Visit, needs(Action.END_SUBSCRIPTION)], code: str, process: str, sent: Sent) -> Response:
    """No robot works for it any more. Asked twice: the box says that one is sure."""
    with visiting.act(sent.get("csrf", "")) as page:
        uses = of(page, code, process)
        wrong = {} if sent.get("reason", "").strip() else {"reason": "reason"}
        if sent.get("sure") != "yes":
            wrong["sure"] = "choice"
        if wrong:
            return show(page, uses, "", 422, Typed("end", sent, wrong))
        return attempt(page, uses, "", "end", sent, lambda: lifecycle.end(page.session, uses, sent["reason"]))
