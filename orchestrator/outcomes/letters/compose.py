"""A letter's content from what the decision stored: nothing is reckoned or looked up anew. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

_WORDS = {
    "sv": {
        "sum": "Summa", "title": "Beslut",
        "reasons": "Så har vi räknat", "rule": "Regel och underlag", "step": "Del", "amount": "Belopp, kr",
        "who": "Vem som har beslutat", "appeal": "Så överklagar du", "case": "Ärende", "day": "Beslutsdag",
        "automatic": "Beslutet är fattat av en automatiserad beslutsfunktion på delegation av {ground}. "
        "Du kan begära att en handläggare ser över det.",
        "person": "Beslutet är fattat av en handläggare på delegation av {ground}.",
        "motivation": "Handläggarens motivering",
    },
    "en": {
        "sum": "Sum", "title": "Decision",
        "reasons": "How it was reckoned", "rule": "Rule and basis", "step": "Part", "amount": "Amount, kr",
        "who": "Who decided", "appeal": "How to appeal", "case": "Case", "day": "Day of decision",
        "automatic": "The decision was taken by an automated decision function delegated by {ground}. "
        "You may ask a caseworker to review it.",
        "person": "The decision was taken by a caseworker delegated by {ground}.",
        "motivation": "The caseworker's reasons",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One step of the calculation, or a group's sum; amounts as a person writes them."""

    label: str
    basis: str
    amount: str
    kind: str = "step"


@dataclass(frozen=True)
class Content:
    """What the template shows."""

    words: dict[str, str]
    title: str
    outcome: str
    rows: tuple[Row, ...]
    motivation: str
    who: str
    appeal: str


def content(
    assessment: dict[str, Any], *, amount_ore: int, month: str, automatic: bool, ground: str,
    process: dict[str, Any], language: str,
) -> Content:  # fmt: skip
    """The letter of one granted decision (FL 32 §: the rules applied and the facts that were decisive).

    `process`: its manifest, with `letter`, `ledger` and `appeal`."""
    words = _WORDS[language]
    outcome = process["letter"]["granted"][language].format(amount=kronor(amount_ore), month=month)
    who = words["automatic" if automatic else "person"].format(ground=ground)
    rows = tuple(_rows(assessment, amount_ore, process, language))
    motivation, appeal = str(assessment.get("motivation", "")), process["appeal"][language]
    return Content(words, words["title"], outcome, rows, motivation, who, appeal)


def kronor(ore: int) -> str:
    """`7 302`, or `7 302,50` where there are öre; thousands by a no-break space, minus as a sign of its own."""
    whole, rest = divmod(abs(ore), 100)
    text = f"{whole:,}".replace(",", "\u00a0") + (f",{rest:02}" if rest else "")
    return f"\u2212{text}" if ore < 0 else text


def month_in_words(occurrence: str, language: str) -> str:
    """`december 2026` of `2026-12`; an occurrence that is no month stays as it is."""
    try:
        return format_date(date.fromisoformat(f"{occurrence}-01"), "MMMM yyyy", locale=language)
    except ValueError:
        return occurrence


def _rows(assessment: dict[str, Any], amount_ore: int, process: dict[str, Any], language: str) -> list[Row]:
    rows = []
    for group, named in process["ledger"]["groups"].items():
        if group == "result":
            continue
        steps = [step for step in assessment["steps"] if step["group"] == group]
        if not steps:
            continue
        rows.append(Row(named["title"][language], "", "", "group"))
        for step in steps:
            basis = "; ".join(text for text in (step["rule"][language], step["basis"][language]) if text)
            rows.append(Row(step["label"][language], basis, kronor(step["amount_ore"])))
        total = sum(step["amount_ore"] for step in steps)
        rows.append(Row(f"{_WORDS[language]['sum']}", "", kronor(total), "sum"))
    rows.append(Row(process["letter"]["result"][language], "", kronor(amount_ore), "result"))
    return rows
