"""What waits for a business owner in the municipality's subscriptions: a mode, a release, cases to judge."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.entrypoints.portal import subscription_words as sw
from orchestrator.entrypoints.portal.words import Words
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE, State
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.service import Visitor
from orchestrator.outcomes.trials.queries import trial_of


@dataclass(frozen=True)
class Todo:
    """One thing that waits: how many (`more`: and others beyond), why, and where to act. `menu` is the menu's path that
    shows the count."""

    count: int
    title: str
    why: str
    href: str
    button: str
    menu: str
    more: bool = False


def subscription_todos(session: Session, visitor: Visitor, said: Words) -> list[Todo]:
    """Of every subscription in the role's scope."""
    codes = [place.code for place in visitor.municipalities]
    asked = select(Subscription).where(Subscription.municipality_code.in_(codes), Subscription.state.in_(IN_USE))
    if visitor.grant.process:
        asked = asked.where(Subscription.process == visitor.grant.process)
    return [thing for uses in session.scalars(asked).all() for thing in _of(session, uses, visitor, said)]


def _of(session: Session, uses: Subscription, visitor: Visitor, said: Words) -> Iterator[Todo]:
    href = f"/subscriptions/{uses.municipality_code}/{uses.process}"
    if uses.state == State.TRIAL.value:
        yield _to_judge(len(trial_of(session, uses).open), f"{href}?step=trial", said)
    if uses.wanted_mode and uses.asked_by != visitor.scope.actor and uses.state != State.PAUSED.value:
        yield _mode(uses.wanted_mode, f"{href}?step=live", said)
    if uses.offer == "offered" and uses.offered_release_id:
        yield _release(session.get_one(Release, uses.offered_release_id).version, href, said)


def _to_judge(count: int, href: str, said: Words) -> Todo:
    return Todo(
        count,
        said.ngettext("Ärende där ni bedömde olika", "Ärenden där ni bedömde olika", count),
        said.gettext("Säg vem som hade rätt och vad ni gör. Provdriften kan inte avslutas innan dess."),
        href,
        said.gettext("Avgör"),
        "/subscriptions",
    )


def _mode(mode: str, href: str, said: Words) -> Todo:
    return Todo(
        1,
        said.gettext("Läget %(mode)s att godkänna") % {"mode": said.gettext(sw.SHORT_MODES[mode])},
        said.gettext(sw.MODES_TOLD[mode]),
        href,
        said.gettext("Läs och godkänn"),
        "/subscriptions",
    )


def _release(version: str, href: str, said: Words) -> Todo:
    return Todo(
        1,
        said.gettext("Utgåva %(version)s att godkänna") % {"version": version},
        said.gettext("Läs vad som ändras, och välj från vilken dag den används."),
        href,
        said.gettext("Läs och godkänn"),
        "/subscriptions",
    )
