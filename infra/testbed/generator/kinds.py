"""Which kinds a plan takes: those that the testbed lacks first, none twice before all have come."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def in_turn(every: Iterable[str], count: int, held: Collection[str]) -> list[str]:
    """``count`` names in their order; ``held`` are those that other municipalities' plans hold."""
    names = sorted(every, key=lambda name: name in held)
    return [names[number % len(names)] for number in range(count)]
