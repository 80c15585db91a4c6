"""A plan: which kinds of invoices, and in which order they come in."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date

from infra.testbed.generator.invoices.planned import PlannedInvoice
from infra.testbed.generator.invoices.registered import REGISTERED, Maker, registered
from infra.testbed.generator.invoices.sellers import Sellers
from infra.testbed.generator.invoices.to_a_person import TO_A_PERSON, to_a_person
from infra.testbed.generator.kinds import in_turn

# Of five invoices two are registered: the kinds that a person must have are more.
REGISTERED_OF_FIVE = 2


def plan(
    seed: int, count: int, municipality: str, day: date, buyer: str, held: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[PlannedInvoice]:  # fmt: skip
    """``count`` invoices with their answers; the same arguments give the same plan. Each has a seller of its own.

    ``buyer``: the municipality's organisation number. ``held``: kinds that other municipalities' plans hold; they come
    last. ``taken``: organisation numbers that are in the books already.
    """
    rng = random.Random(f"invoices:{seed}:{municipality}:{day}")
    at = Maker(rng, Sellers(rng, set(taken)), day, municipality, buyer)
    at.made = len(taken)  # numbers of orders, contracts and invoices go on where the books end
    first = max(1, round(count * REGISTERED_OF_FIVE / 5)) if count else 0
    made = [registered(at, name) for name in in_turn(list(REGISTERED), first, held)]
    made += [to_a_person(at, name) for name in in_turn(list(TO_A_PERSON), count - first, held)]
    rng.shuffle(made)
    return made
