"""A round as a page shows it: by unit who is proposed and why, who waits, who must be settled, what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestrator.core.clock import machine_now
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.governance.people.queries import actor_names
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.queues.models import ROUND, WorkItem
from orchestrator.outcomes.rounds import approve, queries
from orchestrator.outcomes.rounds.kept import Child, Whole
from orchestrator.outcomes.rounds.queries import Made

Json = dict[str, Any]
HINDRANCES = {
    "draw": N_("Lika med ett annat barn: dra lott först."),
    "settle_first": N_("Någon som går före kön önskar den här enheten: bestäm om det barnet först."),
    "gone": N_("Ärendet väntar inte på omgången längre."),
    "held": N_("Platsen är redan erbjuden ett annat barn."),
}
# state of the offer (a prepared one is being written) → mark, words
STATES = {
    "writing": ("info", N_("Godkänd, roboten skriver")),
    "open": ("info", N_("Erbjuden, väntar på svar")),
    "accepted": ("ok", N_("Tackat ja")),
    "placed": ("ok", N_("Placerad")),
    "declined": ("off", N_("Tackat nej")),
    "late": ("off", N_("Svarade för sent")),
    "expired": ("off", N_("Inget svar i tid")),
    "withdrawn": ("warn", N_("Kunde inte erbjudas")),
}
ALARMS = {
    "passed": N_("Garantidagen har passerat"),
    "at_risk": N_("Garantidagen är i fara"),
    "late_start": N_("Platsen börjar efter garantidagen"),
}


@dataclass(frozen=True)
class Line:
    """One child. `hindrance`: why its proposal cannot be approved now; `because`: the rules' own words."""

    child: Child
    item: WorkItem | None
    made: Made | None
    because: str
    hindrance: str
    by: str = ""

    @property
    def key(self) -> str:
        return self.child.item_id

    @property
    def state(self) -> str:
        if self.made is None:
            return ""
        prepared = self.made.offer.state == "open" and not self.made.written
        return "writing" if prepared else self.made.offer.state

    @property
    def changeable(self) -> bool:
        return self.made is None and self.item is not None and self.item.waiting_for == ROUND

    @property
    def outcome(self) -> str:
        return str((self.child.found["child"] or {}).get("outcome", ""))


@dataclass
class UnitView:
    """A unit with its proposals, and the names of its places that nobody is proposed."""

    name: str
    lines: list[Line] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    settle_first: list[str] = field(default_factory=list)

    @property
    def approvable(self) -> int:
        return sum(line.changeable and not line.hindrance for line in self.lines)


@dataclass(frozen=True)
class RoundView:
    whole: Whole
    units: list[UnitView]
    waits: list[Line]
    without: list[Line]
    alarms: list[Line]
    draws: list[Json]
    all_places: list[tuple[str, str]]
    undos: list[Line]

    @property
    def is_open(self) -> bool:
        return self.whole.row.state == "open"

    @property
    def approvable(self) -> int:
        return sum(unit.approvable for unit in self.units)


def view_of(page: Page, whole: Whole) -> RoundView:
    """Everything of the page, from one opened round."""
    lines = _lines(page, whole)
    units = {name: UnitView(name, left=left) for name, left in sorted(whole.frame["left"].items())}
    for line in lines:
        seat = _seat(line)
        if seat is not None:
            units.setdefault(seat, UnitView(seat)).lines.append(line)
        if line.changeable and not line.child.settled:
            for name in line.child.found["first_at"]:
                units[name].settle_first.append(line.child.reference)
    seated = {line.key for unit in units.values() for line in unit.lines}
    rest = [line for line in lines if line.key not in seated]
    mine = page.visitor.person.id
    return RoundView(
        whole=whole,
        units=[unit for unit in units.values() if unit.lines or unit.left],
        waits=[line for line in rest if line.outcome == "waits"],
        without=[line for line in rest if line.outcome != "waits"],
        alarms=[line for line in lines if line.child.found["alarm"] and line.changeable],
        draws=[_draw(number, draw, lines) for number, draw in enumerate(whole.frame["draws"])],
        all_places=_places(whole, lines),
        undos=[line for line in lines if _undoable(line, mine)],
    )


def _lines(page: Page, whole: Whole) -> list[Line]:
    ids = [child.item_id for child in whole.children]
    items = queues.many(page.session, set(ids))
    made = queries.offers_of(page.session, ids, whole.row.id)
    named = actor_names(page.session, {child.settled["by"] for child in whole.children if child.settled})
    hindered = approve.hindrances(page.session, whole) if whole.row.state == "open" else {}
    return [
        Line(
            child, items.get(child.item_id), made.get(child.item_id),
            page.words.told((child.found["child"] or {}).get("because")) if child.found["child"] else "",
            hindered.get(child.item_id, ""),
            named.get(child.settled["by"], "–") if child.settled else "",
        )
        for child in whole.children
    ]  # fmt: skip


def _seat(line: Line) -> str | None:
    """Where the child stands on the page: at the unit that it was offered, else at the one proposed."""
    if line.made is not None:
        return line.made.offer.unit
    return line.child.seat["unit"] if line.child.seat else None


def _places(whole: Whole, lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Every place of the round that nobody has decided on: one that somebody is proposed can be given to another."""
    settled = {child.settled["place"] for child in whole.children if child.settled}
    settled |= {line.made.offer.place for line in lines if line.made is not None}
    return [
        (place["place"], f"{unit['unit']}: {place['place']}")
        for unit in sorted(whole.frame["told"]["units"], key=lambda unit: str(unit["unit"]))
        for place in unit["places"]
        if place["place"] not in settled
    ]


def _draw(number: int, draw: Json, lines: Iterable[Line]) -> Json:
    equal = [line for line in lines if number in line.child.found["draws"]]
    return draw | {"references": [line.child.reference for line in equal]}


def _undoable(line: Line, person_id: str) -> bool:
    made = line.made
    if made is None or line.item is None or made.offer.approved_by != person_id:
        return False
    return made.decision.state == "prepared" and line.item.state == "new" and made.offer.undo_until > machine_now()
