"""A plan: which kinds of requests, in which order they come in, in which units."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date

from infra.testbed.generator.kinds import in_turn
from infra.testbed.generator.leave.granted import GRANTED, Maker, granted
from infra.testbed.generator.leave.handed_over import HANDED_OVER, handed_over
from infra.testbed.generator.leave.people import Employees
from infra.testbed.generator.leave.planned import PlannedRequest

# Of five requests two are registered: sixteen kinds of those, and twenty-four that the manager must have.
GRANTED_OF_FIVE = 2
UNITS = ("Solgården", "Hemtjänst Norr", "Förskolan Eken", "Köket Centrum", "Boendestöd", "Björkbacken", "Kontaktcenter")
PEOPLE_IN_A_UNIT = 3


def plan(
    seed: int, count: int, municipality: str, day: date, held: Collection[str] = (), taken: Collection[str] = ()
) -> list[PlannedRequest]:
    """``count`` requests with their answers; the same arguments give the same plan.

    ``held``: kinds that other municipalities' plans hold; they come last. ``taken``: personal numbers of people who
    are in the systems already. Each request is of an employee of its own.
    """
    rng = random.Random(f"leave:{seed}:{municipality}:{day}")
    at = Maker(rng, Employees(rng, day, taken), day, municipality)
    first = max(1, round(count * GRANTED_OF_FIVE / 5)) if count else 0
    made = [granted(at, name) for name in in_turn(list(GRANTED), first, held)]
    made += [handed_over(at, name) for name in in_turn(list(HANDED_OVER), count - first, held)]
    made.sort(key=lambda request: (request.received_on, request.received_clock, request.number))
    units = [f"{name} {number}" for number in range(1, 2 + count) for name in UNITS]
    for place, request in enumerate(made):
        # A day that has just enough is the unit's, so nobody else of the plan works there.
        request.unit = f"Nattpatrullen {place + 1}" if request.tight_days else units[place // PEOPLE_IN_A_UNIT]
    return made
