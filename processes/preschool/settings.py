"""A municipality's ranking rules as they stand in a round: typed, and empty where nobody has found or set them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from processes.kit.parameters import NEED_CONFIRMATION

if TYPE_CHECKING:
    from processes.preschool.round_facts import Setting

CRITERIA = ("priority", "sibling", "applied_on", "guarantee_on", "born_first", "born_last", "without_place", "nearest")
AFTER = ("keeps_turn", "leaves_queue", "new_date")
SCOPES = ("same_unit", "anywhere")


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value) and len(set(value)) == len(value)


def _criteria(value: Any) -> bool:
    return _names(value) and bool(value) and set(value) <= set(CRITERIA)


FORMS: dict[str, Callable[[Any], bool]] = {
    "order": _criteria,
    "tie_break": _criteria,
    "priority_categories": _names,
    "sibling_scope": lambda value: value in SCOPES,
    "wishes_most": _count,
    "offer_earliest_months": _count,
    "answer_days": _count,
    "guarantee_anywhere": _flag,
    "guarantee_with_place": _flag,
    "apply_months_ahead": _count,
    "after_no": lambda value: value in AFTER,
    "after_silence": lambda value: value in AFTER,
    "alarm_weeks": _count,
}
"""key → whether a value has the form that the rules know. One that has not is as good as none, and is told."""


@dataclass(frozen=True)
class Settings:
    """The settings of one round by their key, and those of their values that can be used."""

    by_key: Mapping[str, "Setting"]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, settings: Iterable["Setting"]) -> "Settings":
        by_key = {setting.key: setting for setting in settings}
        return cls(by_key, {key: setting.value for key, setting in by_key.items() if _usable(setting)})

    def value(self, key: str) -> Any:
        """The value, or None when it is empty or has no form that the rules know."""
        return self.values.get(key)

    @property
    def criteria(self) -> tuple[str, ...]:
        """What the queue is ordered by: first to last; nothing when the order is empty."""
        order = self.value("order")
        if order is None:
            return ()
        return tuple(dict.fromkeys([*order, *(self.value("tie_break") or [])]))

    @property
    def categories(self) -> list[str] | None:
        found: list[str] | None = self.value("priority_categories")
        return found

    @property
    def empty(self) -> list[str]:
        """Keys without a usable value."""
        return [key for key in FORMS if key not in self.values]

    @property
    def unusable(self) -> list[str]:
        """Keys whose value has no form that the rules know."""
        return sorted(key for key, one in self.by_key.items() if one.value is not None and key not in self.values)

    @property
    def to_confirm(self) -> list[str]:
        """Keys with a value from a secondary source or from memory, which nobody in the municipality has confirmed."""
        return sorted(
            key for key in self.values
            if self.by_key[key].confidence in NEED_CONFIRMATION and not self.by_key[key].confirmed
        )  # fmt: skip


def _usable(setting: "Setting") -> bool:
    form = FORMS.get(setting.key)
    return form is not None and setting.confidence != "U" and setting.value is not None and form(setting.value)
