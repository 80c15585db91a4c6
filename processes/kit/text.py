"""Texts in Swedish and English: every sentence of an assessment exists in both."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from processes.kit.errors import ContentInvalid

NBSP = "\N{NO-BREAK SPACE}"
PARAMETER_NAMES = "municipal_parameter"
"""Where the names of the municipality's parameters stand among the texts."""
_MONTHS_SV = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    sv: str
    en: str

    @property
    def sentence(self) -> "Text":
        """The same words, beginning with a capital."""
        return Text(self.sv[:1].upper() + self.sv[1:], self.en[:1].upper() + self.en[1:])

    def as_json(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en}


def plain(words: object) -> Text:
    """Words that read the same in both languages: a name, a number."""
    return Text(str(words), str(words))


def date_text(day: date) -> Text:
    """`2 november 2026` / `2 November 2026`."""
    return Text(
        f"{day.day}{NBSP}{_MONTHS_SV[day.month - 1]} {day.year}",
        f"{day.day}{NBSP}{_MONTHS_EN[day.month - 1]} {day.year}",
    )


def month_text(first: date) -> Text:
    """`november 2026` / `November 2026`."""
    return Text(f"{_MONTHS_SV[first.month - 1]} {first.year}", f"{_MONTHS_EN[first.month - 1]} {first.year}")


def joined(texts: list[Text]) -> Text:
    """A list in words: `a, b och c` / `a, b and c`."""
    return Text(_joined([text.sv for text in texts], "och"), _joined([text.en for text in texts], "and"))


def _joined(words: list[str], conjunction: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


class Texts:
    """The locale files of a process: nested keys, the same in `sv.yaml` and `en.yaml`."""

    def __init__(self, sv: Mapping[str, str], en: Mapping[str, str]) -> None:
        different = sorted(set(sv) ^ set(en))
        if different:
            raise ContentInvalid(f"These texts stand in one language only: {', '.join(different)}.")
        for key in sv:
            if placeholders(sv[key]) != placeholders(en[key]):
                raise ContentInvalid(f"The text {key} has other placeholders in Swedish than in English.")
        self._sv, self._en = sv, en

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._sv)

    def __contains__(self, key: str) -> bool:
        return key in self._sv

    def make(self, key: str, /, **values: Text) -> Text:
        """The text `key` with its placeholders filled; an unknown key is the author's fault."""
        if key not in self._sv:
            raise ContentInvalid(f"There is no text {key}: add it to locale/sv.yaml and locale/en.yaml.")
        return Text(
            self._sv[key].format(**{name: value.sv for name, value in values.items()}),
            self._en[key].format(**{name: value.en for name, value in values.items()}),
        )


def placeholders(template: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def load_texts(folder: Path, parameters: Mapping[str, Mapping[str, str]]) -> Texts:
    """The texts below `folder/locale`, and the names of the municipality's parameters from the manifest."""
    return Texts(*(
        _flat(_read(folder / "locale" / f"{language}.yaml"))
        | {f"{PARAMETER_NAMES}.{key}": names[language] for key, names in parameters.items()}
        for language in ("sv", "en")
    ))  # fmt: skip


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = str(value)
    return found
