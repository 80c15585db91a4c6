"""Which gates a release must pass, and what is still missing. Pure."""

from collections.abc import Mapping
from typing import Protocol

# kind of release → its gates, in the order in which they are run: the quick ones first
GATES: dict[str, tuple[str, ...]] = {
    "robot": ("rebuilt", "lint", "unit", "testbed", "faults"),
    "process": ("rebuilt", "lint", "cases"),
}


class Found(Protocol):
    """What is known of a gate that was run, or waived."""

    @property
    def passed(self) -> bool: ...

    @property
    def waived(self) -> bool: ...


def missing(kind: str, found: Mapping[str, Found]) -> list[str]:
    """The gates that are neither passed nor waived, in order."""
    return [name for name in GATES[kind] if not (name in found and (found[name].passed or found[name].waived))]
