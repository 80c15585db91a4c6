"""How a process calls its fields and values, and how amounts are read and written in a form."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestrator.entrypoints.portal.processes import described
from orchestrator.entrypoints.portal.words import Words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Names:
    """A process's own words, in the person's language."""

    form: dict[str, Any]
    said: Words

    def name(self, code: str) -> str:
        """`rent` → Hyra; `child_2` → barn 2. What has no word is shown as it is."""
        if re.fullmatch(r"child_\d+", code):
            return self._word("child").replace("{number}", code.removeprefix("child_"))
        return self._word(code) or code

    def value(self, name: str, value: Any) -> str:
        """A value of the facts as one says it: amounts in kronor, days in words."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return self.said.gettext("ja") if value else self.said.gettext("nej")
        if isinstance(value, int):
            return self.said.kronor(value) if name.endswith("_ore") else str(value)
        text = str(value)
        return self.said.day(text) if _DAY.fullmatch(text) else self.name(text)

    def filled(self, text: dict[str, str] | str | None, entry: dict[str, Any]) -> str:
        """A label with its entry's own values."""
        told = self.said.told(text)
        for name, value in entry.items():
            if f"{{{name}}}" in told:
                told = told.replace(f"{{{name}}}", self.value(name, value))
        return told[:1].upper() + told[1:]

    def _word(self, code: str) -> str:
        return self.said.told(self.form.get("words", {}).get(code))


def names_of(process: str, said: Words) -> Names:
    """The words of a process; none of its own while the rules host cannot say."""
    return Names(described(process).get("form") or {}, said)


def amount_text(ore: int) -> str:
    """7 302 or 7 302,50, as it stands in a field."""
    whole, rest = divmod(abs(ore), 100)
    text = f"{whole:,}".replace(",", " ") + (f",{rest:02}" if rest else "")
    return f"-{text}" if ore < 0 else text


def read_amount(text: str) -> int | None:
    """Öre of what a person wrote in kronor, or None: spaces, comma or point, `kr` and either minus are fine."""
    plain = re.sub(r"\s|kr$", "", text.strip().casefold()).replace(",", ".").replace("\u2212", "-")
    try:
        ore = Decimal(plain) * 100
        return int(ore) if ore == ore.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def read_day(text: str) -> str | None:
    """A day as the facts write it, or None."""
    try:
        return date.fromisoformat(text.strip()).isoformat() if _DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None
