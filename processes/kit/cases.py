"""Worked cases as YAML sentences beside the rules: a lawyer can write one, and a release is tested by all.

- case: "A single adult with rent and no income"
  month: "2026-12"                  # 2026-12 unless told
  household: {costs: {rent: 6200}}  # in a few words (or `told`); a module of the process makes whole facts of it
  change: {case.protected_identity: true}
  municipality: {rent_ceiling_ore: null}
  sum: ["3 940 + 1 280 + 6 200 = 11 420"]
  granted: 11420                    # kronor, or days as text; or hand_over: [all the reason codes]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from processes.kit.errors import ContentInvalid
from processes.kit.process import PROCESSES

MUNICIPALITY_FILE = "municipality.yaml"
_FIELDS = {"case", "month", "household", "told", "change", "municipality", "sum", "granted", "hand_over"}


@dataclass(frozen=True)
class WorkedCase:
    """One sentence, what it says about the case, and what must come out. `granted` is kronor, or days as text."""

    sentence: str
    month: str
    told: Mapping[str, Any]
    config: Mapping[str, Any]
    sum: tuple[str, ...]
    granted: int | str | None
    hand_over: tuple[str, ...]


def load_cases(process: str) -> list[WorkedCase]:
    """All worked cases of a process, in the order of files and lines."""
    folder = PROCESSES / process / "cases"
    municipality = _yaml(folder / MUNICIPALITY_FILE)
    files = sorted(path for path in folder.glob("*.yaml") if path.name != MUNICIPALITY_FILE)
    return [_case(path.name, entry, municipality) for path in files for entry in _yaml(path)]


def municipality_of_cases(process: str) -> dict[str, Any]:
    """The dated configuration of the municipality that the worked cases are set in."""
    return dated(_yaml(PROCESSES / process / "cases" / MUNICIPALITY_FILE))


def dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as a municipality's dated ones; null is left out, `confirmed` carries its own days."""
    return {
        key: value if key == "confirmed" else [_since_2025(value)] for key, value in values.items() if value is not None
    }


def _since_2025(value: Any) -> dict[str, Any]:
    return {"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "Socialnämnden"}


def _case(file: str, entry: Mapping[str, Any], municipality: Mapping[str, Any]) -> WorkedCase:
    unknown = set(entry) - _FIELDS
    if unknown or ("granted" in entry) == ("hand_over" in entry):
        raise ContentInvalid(f"{file}: {entry.get('case')}: say either granted or hand_over, and nothing unknown.")
    if "granted" in entry and not entry.get("sum"):
        raise ContentInvalid(f"{file}: {entry['case']}: write the sum out.")
    return WorkedCase(
        sentence=entry["case"], month=entry.get("month", "2026-12"),
        told={**entry.get("household", {}), **entry.get("told", {}), "change": entry.get("change", {})},
        config=dated({**municipality, **entry.get("municipality", {})}), sum=tuple(entry.get("sum", ())),
        granted=entry.get("granted"), hand_over=tuple(entry.get("hand_over", ())),
    )  # fmt: skip


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
