"""A municipality's own dated values: missing means a person, never a default.

`{"rent_ceiling_ore": [{"valid_from": "2026-01-01", "valid_to": null, "value": …, "source": "Socialnämnden …"}],
  "confirmed": [{"key": "prisbasbelopp", "by": "Anna Ek, enhetschef", "on": "2026-02-10"}]}`
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from processes.kit.errors import ParameterMissing
from processes.kit.parameters import LOCAL, Parameter

CONFIRMED = "confirmed"


class Municipal:
    """What one municipality has decided, read as it is dated."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def on(self, key: str, day: date) -> Parameter:
        """The value in force on a day, or ParameterMissing that names the key and what is wrong."""
        dated = self._config.get(key)
        if not isinstance(dated, list):
            fault = "has no value" if dated is None else "is not dated (a list of values with valid_from)"
            raise ParameterMissing(key, f"The municipal parameter {key} {fault}: set it in the subscription.")
        found = [version for version in map(lambda entry: _version(key, entry), dated) if version.in_force(day)]
        if len(found) != 1 or found[0].value is None:
            fault = "has two values" if len(found) > 1 else "has no value"
            raise ParameterMissing(
                key, f"The municipal parameter {key} {fault} in force on {day}: correct the subscription."
            )
        return found[0]

    def confirms(self, parameter: Parameter, day: date) -> bool:
        """Whether a named person had, on the day, confirmed a value that is marked S or M."""
        return any(_covers(entry, parameter, day) for entry in self._confirmations(day))

    def _confirmations(self, day: date) -> list[Mapping[str, Any]]:
        entries = self._config.get(CONFIRMED)
        if isinstance(entries, list) and any(isinstance(entry, dict) and "value" in entry for entry in entries):
            # Dated like the other parameters: the list in force is the value.
            try:
                entries = self.on(CONFIRMED, day).value
            except ParameterMissing:
                entries = []
        return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _covers(entry: Mapping[str, Any], parameter: Parameter, day: date) -> bool:
    named, on = str(entry.get("by") or "").strip(), _date(entry.get("on"))
    version = entry.get("valid_from")
    return bool(
        entry.get("key") == parameter.key and named and on and on <= day
        and (version is None or _date(version) == parameter.valid_from)
    )  # fmt: skip


def _version(key: str, entry: Any) -> Parameter:
    start = _date(entry.get("valid_from")) if isinstance(entry, dict) else None
    if start is None:
        raise ParameterMissing(key, f"The municipal parameter {key} is not dated: give each value its valid_from.")
    end = entry.get("valid_to")
    if end is not None and _date(end) is None:
        raise ParameterMissing(key, f"The municipal parameter {key} has a valid_to that is no date: write YYYY-MM-DD.")
    return Parameter(
        key=key, value=entry.get("value"), unit=_unit(key), valid_from=start, valid_to=_date(end),
        legal=str(entry.get("legal") or ""), source=str(entry.get("source") or ""), confidence=LOCAL,
    )  # fmt: skip


def _unit(key: str) -> str:
    return "SEK_ore/month" if key.endswith("_ore") else "percent" if key.endswith("_percent") else "rule"


def _date(text: Any) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
