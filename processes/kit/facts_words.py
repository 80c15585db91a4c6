"""What is said about a field that does not fit, in English and Swedish: what to write instead."""

from collections.abc import Iterable, Mapping
from typing import Any

from processes.kit.errors import problem

_DATE = (
    "Write a date as YYYY-MM-DD, for example 2026-12-01.",
    "Skriv ett datum som ÅÅÅÅ-MM-DD, till exempel 2026-12-01.",
)
_WORDS = {
    "missing": ("Give a value: this field is needed.", "Fyll i ett värde: uppgiften behövs."),
    "extra_forbidden": (
        "This field is not known: remove it, or check its spelling.",
        "Fältet finns inte i schemat: ta bort det eller kontrollera stavningen.",
    ),
    "literal_error": ("Choose one of {expected}.", "Välj ett av {expected}."),
    "int_type": ("Write a whole number; amounts are öre.", "Skriv ett heltal; belopp anges i öre."),
    "int_from_float": ("Write a whole number; amounts are öre.", "Skriv ett heltal; belopp anges i öre."),
    "bool_type": ("Write true or false.", "Skriv true eller false."),
    "string_type": ("Write a text.", "Skriv en text."),
    "string_pattern_mismatch": ("Write it as the pattern {pattern} says.", "Skriv det som mönstret {pattern} anger."),
    "string_too_short": ("Write at least {min_length} character.", "Skriv minst {min_length} tecken."),
    "string_too_long": ("Write at most {max_length} characters.", "Skriv högst {max_length} tecken."),
    "list_type": ("Give a list, empty if there is nothing.", "Ange en lista, tom om det inte finns något."),
    "too_short": ("Give at least {min_length}.", "Ange minst {min_length}."),
    "too_long": ("Give at most {max_length}.", "Ange högst {max_length}."),
    "greater_than_equal": ("Write {ge} or more.", "Skriv {ge} eller mer."),
    "less_than_equal": ("Write {le} or less.", "Skriv {le} eller mindre."),
    "model_type": ("Give an object with named fields.", "Ange ett objekt med namngivna fält."),
    "model_attributes_type": ("Give an object with named fields.", "Ange ett objekt med namngivna fält."),
}
_MONTH = (
    "Write a month as YYYY-MM, for example 2026-12.",
    "Skriv en månad som ÅÅÅÅ-MM, till exempel 2026-12.",
)
_PERSON = (
    "Write applicant, co_applicant or child_1, child_2 … for a person.",
    "Skriv applicant, co_applicant eller child_1, child_2 … för en person.",
)


def problems(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One problem for each error of the validator. The value itself is never repeated."""
    return [_problem(error) for error in errors]


def _problem(error: Mapping[str, Any]) -> dict[str, str]:
    at = ".".join(str(part) for part in error["loc"])
    english, swedish = _sentence(str(error["type"]), at)
    context = error.get("ctx", {})
    return problem(at, english.format_map(_Known(context)), swedish.format_map(_Known(context)))


def _sentence(kind: str, at: str) -> tuple[str, str]:
    if kind == "string_pattern_mismatch":
        named = {"month": _MONTH, "person": _PERSON}
        return next((words for name, words in named.items() if at.endswith(name)), _WORDS[kind])
    if kind.startswith("date"):
        return _DATE
    return _WORDS.get(kind, ("This value does not fit the schema.", "Värdet stämmer inte med schemat."))


class _Known(dict[str, Any]):
    """Placeholders without a value stay empty."""

    def __missing__(self, key: str) -> str:
        return ""
