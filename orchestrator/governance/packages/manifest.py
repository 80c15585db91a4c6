"""Does a manifest say all that a municipality must know? `manifest.schema.yaml` says what that is. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

_SCHEMA = Path(__file__).with_name("manifest.schema.yaml")
_AS_OTHERS = "Write it as another package does."
_WHAT_TO_DO = {
    "required": "Add it.", "additionalProperties": f"Take it out. {_AS_OTHERS}", "enum": "Choose one of those.",
    "pattern": _AS_OTHERS, "type": _AS_OTHERS,
    "anyOf": "Say `effects` (what is written at the commit point), or `retry: safe` or `never`.",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """`at`: the place, `personal_data.legal_basis`; `message`: what is wrong and what to do."""

    at: str
    message: str


def problems_of(manifest: dict[str, Any]) -> list[Problem]:
    """Everything that does not fit, in the order of the file; empty when a municipality can be shown it."""
    found = [
        _told(error) for error in sorted(_validator().iter_errors(manifest), key=lambda one: list(map(str, one.path)))
    ]
    if not found:
        found += _beyond_the_schema(manifest)
    return found


def _beyond_the_schema(manifest: dict[str, Any]) -> list[Problem]:
    found = []
    version, data = manifest["version"], manifest["personal_data"]
    if version not in manifest["changelog"]:
        found.append(Problem("changelog", f"{version} has no entry. Say what is new, in words for the municipalities."))
    if data["legal_basis_confidence"] == "U":
        found.append(
            Problem("personal_data.legal_basis", "It is marked U: nobody has found the ground. Find it first.")
        )
    elif data["legal_basis_confidence"] == "V" and not data.get("legal_basis_verified_on"):
        found.append(Problem("personal_data.legal_basis_verified_on", "Say when somebody last read the ground."))
    try:
        Draft202012Validator.check_schema(manifest["configuration"])
    except SchemaError as error:
        found.append(Problem("configuration", f"It is no JSON Schema: {error.message}"))
    else:
        found += [Problem(at, "People fill it in: give it a title.") for at in _untitled(manifest["configuration"], "")]
    return found


def _untitled(schema: dict[str, Any], place: str) -> list[str]:
    found = []
    for name, node in (schema.get("properties") or {}).items():
        at = f"{place}.{name}" if place else f"configuration.{name}"
        found += ([] if node.get("title") else [at]) + _untitled(node, at)
    return found


def _told(error: ValidationError) -> Problem:
    what = error.message if len(error.message) < 160 else f"{error.message[:157]}…"
    return Problem(
        ".".join(map(str, error.absolute_path)) or "manifest", f"{what}. {_WHAT_TO_DO.get(str(error.validator), '')}"
    )


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(yaml.safe_load(_SCHEMA.read_text()))
