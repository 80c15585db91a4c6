"""One subscription as its page shows it: everything is read here, once, whichever step is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Response

from orchestrator.core.clock import today
from orchestrator.core.errors import CoeError, NotFound
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.parameters import parameter_value
from orchestrator.entrypoints.portal.processes import described
from orchestrator.governance.catalogue import form, values, versions
from orchestrator.governance.catalogue.changes import history
from orchestrator.governance.catalogue.confirmations import Unsure, unsure
from orchestrator.governance.catalogue.difference import Difference, difference
from orchestrator.governance.catalogue.models import Subscription, SubscriptionChange
from orchestrator.governance.catalogue.rules import ground_of
from orchestrator.governance.catalogue.service import find
from orchestrator.governance.packages.models import ProcessRelease, Release
from orchestrator.governance.packages.queries import rules_for
from orchestrator.governance.people.queries import actor_names
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.queries import many
from orchestrator.outcomes.retention.queries import Kept, kept
from orchestrator.outcomes.trials.connection import Tried, can_test, tried
from orchestrator.outcomes.trials.queries import Trial, trial_of
from orchestrator.outcomes.trials.readiness import Item, items
from orchestrator.outcomes.trials.rules import LIMITS, more_needed, reaches

STEPS = ("mode", "values", "systems", "trial", "live")


@dataclass
class Typed:
    """What came back from a form that was not taken: which, what was typed, and what is wrong in which field. `told` is
    the platform's own sentence, for what no field can show."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: str = ""

    def __call__(self, form: str, name: str, else_: str = "") -> str:
        return self.values.get(name, else_) if self.form == form else else_

    def error(self, form: str, name: str) -> str:
        return self.wrong.get(name, "") if self.form == form else ""


@dataclass(frozen=True)
class Sheet:
    """`done` are the steps that are finished, `here` the first that is not."""

    uses: Subscription
    release: Release
    process: dict[str, Any]
    items: list[Item]
    trial: Trial
    tried: Tried
    can_test: bool
    done: frozenset[str]
    here: str
    step: str
    groups: list[form.Group]
    fields: list[values.Value]
    unsure: list[Unsure]
    kept: Kept
    cases: dict[str, WorkItem]
    rules: ProcessRelease | None
    offered: Release | None
    changes: Difference | None
    back_to: Release | None
    history: Sequence[SubscriptionChange]
    names: dict[str, str]

    @property
    def lacking(self) -> list[Item]:
        """What is not in place yet, before the next thing that happens."""
        wanted = ("trial",) if self.uses.state == "requested" else ("trial", "live")
        return [item for item in self.items if item.state == "warn" and item.before in wanted]

    @property
    def ready(self) -> int:
        return sum(item.state == "ok" for item in self.items)

    @property
    def counted(self) -> int:
        return sum(item.state != "off" for item in self.items)

    @property
    def live(self) -> bool:
        """Whether it has been let to work, though it may be paused now."""
        return self.uses.state == "active" or self.uses.paused_from == "active"

    def reached(self, mode: str) -> bool:
        return reaches(self.trial.told, mode)

    def more(self, mode: str) -> int | None:
        return more_needed(self.trial.told, mode)


def of(page: Page, code: str, process: str) -> Subscription:
    """The subscription that an address names, in the visitor's scope."""
    page.choose(code)
    page.in_role(process)
    uses = find(page.session, code, process)
    if uses is None:
        raise NotFound("The municipality does not subscribe to that.")
    return uses


def sheet(page: Page, uses: Subscription, step: str = "") -> Sheet:
    """Read it all."""
    session, release = page.session, page.session.get_one(Release, uses.release_id)
    told, trial, told_of = described(uses.process), trial_of(session, uses), items(session, uses)
    offered = session.get(Release, uses.offered_release_id) if uses.offered_release_id else None
    rows = history(session, uses)
    done = _done(uses, told_of)
    here = next((name for name in STEPS if name not in done), "live")
    actors = {row.by for row in rows} | {item.by for item in told_of} | {row.by for row in trial.judged.values()}
    actors |= {uses.asked_by or "", uses.paused_by or "", uses.live_by or ""}
    return Sheet(
        uses=uses, release=release, process=told, items=told_of, trial=trial, tried=tried(session, uses),
        can_test=can_test(session, uses), done=done, here=here, step=step if step in STEPS else here,
        groups=form.groups_of(release.manifest.get("configuration")), fields=values.fields_of(told),
        unsure=unsure(told, uses.parameters, today()), kept=kept(session, uses, told),
        cases=many(session, {pair.work_item_id for pair in trial.told.disagreements}), offered=offered,
        rules=rules_for(session, uses.process, int(release.manifest.get("schema_major") or 0), uses.ring),
        changes=difference(release.manifest, offered.manifest) if offered else None,
        back_to=versions.may_roll_back(session, uses), history=rows, names=actor_names(session, actors),
    )  # fmt: skip


def show(page: Page, uses: Subscription, step: str = "", status: int = 200, typed: Typed | None = None) -> Response:
    """The page; with what was typed if a form was not taken."""
    found = sheet(page, uses, step)
    base = f"/subscriptions/{uses.municipality_code}/{uses.process}"
    return page.html(
        "subscription.html", status, page=page, sheet=found, uses=uses, place=page.place(uses.municipality_code),
        typed=typed or Typed(), limits=LIMITS, today=today(), base=base,
        told_config=form.shown(found.groups, uses.configuration), me=f"person:{page.visitor.person.id}",
        written=parameter_value(page.words), told_values=values.shown(found.fields, uses.parameters, today()),
        ground_fields=ground_of(found.process),
    )  # fmt: skip


def refused(
    page: Page, uses: Subscription, step: str, form: str, error: CoeError, values: Mapping[str, str]
) -> Response:
    """A verb said no: nothing is changed, what was typed stands there, and the reason above it."""
    return show(page, uses, step, error.status, Typed(form, values, {}, error.message))


def _done(uses: Subscription, found: list[Item]) -> frozenset[str]:
    states = {item.name: item.state for item in found}
    done = set()
    if uses.wanted_mode or uses.live_at:
        done.add("mode")
    if uses.parameters:
        done.add("values")
    if all(states.get(name, "ok") != "warn" for name in ("configuration", "secrets", "connection")):
        done.add("systems")
    if uses.live_at:
        done |= {"trial", "live"}
    return frozenset(done)
