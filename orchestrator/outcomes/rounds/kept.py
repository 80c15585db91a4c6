"""A round as it is kept: what is the same for all in one sealed text, and each child in one of its own.

A child's text hangs on its case and goes with it when the case is erased; the round then says that it is not whole.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.rounds.models import Round, RoundChild

Json = dict[str, Any]


@dataclass
class Child:
    """One case in a round. `told`: `{case, current_place, settled, fixed}`, what the rules are told (`fixed`: the place
    that is offered already, which a round that is computed again leaves as it is); `found`: what they said:
    `{child, seat, terms, alarm, draws, first_at}`; `seat`: `{unit, place, start_on}` or None."""

    item_id: str
    reference: str
    assessment_id: str
    told: Json
    found: Json

    @property
    def settled(self) -> Json | None:
        """`{place, reason, by}` where a person chose otherwise than the rules; `place` None: none in this round."""
        found: Json | None = self.told["settled"]
        return found

    @property
    def seat(self) -> Json | None:
        found: Json | None = self.found.get("seat")
        return found


@dataclass
class Whole:
    """A round opened. `frame`: `{told: {round, municipality, on, config, units}, result, draws}`; `result` holds no
    child. `whole` is False when a case has been erased since."""

    row: Round
    frame: Json
    children: list[Child]

    @property
    def whole(self) -> bool:
        return len(self.children) == self.row.children

    def child(self, item_id: str) -> Child | None:
        return next((child for child in self.children if child.item_id == item_id), None)


def told(whole: Whole) -> Json:
    """What the rules are told of the round."""
    return whole.frame["told"] | {
        "current_places": {c.reference: c.told["current_place"] for c in whole.children if c.told["current_place"]},
        "cases": [child.told["case"] for child in whole.children],
        "settled": [
            {"child": child.reference, "place": child.told["fixed"] or (child.settled or {}).get("place")}
            for child in whole.children
            if child.settled or child.told["fixed"]
        ],
    }


def fill(whole: Whole, laid: Json, rules_sha256: str) -> None:
    """Lay the rules' answer out: what is a child's with the child, the rest in the frame."""
    result = dict(laid["result"])
    found = {one["child"]: one for one in result.pop("children")}
    alarms = {one["child"]: one for one in result.pop("alarms")}
    draws, units = result.pop("draws"), result.pop("units")
    for child in whole.children:
        name = child.reference
        one = found.get(name)
        if child.told["fixed"]:  # decided already: what was said of it then stands
            one = child.found.get("child")
        seat = laid["settled"].get(name) if name in laid["settled"] else _seat(one)
        child.found = {
            "child": one, "seat": seat, "terms": laid["terms"].get(name), "alarm": alarms.get(name),
            "draws": [number for number, draw in enumerate(draws) if name in draw["children"]],
            "first_at": [unit["unit"] for unit in units if name in unit["settle_first"]],
        }  # fmt: skip
    whole.frame["result"] = result
    whole.frame["left"] = {unit["unit"]: unit["left"] for unit in units}
    whole.frame["draws"] = [{"unit": draw["unit"], "about": draw["about"]} for draw in draws]
    whole.row.rules_version, whole.row.rules_sha256 = laid["result"]["rules_version"], rules_sha256
    whole.row.input_sha256, whole.row.result_sha256 = laid["result"]["input_sha256"], fingerprint(laid)


def fingerprint(laid: Json) -> str:
    """SHA-256 of what the rules answered, in one form: two rounds came out the same when these are equal."""
    text = json.dumps(laid, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def store(session: Session, whole: Whole) -> None:
    """Seal the round and its children. Its row is there already when it is computed again."""
    code, row = whole.row.municipality_code, whole.row
    row.sealed = vault.seal_json(session, code, "placement_round", whole.frame)
    session.add(row)
    session.flush()
    known = {one.work_item_id: one for one in session.scalars(_children_of(row.id))}
    for child in whole.children:
        sealed = vault.seal_json(session, code, "placement_child", {"told": child.told, "found": child.found})
        alarm = bool(child.found.get("alarm"))
        if (before := known.get(child.item_id)) is not None:
            before.sealed, before.alarm = sealed, alarm
            continue
        session.add(
            RoundChild(
                municipality_code=code, round_id=row.id, work_item_id=child.item_id,
                assessment_id=child.assessment_id, alarm=alarm, sealed=sealed,
            )
        )  # fmt: skip
    session.flush()


def opened(session: Session, row: Round) -> Whole:
    """The round with every child, sorted by reference."""
    code = row.municipality_code
    frame = vault.unseal_json(session, code, "placement_round", row.sealed)
    asked = (
        select(RoundChild, WorkItem.reference).join(WorkItem, WorkItem.id == RoundChild.work_item_id)
        .where(RoundChild.round_id == row.id)
    )  # fmt: skip
    children = (_child(session, code, one, reference) for one, reference in session.execute(asked))
    return Whole(row, frame, sorted(children, key=lambda child: child.reference))


def _children_of(round_id: str) -> Any:
    return select(RoundChild).where(RoundChild.round_id == round_id)


def _child(session: Session, code: str, row: RoundChild, reference: str) -> Child:
    kept = vault.unseal_json(session, code, "placement_child", row.sealed)
    return Child(row.work_item_id, reference, row.assessment_id, kept["told"], kept["found"])


def _seat(one: Json | None) -> Json | None:
    if one is None or one["unit"] is None:
        return None
    return {key: one[key] for key in ("unit", "place", "start_on")}
