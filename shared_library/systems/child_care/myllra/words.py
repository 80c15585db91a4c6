"""Myllra's own words, dates and numbers, in ours. A word that is not here is an error that lists the known ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from shared_library.environment import STOCKHOLM
from shared_library.errors import UnknownText
from shared_library.swedish import shape

PERSON = {"Sökande": "applicant", "Medsökande": "co_applicant"}
OCCUPATION = {
    "Arbete": "work", "Studier": "studies", "Arbetslös": "unemployed", "Föräldraledig": "parental_leave",
    "Annat": "other",
}  # fmt: skip
PLACE = {"Förskola": "preschool", "Fritidshem": "after_school", "Ingen": "none"}
ANSWER = {"accepted": "Tackar ja", "declined": "Tackar nej", "expired": "Inget svar"}
SENT = "Väntar på svar"
STATE = {
    SENT: "sent", "Tackat ja": "accepted", "Tackat nej": "declined", "Inget svar": "expired",
    "Återtaget": "withdrawn",
}  # fmt: skip
SPOT = ("Ledig", "Upptagen", "Erbjuden", "Indragen")
NOTHING, NONE, NO, UNKNOWN, PROTECTED, OTHER = "–", "Ingen", "Nej", "Okänt", "Skyddad", "Annat barn"
_POINT = re.compile(r"N (\d{7}) E (\d{6,7})")


def day(text: str, where: str) -> str:
    """``2026-12-21``, checked."""
    plain = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
            return date.fromisoformat(plain).isoformat()
    except ValueError:
        pass
    raise UnknownText(f"{where}: the text is not a day such as 2026-12-21 (shape {shape(text)}).")


def day_or_none(text: str, where: str) -> str | None:
    return None if text.strip() == NOTHING else day(text, where)


def utc(text: str, where: str) -> str:
    """``2026-11-02 09:12`` in Sweden → ISO in UTC."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d", text.strip()):
        raise UnknownText(f"{where}: the text is not a time such as 2026-11-02 09:12 (shape {shape(text)}).")
    day(text.strip()[:10], where)
    return datetime.fromisoformat(text.strip()).replace(tzinfo=STOCKHOLM).astimezone(UTC).isoformat()


def day_of(text: str, where: str) -> str:
    """The day of a time."""
    utc(text, where)
    return text.strip()[:10]


def whole(text: str, where: str, unit: str = "") -> int:
    """``30 timmar`` with the unit ``timmar`` → 30."""
    match = re.fullmatch(rf"(\d{{1,6}}){' ' + unit if unit else ''}", text.strip())
    if not match:
        raise UnknownText(f"{where}: the text is not a whole number{' of ' + unit if unit else ''} ({shape(text)}).")
    return int(match[1])


def metres(text: str, where: str) -> int | None:
    """``850 m`` → 850; ``Okänd`` → None."""
    return None if text.strip() == "Okänd" else whole(text, where, "m")


def point(text: str, where: str) -> dict[str, int] | None:
    """``N 6150000 E 380000`` → whole metres in SWEREF 99 TM; ``Okänt`` → None."""
    if text.strip() == UNKNOWN:
        return None
    match = _POINT.fullmatch(text.strip())
    if not match:
        raise UnknownText(f"{where}: the text is no place such as N 6150000 E 380000 (shape {shape(text)}).")
    return {"north_m": int(match[1]), "east_m": int(match[2])}


def support(text: str, where: str) -> dict[str, Any]:
    """``Bedömt, 15 timmar`` → what is assessed, and for how many hours."""
    plain = text.strip()
    if plain == NO:
        return {"special_support": "none", "special_support_hours": None}
    if plain == "Begärt":
        return {"special_support": "claimed", "special_support_hours": None}
    kind, _, hours = plain.partition(", ")
    if kind != "Bedömt":
        raise UnknownText(f"{where}: known are Nej, Begärt, and Bedömt with hours (shape {shape(text)}).")
    return {"special_support": "assessed", "special_support_hours": whole(hours, where, "timmar")}


def person_number(text: str, where: str) -> str:
    """``19880412-2394`` → 12 digits."""
    if not re.fullmatch(r"\d{8}-\d{4}", text.strip()):
        raise UnknownText(f"{where}: the text is not a personal number with 12 digits.")
    return text.strip().replace("-", "")


def typed_kronor(ore: int) -> str:
    """154700 → ``1547,00``, as typed."""
    return f"{ore // 100},{ore % 100:02d}"
