"""Which release a municipality works with: offered, approved or postponed, taken in its window, rolled back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import STOCKHOLM, now, today
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.outbox import intend
from orchestrator.governance.catalogue.changes import LONGEST_REASON, changed
from orchestrator.governance.catalogue.difference import step
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules import check_configuration, check_schedules
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.governance.catalogue.states import IN_USE
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import newest_for, number_of
from orchestrator.governance.packages.states import in_reach

ROLL_BACK_DAYS = 30
POLICIES = ("pin", "patch", "minor")
RINGS = ("pilot", "all")
_TAKES = {"pin": (), "patch": ("patch",), "minor": ("patch", "minor")}


def choose_policy(session: Session, uses: Subscription, policy: str, ring: str, window: str) -> None:
    """What is taken without asking, how early one is among those who get it, and in which hours it may change."""
    if policy not in POLICIES or ring not in RINGS:
        raise BadInput(f"Choose a policy ({', '.join(POLICIES)}) and a ring ({', '.join(RINGS)}).")
    hours_of(window)
    uses.policy, uses.ring, uses.window = policy, ring, window
    changed(session, uses, "policy_changed", policy=policy, ring=ring, window=window)


def hours_of(window: str) -> tuple[int, int] | None:
    """ "18-06" → (18, 6); None for any time. Raises BadInput for what is no window."""
    if not window:
        return None
    first, _, last = window.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) < 24 and first != last):
        raise BadInput("Write the window as two hours, for example 18-06, or leave it empty.")
    return int(first), int(last)


def in_window(window: str, moment: datetime) -> bool:
    """Whether a release may be changed at this moment."""
    hours = hours_of(window)
    if hours is None:
        return True
    first, last = hours
    hour = moment.astimezone(STOCKHOLM).hour
    return first <= hour < last if first < last else hour >= first or hour < last


def offer_new(session: Session) -> int:
    """Each subscription in use learns of a newer release in its ring: taken by itself where the policy says so and the
    hour is right, else offered. Answers how many learnt something."""
    done = 0
    for uses in _in_use(session):
        former = session.get_one(Release, uses.release_id)
        found = newest_for(session, uses.package, uses.ring)
        if (
            found is None
            or number_of(found.version) <= number_of(former.version)
            or found.id == uses.offered_release_id
        ):
            continue
        uses.offered_release_id, uses.offer, uses.offer_on = found.id, "offered", None
        changed(session, uses, "release_offered", release=found.version)
        done += 1
    return done


def take_due(session: Session) -> int:
    """What was approved for today, and what the policy takes by itself, in each subscription's window. What was
    postponed until today is offered again. Answers how many releases were taken."""
    moment, day, taken = now(), today(), 0
    for uses in _in_use(session):
        if uses.offered_release_id is None:
            continue
        if uses.offer == "postponed" and uses.offer_on is not None and uses.offer_on <= day:
            uses.offer, uses.offer_on = "offered", None
        release = session.get_one(Release, uses.offered_release_id)
        if not in_window(uses.window, moment) or not _may_take(session, uses, release, day):
            continue
        take(session, uses, release, "approved" if uses.offer == "approved" else f"policy {uses.policy}")
        taken += 1
    return taken


def approve(session: Session, uses: Subscription, release_id: str, from_on: date) -> None:
    """The offered release is taken from a day on, in the window."""
    release = _offered(session, uses, release_id)
    if from_on < today():
        raise BadInput("Choose today or a later day.")
    _require_fits(uses, release)
    uses.offer, uses.offer_on = "approved", from_on
    changed(session, uses, "release_approved", release=release.version, from_on=from_on.isoformat())


def postpone(session: Session, uses: Subscription, release_id: str, to_on: date, reason: str) -> None:
    """Not now: asked again on a day, and not taken by the policy before."""
    release = _offered(session, uses, release_id)
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise BadInput("Say why you wait: the developers read it.")
    if to_on <= today():
        raise BadInput("Choose a later day than today.")
    uses.offer, uses.offer_on = "postponed", to_on
    changed(session, uses, "release_postponed", why, release=release.version, to_on=to_on.isoformat())


def take(session: Session, uses: Subscription, release: Release, why: str) -> None:
    """Work with another release from the next run on; runs of the former one finish their case."""
    _require_fits(uses, release)
    former = session.get_one(Release, uses.release_id)
    uses.former_release_id, uses.release_id, uses.released_at = former.id, release.id, now()
    uses.offered_release_id = uses.offer = uses.offer_on = None
    changed(session, uses, "release_taken", why, former=former.version, release=release.version)
    _tell(session, uses)


def may_roll_back(session: Session, uses: Subscription) -> Release | None:
    """The release to go back to: the former one, for thirty days, if it may still be used."""
    if uses.former_release_id is None or uses.released_at is None or uses.state not in IN_USE:
        return None
    if now() - uses.released_at > timedelta(days=ROLL_BACK_DAYS):
        return None
    former = session.get_one(Release, uses.former_release_id)
    return former if in_reach(former, uses.ring) else None


def roll_back(session: Session, uses: Subscription, reason: str = "") -> Release:
    """Back to the former release at once, whatever the window. The one that is left is offered again in thirty days,
    and no policy takes it before."""
    former = may_roll_back(session, uses)
    if former is None:
        raise Conflict(f"There is no former release to go back to: only within {ROLL_BACK_DAYS} days of a change.")
    left = session.get_one(Release, uses.release_id)
    _require_fits(uses, former)
    uses.release_id, uses.released_at, uses.former_release_id = former.id, now(), None
    uses.offered_release_id, uses.offer, uses.offer_on = left.id, "postponed", today() + timedelta(days=ROLL_BACK_DAYS)
    why = " ".join(reason.split())[:LONGEST_REASON]
    changed(session, uses, "rolled_back", why, former=left.version, release=former.version)
    _tell(session, uses)
    return former


def _in_use(session: Session) -> Iterator[Subscription]:
    yield from session.scalars(
        select(Subscription).where(Subscription.state.in_(IN_USE)).order_by(Subscription.id)
    ).all()


def _may_take(session: Session, uses: Subscription, release: Release, day: date) -> bool:
    """Halted or withdrawn since it was offered: it is not taken. Nor is one that needs a value nobody gave."""
    if not in_reach(release, uses.ring):
        return False
    if uses.offer == "approved":
        return uses.offer_on is None or uses.offer_on <= day
    former = session.get_one(Release, uses.release_id)
    if uses.offer != "offered" or step(former.version, release.version) not in _TAKES[uses.policy]:
        return False
    try:
        _require_fits(uses, release)
    except BadInput:
        return False
    return True


def _offered(session: Session, uses: Subscription, release_id: str) -> Release:
    if uses.offered_release_id != release_id or uses.state not in IN_USE:
        raise Conflict("That release is not offered here (any more). Open the page again and read what is.")
    release = session.get_one(Release, release_id)
    if not in_reach(release, uses.ring):
        raise Conflict(f"{release.package} {release.version} may not be used (any more): it was halted or withdrawn.")
    return release


def _require_fits(uses: Subscription, release: Release) -> None:
    """The configuration and the schedules as they are must fit the other release."""
    check_configuration(release.manifest.get("configuration"), uses.configuration)
    check_schedules(list(release.manifest["tasks"]), uses.schedules)


def _tell(session: Session, uses: Subscription) -> None:
    intend(session, uses.municipality_code, SCHEDULE_TOPIC, uses.id)
    bells.ring(session, bells.work(uses.municipality_code, uses.process), max(1, uses.robots_at_most))
