"""Dated parameters: what a rule's value was on a day, on what ground, and how sure we are of it.

A file in `parameters/` holds, for each key, a list of versions:

    riksnorm.single_adult:
      - {valid_from: 2026-01-01, valid_to: 2026-12-31, value: 394000, unit: SEK_ore/month,
         legal: SoF 12 kap. 2 §, source: …, confidence: V, last_checked_on: 2026-11-23}

`value: null` says that the rule is abolished from that day. Keys that begin with `_` hold YAML anchors.
Confidence: V read in a source · D computed from such · S secondary source · M from memory · U not found.
U is never used. S and M are used, and stop `decide` until the municipality has confirmed them by name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from processes.kit.errors import ContentInvalid, ParameterMissing

CONFIDENCES = ("V", "D", "S", "M", "U")
NEED_CONFIRMATION = ("S", "M")
LOCAL = "local"
"""The confidence of a municipality's own value: it decided it, so there is nothing to be unsure of."""
_FIELDS = {"valid_from", "valid_to", "value", "unit", "legal", "source", "confidence", "last_checked_on", "note"}


@dataclass(frozen=True)
class Parameter:
    """One version of a value, with everything needed to defend it."""

    key: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date | None
    legal: str
    source: str
    confidence: str
    last_checked_on: date | None = None

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key, "value": self.value, "unit": self.unit, "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None, "legal": self.legal,
            "source": self.source, "confidence": self.confidence,
            "last_checked_on": self.last_checked_on.isoformat() if self.last_checked_on else None,
        }  # fmt: skip


class Parameters:
    """All versions of all keys of a process."""

    def __init__(self, versions: Iterable[Parameter]) -> None:
        self._versions: dict[str, list[Parameter]] = {}
        for version in versions:
            self._versions.setdefault(version.key, []).append(version)
        for key, dated in self._versions.items():
            dated.sort(key=lambda version: version.valid_from)
            _refuse_overlap(key, dated)

    def __iter__(self) -> Iterator[Parameter]:
        return (version for dated in self._versions.values() for version in dated)

    def on(self, key: str, day: date) -> Parameter:
        """The version in force on a day, or ParameterMissing with one sentence that says what to do."""
        dated = self._versions.get(key, [])
        found = next((version for version in dated if version.in_force(day)), None)
        if found is None:
            raise ParameterMissing(
                key, f"No value of {key} is known for {day}{_known(dated)}. Add one with its source."
            )
        if found.confidence == "U":
            raise ParameterMissing(
                key,
                f"The value of {key} for {day} could not be verified (confidence U), so it is not used. "
                "Add the verified value with its source.",
            )
        if found.value is None:
            raise ParameterMissing(key, f"{key} is abolished from {found.valid_from}: the rule no longer exists.")
        return found

    def replaced(self, values: Mapping[str, Any]) -> "Parameters":
        """A copy with other values in every version of the given keys: for trying out and for tests."""
        return Parameters(
            Parameter(**{**vars(version), "value": values.get(version.key, version.value)}) for version in self
        )


def _refuse_overlap(key: str, dated: list[Parameter]) -> None:
    for earlier, later in pairwise(dated):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ContentInvalid(f"Two values of {key} are in force on {later.valid_from}: end the earlier one before.")


def _known(dated: list[Parameter]) -> str:
    usable = [version for version in dated if version.confidence != "U"]
    if not usable:
        return ""
    until = usable[-1].valid_to
    return f" (known from {usable[0].valid_from}{f' to {until}' if until else ''})"


def load_parameters(folder: Path, below: str = "parameters") -> Parameters:
    """Every YAML file below `folder/parameters`, or another folder of dated values, checked."""
    versions: list[Parameter] = []
    for path in sorted((folder / below).glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for key, dated in content.items():
            if not key.startswith("_"):
                versions += [_version(path.name, key, fields) for fields in dated]
    return Parameters(versions)


def _version(file: str, key: str, fields: Mapping[str, Any]) -> Parameter:
    where = f"{file}: {key}"
    unknown, missing = set(fields) - _FIELDS, _FIELDS - set(fields) - {"note"}
    if unknown or missing:
        raise ContentInvalid(f"{where} lacks {sorted(missing)} or has unknown {sorted(unknown)}.")
    if fields["confidence"] not in CONFIDENCES:
        raise ContentInvalid(f"{where}: confidence is one of {', '.join(CONFIDENCES)}.")
    if fields["valid_to"] is not None and fields["valid_to"] < fields["valid_from"]:
        raise ContentInvalid(f"{where} ends before it begins.")
    return Parameter(key=key, **{name: fields[name] for name in _FIELDS - {"note"}})
