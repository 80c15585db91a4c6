"""Klarven's own words, in ours. A word that is not here is an error that lists the known ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from shared_library import swedish
from shared_library.environment import STOCKHOLM
from shared_library.errors import UnknownText

CIVIL = {"Ensam": "single", "Par": "couple"}
HOUSING = {
    "Hyreslägenhet": "tenancy",
    "Hyr i andra hand": "sublet",
    "Äger bostaden": "owned",
    "Hyr rum": "lodger",
    "Bor på annat sätt": "other",
}
SCHOOL = {"Går inte i skola": "none", "F–9": "compulsory", "Gymnasium": "upper_secondary", "Vet ej": "unknown"}
KIND = {"Första ansökan": "new", "Fortsatt ansökan": "renewal", "Tillägg": "supplementary"}
NEW = "Inkommen"
ACTIVITY = {
    "Följer planeringen": "plan_met",
    "Följer inte planeringen": "plan_not_met",
    "Har undantag": "exempt",
    "Inget noterat": "missing",
}
CERTIFICATE = {"Krävs inte": "not_needed", "Gäller": "valid", "Ej inlämnat": "missing"}
CHANNEL = {"Sms": "sms", "Mejl": "email", "Inget utskick": None}
COST = {
    "Boendekostnad": "rent",
    "El": "electricity",
    "Försäkring av hemmet": "home_insurance",
    "Resor till arbete": "commuting",
    "Avgift fackförbund": "union_fee",
    "Avgift a-kassa": "unemployment_fund",
    "Annan utgift": "other",
}
INCOME = {
    "Arbetsinkomst": "salary",
    "Bidrag till boende": "housing_allowance",
    "Barnbidrag (fk)": "child_allowance",
    "Tillägg flera barn": "large_family_supplement",
    "Underhåll för barn": "maintenance_support",
    "Sjukersättning per dag": "sickness_benefit",
    "Föräldraledighet": "parental_benefit",
    "Ersättning a-kassa": "unemployment_benefit",
    "Studiemedel (csn)": "student_aid",
    "Ersättning program": "activity_support",
    "Pensioner": "pension",
    "Ränta och utdelning": "capital_income",
    "Annan inkomst": "other",
}
NORM = {"Riksnormen": "riksnorm", "Endast mat": "matnorm", "Norm netto": "nettonorm", "Egen norm": "specnorm"}
OUTCOME = {"Beviljas": "granted", "Beviljas delvis": "partly_granted", "Beviljas inte": "rejected"}
CHANGED = {
    "Bostaden": "housing",
    "Vilka som bor här": "household",
    "Var barnen bor": "children_residence",
    "Om jag lever ensam eller i par": "civil_status",
    "Pengar och ägodelar": "assets",
}
NOTHING = "ej angivet"
_ADULTS = {"Huvudperson": "applicant", "Partner": "co_applicant"}


def person(text: str, where: str) -> str:
    """``Barn nr 2`` → ``child_2``; ``Huvudperson`` → ``applicant``."""
    child = re.fullmatch(r"Barn nr (\d{1,2})", text.strip())
    if child:
        return f"child_{child.group(1)}"
    if text.strip() not in _ADULTS:
        raise UnknownText(f"{where}: a role that is not known here. Known: {', '.join(_ADULTS)}, Barn nr 1 …")
    return _ADULTS[text.strip()]


def role(code: str) -> str:
    """``child_2`` → ``Barn nr 2``, for typing."""
    if code.startswith("child_"):
        return f"Barn nr {code.removeprefix('child_')}"
    return word_for(code, _ADULTS)


def word_for(code: str, words: dict[str, str]) -> str:
    """Klarven's word for a code of ours, for typing."""
    return next(word for word, known in words.items() if known == code)


def or_none(text: str) -> str | None:
    return None if text.strip() in (NOTHING, "") else text.strip()


def day(text: str, where: str) -> str:
    """``23.11.2026`` → ``2026-11-23``."""
    found = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", text.strip())
    if not found:
        raise UnknownText(f"{where}: the text is not a date such as 23.11.2026 (shape {swedish.shape(text)}).")
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        raise UnknownText(f"{where}: there is no such day.") from None


def day_or_none(text: str, where: str) -> str | None:
    return day(text, where) if or_none(text) else None


def utc(text: str, where: str) -> str:
    """``20.11.2026 09:14`` in Sweden → ISO in UTC."""
    try:
        local = datetime.strptime(text.strip(), "%d.%m.%Y %H:%M").replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise UnknownText(f"{where}: not a time such as 20.11.2026 09:14 (shape {swedish.shape(text)}).") from None
    return local.astimezone(UTC).isoformat().replace("+00:00", "Z")


def number(text: str, where: str) -> str:
    """``19880101 2384`` → 12 digits."""
    if not re.fullmatch(r"\d{8} \d{4}", text.strip()):
        raise UnknownText(f"{where}: not a personal number with 12 digits.")
    return text.strip().replace(" ", "")


def count(text: str, where: str) -> int:
    if not text.strip().isdigit():
        raise UnknownText(f"{where}: not a whole number (shape {swedish.shape(text)}).")
    return int(text)
