"""The words of a decision, from the assessment's own steps: nothing is reasoned here, only told.

Swedish, since they are typed into the municipality's case system and read by the applicant.
"""

from __future__ import annotations

from typing import Any

from shared_library.errors import ApplicationException
from shared_library.swedish import kronor, month_words

Json = dict[str, Any]
KRONA = 100
TYPED_AS = {"child_own_work": "salary"}
"""What the rules name more finely than any case system's list of incomes."""
GROUPS = {"norm": "Riksnorm", "costs": "Godkända kostnader", "incomes": "Inkomster", "result": "Resultat"}


def calculation_lines(assessment: Json, stated: list[Json]) -> list[Json]:
    """The lines to type. A deduction from incomes (work incentive) is a negative income without a kind;
    rounding stands among the norm's. ``stated``: the application's incomes, which say whose an income is."""
    left = _sums(stated)
    return [_line(step, left) for step in assessment["steps"] if step["amount_ore"]]


def _line(step: Json, stated: dict[tuple[str, str], int]) -> Json:
    line = {"part": "norm", "kind": "", "person": "", "label": step["label"]["sv"], "amount_ore": step["amount_ore"]}
    if step["group"] == "costs":
        line |= {"part": "costs", "kind": step["code"]}
    elif step["group"] == "incomes" and step["amount_ore"] > 0:
        line |= {"part": "incomes", "amount_ore": -step["amount_ore"]}
    elif step["group"] == "incomes":
        person = step.get("person") or _whose(step["code"], -step["amount_ore"], stated)
        kind = TYPED_AS.get(step["code"], step["code"])
        line |= {"part": "incomes", "kind": kind, "person": person, "amount_ore": -step["amount_ore"]}
    return line


def _whose(kind: str, amount_ore: int, stated: dict[tuple[str, str], int]) -> str:
    """Whoever stated this income: what is granted was stated to the krona, or a person would have it."""
    for known, person in list(stated):
        if known == kind and abs(stated[known, person] - amount_ore) < KRONA:
            del stated[known, person]
            return person
    raise ApplicationException("income_of_nobody", f"The assessment counts {kind} that nobody in the case has stated.")


def _sums(stated: list[Json]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for income in stated:
        key = (income["kind"], income["person"])
        sums[key] = sums.get(key, 0) + income["net_ore"]
    return sums


def motivation_text(assessment: Json, month: str) -> str:
    """Reasons (FL 32 §): what was granted, how it was reckoned, and the rules that were applied."""
    total = kronor(assessment["amount_ore"])
    parts = [f"Ni beviljas ekonomiskt bistånd för {month_words(month)} med {total} kronor."]
    for group, title in GROUPS.items():
        steps = [s for s in assessment["steps"] if s["group"] == group and s["amount_ore"]]
        if steps and group != "result":
            listed = ", ".join(f"{_lower(s['label']['sv'])} {kronor(_shown(s))} kr" for s in steps)
            parts.append(f"{title}: {listed}.")
    summary = assessment["summary"]
    parts.append(
        f"Riksnorm {kronor(summary['norm_ore'])} kr och godkända kostnader {kronor(summary['costs_ore'])} kr "
        f"minus inkomster {kronor(summary['incomes_ore'])} kr ger {kronor(summary['result_ore'])} kr."
    )
    rules = sorted({s["rule"]["sv"] for s in assessment["steps"] if s.get("rule", {}).get("sv")})
    if rules:
        parts.append(f"Tillämpade regler: {'; '.join(rules)}.")
    return "\n".join(parts)


def journal_text(assessment: Json, month: str) -> str:
    """One note for the file: outcome, month, amount and the version of the rules."""
    return (
        f"Beslut om ekonomiskt bistånd för {month_words(month)}: beviljat {kronor(assessment['amount_ore'])} kr. "
        f"Bedömt enligt reglerna i version {assessment['rules_version']} den {assessment['on']}. "
        "Beräkning och beslut registrerade av robot och kontrollästa."
    )


def draft_text(assessment: Json, month: str) -> str:
    """The note of a case that is prepared: what the rules arrive at, what to look at first, and who decides."""
    parts = [
        f"Förslag till beslut om ekonomiskt bistånd för {month_words(month)}: {kronor(assessment['amount_ore'])} kr. "
        f"Bedömt enligt reglerna i version {assessment['rules_version']} den {assessment['on']}.",
        "Beräkningen är registrerad av robot och kontrollerad mot det som sparats. "
        "Inget beslut är fattat: en handläggare prövar ärendet och beslutar.",
    ]
    blockers = [blocker["text"]["sv"] for blocker in assessment.get("blockers", [])]
    if blockers:
        parts.append(f"Att pröva före beslut: {' '.join(blockers)}")
    return "\n".join(parts)


def _shown(step: Json) -> int:
    """Incomes are negative among the steps; a reader sees them as amounts that are subtracted."""
    amount = int(step["amount_ore"])
    return -amount if step["group"] == "incomes" else amount


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
