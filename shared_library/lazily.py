"""Names of a package that are imported when they are first used.

A robot in plain Python must not pay for Robot Framework, rpaframework and Playwright: half a second and 60 MB.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable


def names(package: str, place_of: dict[str, str]) -> Callable[[str], object]:
    """A module's ``__getattr__``: name → the module that has it."""

    def found(name: str) -> object:
        if name not in place_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(place_of[name]), name)

    return found
