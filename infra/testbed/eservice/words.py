"""What the e-service calls things, in a citizen's words, and the fields of each step."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december")  # fmt: skip
STEPS = {
    1: "Månad och kontakt",
    2: "Ditt hushåll",
    3: "Förändringar",
    4: "Kostnader",
    5: "Inkomster",
    6: "Granska och skicka",
}
CIVIL = {"single": "Jag bor utan partner", "couple": "Jag är gift eller sambo"}
HOUSING = {
    "tenancy": "Hyresrätt",
    "sublet": "Hyr i andra hand",
    "owned": "Äger min bostad",
    "lodger": "Inneboende",
    "other": "På annat sätt",
}
CHANNELS = {"sms": "SMS", "email": "E-post", "none": "Jag vill inte ha avisering"}
CHANGES = {
    "housing": "Jag har flyttat eller bor på ett annat sätt",
    "household": "Någon har flyttat in eller ut",
    "children_residence": "Barnens boende har ändrats",
    "civil_status": "Mitt civilstånd har ändrats",
    "assets": "Jag har fått nya tillgångar, till exempel bil eller sparande",
}
COSTS = {
    "rent": "Hyra eller avgift för bostaden",
    "electricity": "El",
    "home_insurance": "Hemförsäkring",
    "commuting": "Resor till arbete eller aktivitet",
    "union_fee": "Avgift till fackförbund",
    "unemployment_fund": "Avgift till a-kassa",
    "other": "Annan kostnad",
}
INCOMES = {
    "salary": "Lön",
    "housing_allowance": "Bostadsbidrag",
    "child_allowance": "Barnbidrag",
    "large_family_supplement": "Flerbarnstillägg",
    "maintenance_support": "Underhållsstöd eller underhållsbidrag",
    "sickness_benefit": "Sjukpenning",
    "parental_benefit": "Föräldrapenning",
    "unemployment_benefit": "Ersättning från a-kassa",
    "student_aid": "Studiemedel eller studiehjälp",
    "activity_support": "Aktivitetsstöd",
    "pension": "Pension",
    "capital_income": "Ränta eller utdelning",
    "other": "Annan inkomst",
}
CHILD_ROWS = 8
INCOME_ROWS = 10


def people(content: dict[str, str]) -> dict[str, str]:
    """Those whom an income may belong to."""
    found = {"applicant": "Jag"}
    if content.get("civil_status") == "couple":
        found["co_applicant"] = "Min partner"
    for row in range(1, CHILD_ROWS + 1):
        if content.get(f"barn_{row}_nummer"):
            found[f"child_{row}"] = f"Barn {row}"
    return found


def read_kronor(text: str) -> int | None:
    """``7 450`` or ``7450,50`` → öre; None when it is no amount."""
    plain = re.sub(r"[\s\u00a0]", "", text).removesuffix("kr")
    if not re.fullmatch(r"\d{1,7}(,\d{1,2})?", plain):
        return None
    kronor, _, decimals = plain.partition(",")
    return int(kronor) * 100 + int(decimals.ljust(2, "0") or 0)


def kronor(value_ore: int) -> str:
    """745000 → ``7 450 kr``; öre only when there are any."""
    whole = f"{value_ore // 100:,}".replace(",", "\u00a0")
    return f"{whole},{value_ore % 100:02d} kr" if value_ore % 100 else f"{whole} kr"


def month_name(month: str) -> str:
    """``2026-12`` → ``december 2026``."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def read_number(text: str) -> str | None:
    """A personal number with twelve digits, its date and its check digit right; None otherwise."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"(19|20)\d{10}", digits):
        return None
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits[2:])]
    return digits if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 else None


def read_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None
