"""What people of a municipality sign in as, in whichever system."""

from __future__ import annotations

from infra.testbed.eservice.service import DEFAULT_MUNICIPALITY


def login_of(name: str, municipality: str) -> str:
    """An account belongs to one municipality: ``anna.lund`` to the first one, ``anna.lund-1233`` to another."""
    return name if municipality == DEFAULT_MUNICIPALITY else f"{name}-{municipality}"
