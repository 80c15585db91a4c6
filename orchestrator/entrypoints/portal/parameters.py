"""How a value in force is written on a page."""

import json
from collections.abc import Callable
from typing import Any

from orchestrator.entrypoints.portal.words import Words


def parameter_value(said: Words) -> Callable[[Any], str]:
    """How a value in force is written: amounts as amounts, tables by their size."""

    def written(parameter: Any) -> str:
        told = parameter if isinstance(parameter, dict) else vars(parameter)
        value, unit = told["value"], told.get("unit", "")
        if isinstance(value, bool):
            return said.gettext("ja") if value else said.gettext("nej")
        if isinstance(value, list):
            return said.ngettext("%d rad", "%d rader", len(value)) % len(value)
        if isinstance(value, dict):
            return ", ".join(f"{name}: {_plain(said, part, unit)}" for name, part in value.items())
        return _plain(said, value, unit)

    return written


def _plain(said: Words, value: Any, unit: str) -> str:
    if isinstance(value, int) and unit.startswith("SEK_ore"):
        return said.kronor(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
