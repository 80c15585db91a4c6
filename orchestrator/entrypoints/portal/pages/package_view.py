"""What a package's page shows: releases of both kinds with what is known of them, and what may be done now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.portal.context import Page
from orchestrator.governance.catalogue.difference import Difference, difference
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import AnyRelease, GateResult, ProcessRelease, Release, ReleaseChange
from orchestrator.governance.packages.queries import changes_of, gates_of, number_of, releases_of
from orchestrator.governance.packages.states import next_ring
from orchestrator.governance.people.queries import actor_names
from orchestrator.governance.people.rules import Action
from orchestrator.governance.pipeline.health import Tally
from orchestrator.governance.pipeline.rules import GATES, missing
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.incidents.models import Incident
from orchestrator.operations.runs.rings import tally_of

# Where the drawing's scale may end: at the first that holds every rate. An interval that lies beyond is cut there.
_SCALES = (0.05, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Row:
    """One release. `tally` is None for rules, which no attempt belongs to."""

    kind: str
    release: AnyRelease
    tally: Tally | None
    used_by: tuple[str, ...]
    news: tuple[Any, ...]

    def range(self, scale: float) -> tuple[float, float, float]:
        """Low, rate and high on a drawing that ends at `scale`, each 0 to 1."""
        low, high = self.tally.interval() if self.tally else (0.0, 0.0)
        rate = self.tally.rate if self.tally else 0.0
        return low / scale, rate / scale, min(high / scale, 1)


@dataclass(frozen=True)
class Gate:
    name: str
    found: GateResult | None


@dataclass(frozen=True)
class Shown:
    """The release that the page is about, with everything around it."""

    row: Row
    gates: list[Gate]
    missing: list[str]
    changes: Sequence[ReleaseChange]
    names: dict[str, str]
    next_ring: str | None
    incidents: Sequence[Incident]
    may: frozenset[str]


def rows_of(page: Page, name: str) -> list[Row]:
    """Every release of a package and its process, the newest version first, robots before rules. NotFound for none."""
    robots, rules = releases_of(page.session, name)
    if not robots and not rules:
        raise NotFound("There is no package of that name. See the list of packages.")
    used: dict[str, list[str]] = {}
    places = {place.code: place.name for place in page.visitor.municipalities}
    asked = select(Subscription).where(Subscription.package == name, Subscription.state != "ended")
    for uses in page.session.scalars(asked):
        used.setdefault(uses.release_id, []).append(places.get(uses.municipality_code, uses.municipality_code))
    return [
        *(
            Row("robot", one, tally_of(page.session, one.id), tuple(sorted(used.get(one.id, []))), _news(one))
            for one in robots
        ),
        *(Row("process", one, None, (), _news(one)) for one in rules),
    ]


def scale_of(rows: list[Row]) -> float:
    """Where the drawing of these releases ends."""
    highest = max((row.tally.rate for row in rows if row.tally), default=0.0)
    return next(scale for scale in _SCALES if highest <= scale)


def focus(rows: list[Row], release_id: str = "") -> Row:
    """The release that was asked for, else the robot release that is farthest from done: the newest not withdrawn."""
    for row in rows:
        if row.release.id == release_id:
            return row
    if release_id:
        raise NotFound("There is no such release of this package.")
    living = [row for row in rows if row.release.state != "withdrawn"]
    return (living or rows)[0]


def shown(page: Page, row: Row) -> Shown:
    release, found = row.release, gates_of(page.session, row.release)
    changes = changes_of(page.session, release)
    actors = {change.by for change in changes} | {result.by for result in found.values()}
    actors |= {who for who in (release.authored_by, release.approved_by, release.published_by) if who}
    met = incidents.of_package(page.session, release.name)
    actors |= {one.closed_by for one in met if one.closed_by}
    return Shown(
        row, [Gate(name, found.get(name)) for name in GATES[row.kind]], missing(row.kind, found), changes,
        actor_names(page.session, actors), next_ring(release.ring), met, _may(page, release),
    )  # fmt: skip


def _may(page: Page, release: AnyRelease) -> frozenset[str]:
    """What this person may do with it now: approve, publish, halt, withdraw, waive."""
    me, may = f"person:{page.visitor.person.id}", page.visitor.may
    author, approver = release.authored_by == me, release.approved_by == me
    allowed = {
        "waive": release.state == "draft" and may(Action.WAIVE_GATE) and not author,
        "approve": release.state == "tested" and may(Action.APPROVE_RELEASE) and not author,
        "publish": may(Action.PUBLISH_RELEASE) and not author and not approver and (
            release.state in ("approved", "halted")
            or (release.state == "published" and next_ring(release.ring) is not None)
        ),
        "halt": release.state == "published" and may(Action.STOP_RELEASE),
        "withdraw": release.state != "withdrawn" and may(Action.STOP_RELEASE),
    }  # fmt: skip
    return frozenset(name for name, yes in allowed.items() if yes)


def waiting(page: Page) -> list[AnyRelease]:
    """Releases that this person can bring on: approve, publish, or build anew what was halted."""
    found: list[AnyRelease] = []
    states = ("tested", "approved", "halted")
    found += page.session.scalars(select(Release).where(Release.state.in_(states))).all()
    found += page.session.scalars(select(ProcessRelease).where(ProcessRelease.state.in_(states))).all()
    return [row for row in found if _may(page, row) & {"approve", "publish"} or row.state == "halted"]


def packages(page: Page) -> list[tuple[str, list[AnyRelease], Counter[str]]]:
    """Every package: its name, the newest release of each kind, and how many subscriptions are in which state."""
    names = {*page.session.scalars(select(Release.package)), *page.session.scalars(select(ProcessRelease.process))}
    states: dict[str, Counter[str]] = {}
    for name, state in page.session.execute(select(Subscription.package, Subscription.state)):
        states.setdefault(name, Counter())[state] += 1
    told: list[tuple[str, list[AnyRelease], Counter[str]]] = []
    for name in sorted(names):
        robots, rules = releases_of(page.session, name)
        both: list[AnyRelease] = [*robots[:1], *rules[:1]]
        told.append((name, both, states.get(name, Counter())))
    return told


def compared(rows: list[Row], first: str, second: str) -> tuple[Row, Row, Difference]:
    """Two releases of one kind, the older first, and what differs for a municipality."""
    one, other = focus(rows, first), focus(rows, second)
    if one.kind != other.kind or one is other:
        raise NotFound("Choose two releases of the same kind.")
    old, new = sorted((one, other), key=lambda row: number_of(row.release.version))
    return old, new, difference(old.release.manifest, new.release.manifest)


def _news(release: AnyRelease) -> tuple[Any, ...]:
    told = difference({}, release.manifest).news
    return next((texts for version, texts in told if version == release.version), ())
