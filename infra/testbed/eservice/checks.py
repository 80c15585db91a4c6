"""What each step of the form asks to be put right before the next."""

from __future__ import annotations

import re

from infra.testbed.eservice import words

Content = dict[str, str]


def problems(step: int, content: Content) -> list[str]:
    """Sentences that say what to do; empty when the step is in order."""
    return {1: _contact, 2: _household, 3: _changes, 4: _costs, 5: _incomes}.get(step, _nothing)(content)


def _nothing(_: Content) -> list[str]:
    return []


def _contact(content: Content) -> list[str]:
    found = []
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", content.get("manad", "")):
        found.append("Välj vilken månad du ansöker för.")
    channel = content.get("avisering", "")
    if channel not in words.CHANNELS:
        found.append("Välj hur du vill aviseras.")
    if channel == "sms" and not re.fullmatch(r"\+?[0-9 -]{6,20}", content.get("mobil", "")):
        found.append("Skriv ditt mobilnummer för att få SMS.")
    if channel == "email" and "@" not in content.get("epost", ""):
        found.append("Skriv din e-postadress för att få e-post.")
    return found


def _household(content: Content) -> list[str]:
    found = []
    if content.get("civil_status") not in words.CIVIL:
        found.append("Välj om du bor med en partner.")
    if content.get("boendeform") not in words.HOUSING:
        found.append("Välj hur du bor.")
    numbers = [("Partnern", content.get("partner_nummer", ""))] if content.get("civil_status") == "couple" else []
    numbers += [(f"Barn {row}", number) for row in range(1, words.CHILD_ROWS + 1)
                if (number := content.get(f"barn_{row}_nummer", ""))]  # fmt: skip
    found += [
        f"{who}: skriv personnumret med tolv siffror." for who, number in numbers if not words.read_number(number)
    ]
    return found


def _changes(content: Content) -> list[str]:
    if "annat" in content and not content.get("annat_text"):
        return ["Beskriv vad du mer ansöker om."]
    return []


def _costs(content: Content) -> list[str]:
    return [
        f"{label}: skriv beloppet i kronor, till exempel 7450."
        for kind, label in words.COSTS.items()
        if content.get(f"kostnad_{kind}") and words.read_kronor(content[f"kostnad_{kind}"]) is None
    ]


def _incomes(content: Content) -> list[str]:
    found = []
    known = words.people(content)
    for row in range(1, words.INCOME_ROWS + 1):
        kind, person, amount, day = (content.get(f"inkomst_{row}_{n}", "") for n in ("slag", "person", "belopp", "dag"))
        if not kind and not amount:
            continue
        right = kind in words.INCOMES and person in known and words.read_kronor(amount) is not None
        if not right or words.read_day(day) is None:
            found.append(f"Inkomst {row}: fyll i slag, vem, belopp och dag (ÅÅÅÅ-MM-DD).")
    return found
