"""Applications that a person must look at: each would have had a right, but for one thing. All wish units that have
no place free, so that a round is the same without them.

To add a kind: a row here with all the reasons that must be given, and its name in the order of ``plan.py``.
"""

from __future__ import annotations

from typing import Any

from infra.testbed.generator.preschool.kind import Json, handed_over, told


def _plain(**more: Any) -> Json:
    """Two who work, a child of a year and a half, one wish."""
    common: Json = {
        "received": "2026-10-19", "start": "2027-01-11", "hours": 38, "born": "2025-05-28",
        "guardians": [("work", 40), ("work", 40)], "incomes": [32_000, 27_000], "wishes": [("Almen", 640)],
    }  # fmt: skip
    return told(**common | more)


_REMARK = "Obetald avgift från en tidigare placering"
HANDED_OVER = (
    handed_over("protected_identity", ["protected_identity"], _plain(child_protected_identity=True)),
    handed_over("remark", ["warning_open"], _plain(warnings=[_REMARK])),
    handed_over("other_municipality", ["other_municipality"], _plain(child_lives_here=False)),
    handed_over("too_young", ["too_young"], _plain(born="2026-03-20")),
    # Six years old in the year of the start.
    handed_over("school_age", ["school_age"], _plain(born="2021-02-10")),
    handed_over("right_unclear", ["right_unclear"], _plain(guardians=[("other", 0), ("work", 40)], hours=30)),
    handed_over("support_claimed", ["special_support_claimed"], _plain(child_special_support="claimed")),
    handed_over("hours_beyond_need", ["hours_beyond_need"], _plain(guardians=[("work", 40), ("studies", 25)])),
    handed_over("hours_beyond_home", ["hours_beyond_home"], _plain(
        guardians=[("work", 40), ("parental_leave", 0)], hours=25)),
    handed_over("hours_beyond_assessed", ["hours_beyond_assessed"], _plain(
        child_special_support="assessed", child_special_support_hours=20, hours=30)),
    handed_over("no_wish", ["no_wish"], _plain(wishes=[])),
    # Trelleborg takes five.
    handed_over("wishes_too_many", ["wishes_too_many"], _plain(
        wishes=[("Almen", 640), ("Hasseln", 900), ("Aspen", 1_100), ("Rönnen", 1_250), ("Linden", 1_400),
                ("Kastanjen", 2_000)])),
    handed_over("income_unknown", ["income_unknown"], _plain(incomes=[32_000, None])),
    handed_over("twins", ["sibling_same_birth"], _plain(siblings=[("2025-05-28", "preschool", "Hasseln")])),
    # Eslöv has not said whether the income of a cohabiting adult who is no parent counts.
    handed_over("cohabiting_unsaid", ["parameter_missing"], _plain(
        guardians=[("work", 40)], not_parents=("co_applicant",))),
    handed_over("several_reasons", ["hours_beyond_home", "income_unknown", "warning_open"], _plain(
        guardians=[("unemployed", 0), ("work", 40)], incomes=[None, 27_000], warnings=[_REMARK])),
)  # fmt: skip
