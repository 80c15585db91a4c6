"""Change single fields of whole facts by their path: `request.extent: 1/2`, `warnings.+: text`. For cases and tests."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def changed(facts: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with every change made, in order. A number in a path is a place in a list, `+` adds to it."""
    for path, value in changes.items():
        _set(facts, path.split("."), value)
    return facts


def _set(target: Any, path: list[str], value: Any) -> None:
    for name in path[:-1]:
        target = target[int(name)] if isinstance(target, list) else target[name]
    value = json.loads(json.dumps(value, default=date.isoformat))
    if path[-1] == "+":
        target.append(value)
    elif isinstance(target, list):
        target[int(path[-1])] = value
    else:
        target[path[-1]] = value
