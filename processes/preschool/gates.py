"""What sends an application to a person whatever its right and fee, and all gates with their reasons."""

from processes.kit.text import plain
from processes.kit.worksheet import Worksheet
from processes.preschool.facts import Facts

GATES: dict[str, tuple[str, ...]] = {
    "no_protected_identity": ("protected_identity",),
    "no_open_remark": ("warning_open",),
    "lives_here": ("other_municipality",),
    "right": ("too_young", "school_age", "right_unclear", "special_support_claimed"),
    "extent": ("hours_beyond_need", "hours_beyond_home", "hours_beyond_assessed"),
    "wishes": ("no_wish", "wishes_too_many"),
    "fee": ("income_unknown", "sibling_same_birth"),
    "parameters_known": ("parameter_missing",),
}
"""gate → the reason codes that fail it; the order is the order of the assessment."""


def check(facts: Facts, sheet: Worksheet) -> None:
    """Every reason that needs no reckoning."""
    if facts.child.protected_identity:
        sheet.reason("protected_identity")
    for text in facts.warnings:
        sheet.reason("warning_open", text=plain(text))
    if not facts.child.lives_here:
        sheet.reason("other_municipality")
    _wishes(facts, sheet)


def _wishes(facts: Facts, sheet: Worksheet) -> None:
    """Within the number that the municipality takes. One wish is within any number, so nothing need be known."""
    if not facts.wishes:
        sheet.reason("no_wish")
    if len(facts.wishes) <= 1:
        return
    most = sheet.local("ranking_wishes_most")
    if most is None:
        return
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        sheet.unusable("ranking_wishes_most", "1, 2, 3 …")
    elif len(facts.wishes) > most:
        sheet.reason("wishes_too_many", count=plain(len(facts.wishes)), most=plain(most))
