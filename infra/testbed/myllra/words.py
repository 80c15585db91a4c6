"""How Myllra writes things, and reads what is typed."""

from __future__ import annotations

import re
from datetime import date

PERSON = {"applicant": "Sökande", "co_applicant": "Medsökande"}
OCCUPATION = {"work": "Arbete", "studies": "Studier", "unemployed": "Arbetslös", "parental_leave": "Föräldraledig",
              "other": "Annat"}  # fmt: skip
PLACE = {"preschool": "Förskola", "after_school": "Fritidshem", "none": "Ingen"}
STATE = {"sent": "Väntar på svar", "accepted": "Tackat ja", "declined": "Tackat nej", "expired": "Inget svar",
         "withdrawn": "Återtaget"}  # fmt: skip
SPOT = {"free": "Ledig", "taken": "Upptagen", "offered": "Erbjuden", "withdrawn": "Indragen"}
ANSWER = {"accepted": "Tackar ja", "declined": "Tackar nej", "expired": "Inget svar"}
RENAMED = {"Granska erbjudandet": "Kontrollera erbjudandet", "Ködatum": "I kö sedan"}


def yes(value: object) -> str:
    return "Ja" if value else "Nej"


def dash(value: object) -> str:
    return str(value) if value not in (None, "") else "–"


def number(value: str) -> str:
    """12 digits → ``19880412-2394``."""
    return f"{value[:8]}-{value[8:]}"


def kronor(ore: int) -> str:
    """154700 → ``1 547,00``."""
    whole = f"{ore // 100:,}".replace(",", " ")
    return f"{whole},{ore % 100:02d}"


def at(north: int | None, east: int | None) -> str:
    return "Okänt" if north is None else f"N {north} E {east}"


def support(kind: str, hours: int | None) -> str:
    return {"none": "Nej", "claimed": "Begärt"}.get(kind, f"Bedömt, {hours} timmar")


def read_kronor(text: str) -> int | None:
    """``1 547,00`` or ``1547`` → öre; None for what is no amount."""
    match = re.fullmatch(r"(\d{1,3}(?: \d{3})*|\d{1,7})(?:,(\d{2}))?", text.replace("\u00a0", " ").strip())
    return None if match is None else int(match[1].replace(" ", "")) * 100 + int(match[2] or 0)


def read_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
