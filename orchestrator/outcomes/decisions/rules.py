"""What may become a decision, and which reasons hand a case over. Pure."""

from typing import Any


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
