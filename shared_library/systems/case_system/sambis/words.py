"""Sambis' own words, in ours. A word that is not here is an error that lists the known ones."""

from __future__ import annotations

import re

from shared_library.errors import UnknownText

CIVIL = {"Ensamstående": "single", "Gift/sambo": "couple"}
HOUSING = {
    "Hyresrätt": "tenancy",
    "Andrahand": "sublet",
    "Eget boende": "owned",
    "Inneboende": "lodger",
    "Annan boendeform": "other",
}
SCHOOL = {
    "Ej skola": "none",
    "Grundskola": "compulsory",
    "Gymnasieskola": "upper_secondary",
    "Uppgift saknas": "unknown",
}
KIND = {"Nyansökan": "new", "Återansökan": "renewal", "Komplettering": "supplementary"}
ACTIVITY = {
    "Plan följs": "plan_met",
    "Plan följs ej": "plan_not_met",
    "Undantagen": "exempt",
    "Ej registrerad": "missing",
}
CERTIFICATE = {"Behövs ej": "not_needed", "Giltigt": "valid", "Saknas": "missing"}
CHANNEL = {"SMS": "sms", "E-post": "email", "Ingen avisering": None}
COST = {
    "Hyra": "rent",
    "Hushållsel": "electricity",
    "Hemförsäkring": "home_insurance",
    "Arbetsresor": "commuting",
    "Fackavgift": "union_fee",
    "A-kasseavgift": "unemployment_fund",
    "Övrig kostnad": "other",
}
INCOME = {
    "Lön": "salary",
    "Bostadsbidrag": "housing_allowance",
    "Barnbidrag": "child_allowance",
    "Flerbarnstillägg": "large_family_supplement",
    "Underhållsstöd": "maintenance_support",
    "Sjukpenning": "sickness_benefit",
    "Föräldrapenning": "parental_benefit",
    "A-kasseersättning": "unemployment_benefit",
    "Studiestöd": "student_aid",
    "Aktivitetsstöd": "activity_support",
    "Pension": "pension",
    "Kapitalinkomst": "capital_income",
    "Övrig inkomst": "other",
}
NORM = {"Riksnorm": "riksnorm", "Matnorm": "matnorm", "Nettonorm": "nettonorm", "Specnorm": "specnorm"}
OUTCOME = {"Bifall": "granted", "Delvis bifall": "partly_granted", "Avslag": "rejected"}
CHANGED = {
    "Boende": "housing",
    "Hushållets sammansättning": "household",
    "Barns boende": "children_residence",
    "Civilstånd": "civil_status",
    "Tillgångar": "assets",
}
_ADULTS = {"Sökande": "applicant", "Medsökande": "co_applicant"}
NOTHING = "–"


def person(text: str, where: str) -> str:
    """``Barn 2`` → ``child_2``; ``Sökande`` → ``applicant``."""
    child = re.fullmatch(r"Barn (\d{1,2})", text.strip())
    if child:
        return f"child_{child.group(1)}"
    if text.strip() not in _ADULTS:
        raise UnknownText(f"{where}: a role that is not known here. Known: {', '.join(_ADULTS)}, Barn 1 …")
    return _ADULTS[text.strip()]


def role(code: str) -> str:
    """``child_2`` → ``Barn 2``, for typing."""
    if code.startswith("child_"):
        return f"Barn {code.removeprefix('child_')}"
    return next(word for word, known in _ADULTS.items() if known == code)


def word_for(code: str, words: dict[str, str]) -> str:
    """Sambis' word for a code of ours, for typing."""
    return next(word for word, known in words.items() if known == code)


def or_none(text: str) -> str | None:
    """The text, or None where Sambis prints a dash."""
    return None if text.strip() in (NOTHING, "") else text.strip()


def number(text: str, where: str) -> str:
    """``19880101-2384`` → 12 digits."""
    plain = text.replace("-", "").strip()
    if len(plain) != 12 or not plain.isdigit():
        raise UnknownText(f"{where}: not a personal number with 12 digits.")
    return plain
