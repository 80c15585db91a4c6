"""What may become a decision, and which reasons hand a case over. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Extent:
    """How much is decided: money in öre, or what a process counts in, as comparable text (`5.00 days`)."""

    amount_ore: int | None = None
    extent: str | None = None


def reckoned(result: dict[str, Any]) -> Extent | None:
    """What the robot can write of an assessment, whatever its reasons say: a known, positive sum. Else None."""
    summary = result["summary"]
    if (days := summary.get("result_days")) is not None:
        return Extent(extent=f"{days} days") if Decimal(days) > 0 else None
    amount = summary.get("result_ore")
    return Extent(amount_ore=amount) if amount is not None and amount > 0 else None


def may_write(mode: str, assessment: dict[str, Any], ground: dict[str, Any] | None) -> bool:
    """Whether the robot may write now: a decision in `decide`, drafts in `prepare`; in the other modes never.

    `decide` needs its recorded ground, and no value that nobody here has confirmed. Both need a grant in full.
    """
    if assessment["outcome"] != "granted":
        return False
    return mode == "prepare" or (mode == "decide" and bool(ground) and not assessment.get("blockers"))


def reasons_of(assessment: dict[str, Any]) -> list[str]:
    """The codes of all reasons to hand over: those of the rules, and values that nobody has confirmed."""
    codes = [reason["code"] for reason in assessment["reasons"]]
    codes += [blocker["code"] for blocker in assessment.get("blockers", [])]
    return list(dict.fromkeys(codes))


def handed_over(assessment: dict[str, Any]) -> dict[str, Any]:
    """The assessment as the robot is told it when a person must act: what blocks a decision is a reason too."""
    reasons = [*assessment["reasons"], *assessment.get("blockers", [])]
    return assessment | {"outcome": "hand_over", "reasons": reasons}


def ground_text(ground: dict[str, Any]) -> str:
    """How the decision names its ground, for example in the case system's journal."""
    return f"{ground['board']} {ground['decided_on']}, {ground['paragraph']} ({ground['case_number']})"
