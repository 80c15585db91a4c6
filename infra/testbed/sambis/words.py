"""The vendor's own words for codes, and how Sambis prints and reads amounts and dates."""

from __future__ import annotations

import re
from datetime import date

CIVIL = {"single": "Ensamstående", "couple": "Gift/sambo"}
HOUSING = {
    "tenancy": "Hyresrätt",
    "sublet": "Andrahand",
    "owned": "Eget boende",
    "lodger": "Inneboende",
    "other": "Annan boendeform",
}
SCHOOL = {
    "none": "Ej skola",
    "compulsory": "Grundskola",
    "upper_secondary": "Gymnasieskola",
    "unknown": "Uppgift saknas",
}
KIND = {"new": "Nyansökan", "renewal": "Återansökan", "supplementary": "Komplettering"}
STATE = {"new": "Ny", "open": "Under handläggning", "decided": "Beslutad"}
ACTIVITY = {
    "plan_met": "Plan följs",
    "plan_not_met": "Plan följs ej",
    "exempt": "Undantagen",
    "missing": "Ej registrerad",
}
CERTIFICATE = {"not_needed": "Behövs ej", "valid": "Giltigt", "missing": "Saknas"}
CHANNEL = {"sms": "SMS", "email": "E-post", "none": "Ingen avisering"}
COST = {
    "rent": "Hyra",
    "electricity": "Hushållsel",
    "home_insurance": "Hemförsäkring",
    "commuting": "Arbetsresor",
    "union_fee": "Fackavgift",
    "unemployment_fund": "A-kasseavgift",
    "other": "Övrig kostnad",
}
INCOME = {
    "salary": "Lön",
    "housing_allowance": "Bostadsbidrag",
    "child_allowance": "Barnbidrag",
    "large_family_supplement": "Flerbarnstillägg",
    "maintenance_support": "Underhållsstöd",
    "sickness_benefit": "Sjukpenning",
    "parental_benefit": "Föräldrapenning",
    "unemployment_benefit": "A-kasseersättning",
    "student_aid": "Studiestöd",
    "activity_support": "Aktivitetsstöd",
    "pension": "Pension",
    "capital_income": "Kapitalinkomst",
    "other": "Övrig inkomst",
}
NORM = {"riksnorm": "Riksnorm", "matnorm": "Matnorm", "nettonorm": "Nettonorm", "specnorm": "Specnorm"}
OUTCOME = {"granted": "Bifall", "partly_granted": "Delvis bifall", "rejected": "Avslag"}
CHANGED = {
    "housing": "Boende",
    "household": "Hushållets sammansättning",
    "children_residence": "Barns boende",
    "civil_status": "Civilstånd",
    "assets": "Tillgångar",
}
LETTER_APPEAL = (
    "Du kan överklaga beslutet hos förvaltningsrätten. Skriv vilket beslut du överklagar, vad du vill ändra och "
    "varför. Skicka överklagandet till socialnämnden inom tre veckor från den dag du fick del av beslutet."
)
# What a button and a column read when the vendor has renamed them (the fault ``label_changed``).
RENAMED = {
    "<button>Granska beräkningen</button>": "<button>Gå vidare till kontroll</button>",
    ">Sökt belopp</th>": ">Yrkat belopp</th>",
}
_AMOUNT = re.compile(r"^-?\d{1,9}(?:,\d{1,2})?$")


def role(code: str) -> str:
    """``child_2`` → ``Barn 2``."""
    if code.startswith("child_"):
        return f"Barn {code.removeprefix('child_')}"
    return {"applicant": "Sökande", "co_applicant": "Medsökande", "": "–"}[code]


def amount(value_ore: int) -> str:
    """745000 → ``7 450,00``, thousands apart by a no-break space."""
    kronor = f"{abs(value_ore) // 100:,}".replace(",", "\u00a0")
    return f"{'-' if value_ore < 0 else ''}{kronor},{abs(value_ore) % 100:02d}"


def read_amount(text: str) -> int | None:
    """What a person may type: ``7450``, ``7 450,00``, ``-120,5``. None when it is no amount."""
    plain = re.sub(r"[\s\u00a0]", "", text).replace("\u2212", "-")
    if not _AMOUNT.match(plain):
        return None
    kronor, _, decimals = plain.lstrip("-").partition(",")
    value = int(kronor) * 100 + int(decimals.ljust(2, "0") or 0)
    return -value if plain.startswith("-") else value


def read_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


def number(personal_number: str) -> str:
    """Twelve digits as Sambis prints them: ``19880101-2384``."""
    return f"{personal_number[:8]}-{personal_number[8:]}"


def birth(personal_number: str) -> str:
    return f"{personal_number[:4]}-{personal_number[4:6]}-{personal_number[6:8]}"


def yes(value: object) -> str:
    return "Ja" if value else "Nej"


def dash(value: object) -> str:
    return "–" if value in (None, "") else str(value)


def minute(moment: str) -> str:
    """A stored time as shown: ``2026-11-20 09:14``."""
    return moment[:16]
