"""From asking for a package to its end: request, prepare, trial, live, pause, resume, end."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import STOCKHOLM, now, today
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.outbox import intend
from orchestrator.governance.catalogue.changes import LONGEST_REASON, changed, move
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules import check_configuration, check_mode, check_schedules
from orchestrator.governance.catalogue.rules_host import rules_host
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC, find
from orchestrator.governance.catalogue.states import IN_USE, State
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.duties import require_apart


def request(session: Session, municipality: str, process: str, release: Release) -> Subscription:
    """Begin to subscribe. Nothing runs yet. One that has ended is begun anew, in shadow; its history stays."""
    uses = find(session, municipality, process)
    if uses is None:
        uses = Subscription(
            municipality_code=municipality, process=process, package=release.package, release_id=release.id,
            mode="shadow", state=State.REQUESTED.value, released_at=now(), changed_at=now(),
        )  # fmt: skip
        session.add(uses)
        session.flush()
        changed(session, uses, "requested", release=release.version)
        return uses
    uses.release_id, uses.released_at, uses.mode, uses.wanted_mode = release.id, now(), "shadow", None
    uses.live_by = uses.live_at = uses.trial_at = uses.former_release_id = uses.offered_release_id = uses.offer = None
    move(session, uses, State.REQUESTED, "requested", release=release.version)
    return uses


def configure(session: Session, uses: Subscription, **values: Any) -> None:
    """Set `configuration`, `parameters`, `schedules` or `robots_at_most`, each checked. What is not named stays."""
    _require_not_ended(uses)
    release = session.get_one(Release, uses.release_id)
    if "schedules" in values:
        check_schedules(list(release.manifest["tasks"]), values["schedules"])
    if "configuration" in values:
        check_configuration(release.manifest.get("configuration"), values["configuration"])
    new = {name: value for name, value in values.items() if getattr(uses, name) != value}
    for name, value in new.items():
        setattr(uses, name, value)
    if new:
        changed(session, uses, "configured", what_changed=sorted(new))
    if "schedules" in new or "robots_at_most" in new:
        _tell_prefect(session, uses)


def ask_for_mode(session: Session, uses: Subscription, mode: str, ground: dict[str, Any] | None) -> None:
    """Say which mode is wanted and on which ground. Somebody else approves it (`go_live`)."""
    _require_not_ended(uses)
    check_mode(rules_host().describe(uses.process), mode, ground)
    uses.wanted_mode, uses.ground, uses.asked_by = mode, ground, scope_of(session).actor
    changed(session, uses, "mode_asked", mode=mode, ground=ground)


def start_trial(session: Session, uses: Subscription) -> None:
    """The robot reads and assesses, and writes nothing. What must be in place first is asked by `outcomes/trials`."""
    _require(uses, State.REQUESTED)
    release = session.get_one(Release, uses.release_id)
    check_configuration(release.manifest.get("configuration"), uses.configuration)
    uses.trial_at = now()
    move(session, uses, State.TRIAL, "trial_started")
    _tell_prefect(session, uses)


def go_live(session: Session, uses: Subscription, reason: str = "", **shown: Any) -> None:
    """Let the robot work in the mode that was asked for, or change to it. `shown`: what the approver saw, kept.

    Who asked for the mode and recorded its ground is never who approves.
    """
    _require(uses, State.TRIAL, State.ACTIVE)
    if uses.wanted_mode is None:
        raise Conflict("Nobody has asked for a mode yet. Choose the mode and record its ground first.")
    approver = scope_of(session).actor
    require_apart(asker=uses.asked_by, approver=approver)
    check_mode(rules_host().describe(uses.process), uses.wanted_mode, uses.ground)
    was, mode = uses.mode, uses.wanted_mode
    if uses.state == State.ACTIVE.value:
        _set_live(uses, mode, approver)
        changed(session, uses, "mode_changed", reason, former=was, mode=mode, **shown)
    else:
        # The state first: the database lets no mode but shadow stand in a trial.
        uses.live_at = now()
        move(session, uses, State.ACTIVE, "went_live", reason, mode=mode, **shown)
        _set_live(uses, mode, approver)
    session.flush()
    _tell_prefect(session, uses)


def _set_live(uses: Subscription, mode: str, approver: str) -> None:
    uses.mode, uses.live_by, uses.wanted_mode = mode, approver, None


def pause(session: Session, uses: Subscription, reason: str, to_on: date | None = None) -> None:
    """The kill switch: robots finish what they hold and take no more; what comes stays in the queue.

    `to_on` is the last day of the pause; without one somebody resumes it.
    """
    why = _reason(reason, "Say why you pause: operations and the chief process officer read it.")
    if to_on is not None and to_on < today():
        raise BadInput("The pause would have ended already. Choose today or a later day, or leave the day out.")
    uses.paused_from, uses.pause_reason, uses.paused_by = uses.state, why, scope_of(session).actor
    uses.paused_at, uses.paused_to_on = now(), to_on
    move(session, uses, State.PAUSED, "paused", why, last_day=to_on.isoformat() if to_on else None)
    _tell_prefect(session, uses)


def resume(session: Session, uses: Subscription, reason: str = "") -> None:
    """Back to what it was before the pause."""
    if uses.state != State.PAUSED.value:
        raise Conflict(f"The subscription is {uses.state}: there is no pause to end.")
    move(session, uses, State(uses.paused_from or State.TRIAL.value), "resumed", reason)
    uses.paused_from = uses.paused_by = uses.paused_at = uses.paused_to_on = None
    uses.pause_reason = ""
    session.flush()
    _tell_prefect(session, uses)


def resume_due(session: Session) -> int:
    """Pauses whose last day has passed; answers how many were ended."""
    due = select(Subscription).where(
        Subscription.state == State.PAUSED.value, Subscription.paused_to_on < now().astimezone(STOCKHOLM).date()
    )
    rows = session.scalars(due).all()
    for uses in rows:
        resume(session, uses, "the last day of the pause has passed")
    return len(rows)


def end(session: Session, uses: Subscription, reason: str) -> None:
    """No robot works for it any more; its cases, figures and history stay."""
    why = _reason(reason, "Say why the subscription ends.")
    move(session, uses, State.ENDED, "ended", why)
    uses.schedules, uses.wanted_mode = [], None
    session.flush()
    _tell_prefect(session, uses)


def end_all(session: Session, municipality: str, reason: str) -> None:
    """The municipality leaves: no robot works for it any more, and Prefect forgets its schedules."""
    asked = select(Subscription).where(
        Subscription.municipality_code == municipality, Subscription.state != State.ENDED.value
    )
    for uses in session.scalars(asked).all():
        end(session, uses, reason)


def _tell_prefect(session: Session, uses: Subscription) -> None:
    """Schedules are laid or taken away, and robots that wait for work ask anew: the subscription may have stopped."""
    intend(session, uses.municipality_code, SCHEDULE_TOPIC, uses.id)
    bells.ring(session, bells.work(uses.municipality_code, uses.process), max(1, uses.robots_at_most))


def _require(uses: Subscription, *states: State) -> None:
    """A pause is left by `resume` alone, though the table lets it go back to trial and to active."""
    if State(uses.state) not in states:
        allowed = " or ".join(state.value for state in states)
        raise Conflict(f"The subscription is {uses.state}. This is done while it is {allowed}.")


def _require_not_ended(uses: Subscription) -> None:
    if uses.state not in (*IN_USE, State.REQUESTED.value):
        raise Conflict("The subscription has ended. Subscribe anew from the catalogue.")


def _reason(reason: str, ask: str) -> str:
    why = " ".join(reason.split())
    if not why:
        raise BadInput(ask)
    return why[:LONGEST_REASON]


def since(uses: Subscription) -> datetime:
    """Since when it is what it is: live, in trial, or being prepared."""
    return uses.live_at or uses.trial_at or uses.changed_at
