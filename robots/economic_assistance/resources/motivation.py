"""The words of a decision, from the assessment's own steps: nothing is reasoned here, only told.

Swedish, since they are typed into the municipality's case system and read by the applicant.
"""

from __future__ import annotations

from typing import Any

from shared_library.swedish import kronor, month_words

Json = dict[str, Any]
GROUPS = {"norm": "Riksnorm", "costs": "Godkända kostnader", "incomes": "Inkomster", "result": "Resultat"}


def calculation_lines(assessment: Json) -> list[Json]:
    """The lines to type: group, Swedish label and amount, in the order of the assessment."""
    return [
        {"group": step["group"], "code": step["code"], "label": step["label"]["sv"], "amount_ore": step["amount_ore"]}
        for step in assessment.get("steps", [])
        if step["amount_ore"] is not None
    ]


def motivation_text(assessment: Json, month: str) -> str:
    """Reasons (FL 32 §): what was granted, how it was reckoned, and the rules that were applied."""
    total = kronor(assessment["amount_ore"])
    parts = [f"Ni beviljas ekonomiskt bistånd för {month_words(month)} med {total} kronor."]
    for group, title in GROUPS.items():
        steps = [s for s in assessment["steps"] if s["group"] == group and s["amount_ore"] is not None]
        if steps and group != "result":
            listed = ", ".join(f"{_lower(s['label']['sv'])} {kronor(s['amount_ore'])} kr" for s in steps)
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


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
