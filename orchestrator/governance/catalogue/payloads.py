"""Payloads of work items against their process's own JSON Schema (`work_item` in its process.yaml)."""

from functools import lru_cache
from typing import Any

import jsonschema_rs

from orchestrator.core.errors import BadInput
from orchestrator.governance.catalogue.rules_host import rules_host


def payload_problems(process: str, payload: dict[str, Any]) -> list[dict[str, str]]:
    """`[{at, message}]` for everything that does not fit; empty when it fits, or when the process has no schema."""
    validator = _validator(process)
    if validator is None or validator.is_valid(payload):
        return []
    return [
        {"at": ".".join(("payload", *map(str, found.instance_path))), "message": _without_values(found)}
        for found in validator.iter_errors(payload)
    ]


def _without_values(found: Any) -> str:
    """What is wrong, without the value: a payload's values are case data, and errors are logged."""
    kind = str(found.kind).rpartition(".")[2] if found.kind is not None else ""
    name = str(found.schema_path[-1]) if found.schema_path else kind
    wanted = {
        "type": "has another type than the schema says", "required": "lacks a part that the schema requires",
        "additionalProperties": "has a part that the schema does not know", "enum": "is none of the permitted words",
        "pattern": "is not written as the schema says", "format": "is not written as the schema says",
    }  # fmt: skip
    return f"It {wanted.get(name, f'does not fit the schema ({name})')}."


@lru_cache(maxsize=64)
def _validator(process: str) -> Any:
    try:
        schema = rules_host().describe(process).get("work_item")
    except BadInput:  # a package that brings no process of ours: its robot alone knows what a payload is
        return None
    return jsonschema_rs.validator_for(schema) if schema else None
