"""One planned application: a kind, who applies, and the names that its units have in this filling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.testbed.generator.preschool.kind import Kind

Json = dict[str, Any]


@dataclass
class PlannedApplication:
    """``world``: which copy of the municipality's units it is in; the first has their plain names."""

    kind: Kind
    municipality: str
    world: int
    number: str
    first_name: str
    last_name: str
    clock: str
    caseworker: Json | None = None

    @property
    def received_at(self) -> str:
        return f"{self.kind.told['received_on']} {self.clock}"

    @property
    def email(self) -> str:
        name = f"{self.first_name}.{self.last_name}".lower().translate(str.maketrans("åäöéèü", "aaoeeu"))
        return f"{name}@example.com"

    @property
    def offer(self) -> tuple[str, str, str] | None:
        """Unit, place and start day of the offer that it gets."""
        if self.kind.offer is None:
            return None
        unit, place, start_on = self.kind.offer
        return named(unit, self.world), named(place, self.world), start_on

    def application(self) -> Json:
        """As the child-care system's intake takes it."""
        told = {name: value for name, value in self.kind.told.items() if name != "received_on"}
        return told | {
            "municipality": self.municipality, "number": self.number, "first_name": self.first_name,
            "last_name": self.last_name, "email": self.email, "received_at": self.received_at,
            "wishes": [wish | {"unit": named(wish["unit"], self.world)} for wish in told["wishes"]],
            "siblings": [one | {"unit": one["unit"] and named(one["unit"], self.world)} for one in told["siblings"]],
            "current_unit": told["current_unit"] and named(told["current_unit"], self.world),
            "current_place": told["current_place"] and named(told["current_place"], self.world),
            "child": _moved_home(told["child"], self.world),
        }  # fmt: skip

    @property
    def answer(self) -> Json:
        """What it comes to, as the answer key has it; ``amount_ore`` is the fee of a month."""
        right, offer, effects = self.kind.right, self.offer, {}
        if right and offer:
            hours, guarantee_on, fee_ore = right
            effects = {"right": f"{hours}/{guarantee_on}/{fee_ore}", "offer": "/".join(offer)}
            effects |= {"answer": self.kind.answer} if self.kind.answer else {}
        return {
            "outcome": self.kind.outcome, "amount_ore": right and right[2], "reasons": list(self.kind.reasons),
            "effects": effects, "answer": self.kind.answer,
        }  # fmt: skip


def named(name: str, world: int) -> str:
    """A unit's or a place's name in a copy of the municipality."""
    return name if world == 1 else f"{name} {world}"


APART_M = 100_000


def _moved_home(child: Json, world: int) -> Json:
    """Each copy lies apart from the others, so that what is nearest is in the same one."""
    home = child["home"]
    return child | {"home": home and home | {"north_m": home["north_m"] + APART_M * (world - 1)}}
