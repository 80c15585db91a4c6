"""Tidvis' own words, dates and numbers, in ours. A word that is not here is an error that lists the known ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from shared_library.environment import STOCKHOLM
from shared_library.errors import UnknownText
from shared_library.swedish import shape

KIND = {
    "Semester": "vacation",
    "Föräldraledighet": "parental",
    "Tillfällig föräldraledighet": "temporary_parental",
    "Studieledighet": "study",
    "Enskild angelägenhet med lön": "private_paid",
    "Tjänstledighet utan lön": "unpaid",
}
EXTENT = {"100 %": "full", "75 %": "3/4", "50 %": "1/2", "25 %": "1/4", "12,5 %": "1/8"}
GROUND = {
    "–": "",
    "Barnet är sjukt eller smittat": "illness",
    "Annat skäl": "other",
    "Begravning": "funeral",
    "Läkarbesök": "doctor",
    "Flytt": "moving",
}
WAITS = ("Obehandlad", "Hos chef")
STATE = {**dict.fromkeys(WAITS, "pending"), "Registrerad": "registered"}
IN_FORCE = {"I kraft": True, "Återtagen": False}
NEW, FREE, NOTHING, PROTECTED = "Obehandlad", "ledig", "–", "Skyddad"
_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_DAY = re.compile(rf"({'|'.join(_WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")


def day(text: str, where: str) -> str:
    """``mån 21 dec 2026`` → ``2026-12-21``. A weekday that does not belong to the date is no date."""
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise UnknownText(f"{where}: the text is not a day such as 'mån 21 dec 2026' (shape {shape(text)}).")
    weekday, number, month, year = match.groups()
    try:
        found = date(int(year), _MONTHS.index(month) + 1, int(number))
    except ValueError:
        raise UnknownText(f"{where}: there is no such day.") from None
    if _WEEKDAYS[found.weekday()] != weekday:
        raise UnknownText(f"{where}: the day of the week does not belong to the date.")
    return found.isoformat()


def day_or_none(text: str, where: str) -> str | None:
    return None if text.strip() == NOTHING else day(text, where)


def _moment(text: str, where: str) -> tuple[str, str]:
    on, mark, at = text.strip().partition(" kl. ")
    if not mark or not re.fullmatch(r"([01]\d|2[0-3])\.[0-5]\d", at):
        raise UnknownText(f"{where}: the text is not a time such as 'fre 20 nov 2026 kl. 09.14' (shape {shape(text)}).")
    return day(on, where), at.replace(".", ":")


def utc(text: str, where: str) -> str:
    """``fre 20 nov 2026 kl. 09.14`` in Sweden → ISO in UTC."""
    on, at = _moment(text, where)
    return datetime.fromisoformat(f"{on} {at}").replace(tzinfo=STOCKHOLM).astimezone(UTC).isoformat()


def day_of(text: str, where: str) -> str:
    """The day of a time."""
    return _moment(text, where)[0]


def clock(text: str, where: str) -> str:
    """``07.00`` → ``07:00``."""
    if not re.fullmatch(r"([01]\d|2[0-3])\.[0-5]\d", text.strip()):
        raise UnknownText(f"{where}: the text is not a time of day such as 07.00 (shape {shape(text)}).")
    return text.strip().replace(".", ":")


def days(text: str, where: str) -> str:
    """``3,33`` → ``3.33``."""
    if not re.fullmatch(r"\d{1,3},\d{2}", text.strip()):
        raise UnknownText(f"{where}: the text is not a number of days such as 3,33 (shape {shape(text)}).")
    return text.strip().replace(",", ".")


def typed_days(value: str) -> str:
    """``3.33`` → ``3,33``, as typed."""
    return value.replace(".", ",")


def whole(text: str, where: str) -> int:
    """``2`` or ``2,00`` → 2; a part of a day is no whole number."""
    plain = text.strip().removesuffix(",00")
    if not re.fullmatch(r"\d{1,4}", plain):
        raise UnknownText(f"{where}: the text is not a whole number (shape {shape(text)}).")
    return int(plain)


def number(text: str, where: str) -> str:
    """``1984 0502 2384`` → 12 digits."""
    if not re.fullmatch(r"\d{4} \d{4} \d{4}", text.strip()):
        raise UnknownText(f"{where}: the text is not a personal number with 12 digits.")
    return text.replace(" ", "")
