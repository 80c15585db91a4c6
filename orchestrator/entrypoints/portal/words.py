"""How times, amounts and durations are said, in the language of the page. Times are Stockholm's.

`ui/README.md`: "2 november 2026", "08.14", "7 302 kr"; non-breaking spaces inside numbers and before units.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from orchestrator.core.clock import STOCKHOLM
from orchestrator.entrypoints.portal.i18n import translations

NBSP = "\u00a0"
_LOCALES = {"sv": "sv_SE", "en": "en_GB"}


@dataclass(frozen=True)
class Words:
    """One language: its texts and its way of writing."""

    language: str
    catalogue: NullTranslations

    def gettext(self, text: str) -> str:
        return self.catalogue.gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.catalogue.ngettext(one, many, count)

    def told(self, texts: dict[str, str] | str | None) -> str:
        """The language's side of a text that content carries as {sv, en}."""
        if not texts:
            return ""
        return texts if isinstance(texts, str) else texts.get(self.language) or texts.get("sv") or ""

    def day(self, moment: datetime | date | str) -> str:
        """2 november 2026"""
        return _date(_day(moment), "d MMMM y", self._locale)

    def short_day(self, moment: datetime) -> str:
        """2 nov."""
        return _date(_day(moment), "d MMM", self._locale)

    def weekday(self, moment: datetime) -> str:
        """Måndag 23 november 2026"""
        said = format_date(_day(moment), "EEEE d MMMM y", locale=self._locale)
        return said[0].upper() + said[1:]

    def month(self, month: str) -> str:
        """november 2026"""
        return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=self._locale)

    def month_name(self, month: str) -> str:
        """november"""
        return format_date(date.fromisoformat(f"{month}-01"), "LLLL", locale=self._locale)

    def time(self, moment: datetime) -> str:
        """08.14 (Swedish), 08:14 (English)"""
        return self._clock(moment, "%H.%M")

    def clock(self, moment: datetime) -> str:
        """08.14.02"""
        return self._clock(moment, "%H.%M.%S")

    def moment(self, moment: datetime) -> str:
        """2 november 2026, 08.14"""
        return f"{self.day(moment)}, {self.time(moment)}"

    def number(self, value: Decimal | float | int, digits: int = 0) -> str:
        """45,6 with a typographic minus and non-breaking spaces between thousands."""
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        said = format_decimal(rounded + 0, format=pattern, locale=self._locale)  # + 0: no minus before a zero
        return said.replace("-", "\u2212").replace(" ", NBSP)

    def minutes(self, value: Decimal | str) -> str:
        """22 or 22,5: a decimal only where there is one"""
        return self.number(Decimal(value), 1 if Decimal(value) % 1 else 0)

    def bare_kronor(self, ore: int | None, sign: bool = False) -> str:
        """7 302, with öre only where there are any: for columns that name the unit."""
        if ore is None:
            return "–"
        said = self.number(Decimal(ore) / 100, 2 if ore % 100 else 0)
        return f"+{said}" if sign and ore > 0 else said

    def kronor(self, ore: int | None) -> str:
        """7 302 kr (Swedish), SEK 7,302 (English)"""
        said = self.bare_kronor(ore)
        return f"{said}{NBSP}kr" if self.language == "sv" else f"SEK{NBSP}{said}"

    def days(self, text: str | None) -> str:
        """`5.00` → 5; `3.33` → 3,33 (Swedish): for columns that name the unit. No days is a dash."""
        if text is None:
            return "–"
        return self.number(Decimal(text), 0 if text.endswith(".00") else 2)

    def extent(self, amount_ore: int | None, extent: str | None = None) -> str:
        """What is decided: 7 302 kr, 5 dagar; nothing where it is not known."""
        if amount_ore is not None or not extent:
            return self.kronor(amount_ore)
        value, _, unit = extent.partition(" ")
        if unit != "days":
            return extent
        said = self.ngettext("%(days)s dag", "%(days)s dagar", 1 if value == "1.00" else 2)
        return said.replace(" ", NBSP) % {"days": self.days(value)}

    def seconds(self, seconds: float) -> str:
        """0,6 s"""
        return f"{self.number(seconds, 1)}{NBSP}s"

    def percent(self, share: float | None) -> str:
        return "–" if share is None else f"{self.number(share * 100)}{NBSP}%" if self.language == "sv" else (
            f"{self.number(share * 100)}%"
        )  # fmt: skip

    def size(self, count: int) -> str:
        """412 kB"""
        return f"{self.number(max(1, round(count / 1000)))}{NBSP}kB"

    def short_span(self, seconds: float) -> str:
        """1 h 52 min, 48 min, 12 s: for tables"""
        minutes, rest = divmod(int(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        if hours >= 48:
            return self.span(seconds)
        if hours:
            return f"{hours}{NBSP}h {minutes}{NBSP}min"
        return f"{minutes}{NBSP}min" if minutes else f"{rest}{NBSP}s"

    def span(self, seconds: float) -> str:
        """2 minuter och 40 sekunder: for sentences, two units at most"""
        whole = max(0, int(seconds))
        units = (
            (whole // 86400, self.ngettext("%d dag", "%d dagar", whole // 86400)),
            (whole // 3600 % 24, self.ngettext("%d timme", "%d timmar", whole // 3600 % 24)),
            (whole // 60 % 60, self.ngettext("%d minut", "%d minuter", whole // 60 % 60)),
            (whole % 60, self.ngettext("%d sekund", "%d sekunder", whole % 60)),
        )
        said = [(place, text % count) for place, (count, text) in enumerate(units) if count]
        if not said:
            return self.gettext("under en sekund")
        first, *more = said
        # days and minutes do not belong in one breath: only the unit right below joins
        beside = [text for place, text in more if place == first[0] + 1]
        parts = [text.replace(" ", NBSP, 1) for text in [first[1], *beside]]
        return self.gettext(" och ").join(parts)

    def names(self) -> dict[str, Any]:
        """What templates may call, as filters."""
        plain = (
            "day short_day weekday month month_name time clock moment number minutes bare_kronor kronor days extent "
            "seconds percent size short_span span told"
        )
        return {name: getattr(self, name) for name in plain.split()}

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]

    def _clock(self, moment: datetime, pattern: str) -> str:
        said = f"{moment.astimezone(STOCKHOLM):{pattern}}"
        return said if self.language == "sv" else said.replace(".", ":")


@lru_cache(maxsize=4)
def words(language: str) -> Words:
    """The words of a language."""
    return Words(language, translations(language))


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, locale: str) -> str:
    """A list says few days many times."""
    return format_date(day, pattern, locale=locale)


def age_seconds(since: datetime, now: datetime) -> float:
    return (now.astimezone(UTC) - since.astimezone(UTC)).total_seconds()


def _day(moment: datetime | date | str) -> date:
    if isinstance(moment, str):
        return date.fromisoformat(moment)
    return moment.astimezone(STOCKHOLM).date() if isinstance(moment, datetime) else moment
