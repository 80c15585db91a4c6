"""Cases that must end with a person: each kind is a change (`changes.py`) of a case that would have been granted.

To add a kind: write its change, and a row in `KINDS` with the shapes it may start from and the reasons.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from infra.testbed.generator import changes
from infra.testbed.generator.case import PlannedCase
from infra.testbed.generator.changes import Change, states
from infra.testbed.generator.granted import granted_case
from infra.testbed.generator.people import People


@dataclass(frozen=True)
class Kind:
    """``reasons`` are all that are given, with those that the change itself tells (it depends on the household).

    ``core`` kinds come first in a small plan. ``amounts`` bounds what the case would have been granted;
    ``since``: the first application month in which the kind means anything.
    """

    change: Change
    reasons: tuple[str, ...]
    shapes: tuple[str, ...] = ("single", "couple", "single_child", "couple_children")
    core: bool = False
    amounts: tuple[int, int] = (900, 13800)
    since: str = ""


_BALANCED = ("couple", "couple_children", "single_sickness", "single_activity")
_FAMILIES = ("single_child", "couple_children", "single_two_children")
_YOUTHS = ("single_youth", "single_youth_of_age")
KINDS = {
    "new_application": Kind(changes.new_application, ("application_not_renewal", "previous_missing"), core=True),
    "agency_error": Kind(changes.agency_error, ("agency_error",), core=True),
    "income_changed": Kind(changes.income_changed, ("income_changed",), _BALANCED, core=True),
    "cost_changed": Kind(changes.cost_changed, ("cost_changed",), core=True),
    "income_unknown": Kind(changes.income_unknown, ("income_unknown",), core=True),
    "household_changed": Kind(states("household"), ("household_changed",), core=True),
    "protected_identity": Kind(changes.protected_identity, ("protected_identity",), core=True),
    "surplus": Kind(changes.surplus, ("negative_outcome",), ("single_sickness", "couple", "single_activity"),
                    core=True, amounts=(20, 60)),
    "cost_above_ceiling": Kind(changes.cost_above_ceiling, ("cost_above_ceiling",), core=True),
    "other_request": Kind(changes.other_request, ("other_request",), core=True),
    "vehicle_found": Kind(changes.vehicle_found, ("vehicle_found",), core=True),
    "part_time_child": Kind(changes.part_time_child, ("child_days_parameter_missing",), _FAMILIES, core=True),
    "newborn": Kind(changes.newborn, ("household_changed",)),
    "open_warning": Kind(changes.open_warning, ("case_warning",)),
    "already_decided": Kind(changes.already_decided, ("month_already_decided", "application_not_renewal")),
    "previous_missing": Kind(changes.uncalculated, ("previous_missing",)),
    "housing_changed": Kind(changes.housing_changed, ("housing_changed",)),
    "children_moved": Kind(states("children_residence"), ("children_residence_changed",), _FAMILIES),
    "civil_status_changed": Kind(states("civil_status"), ("civil_status_changed",)),
    "assets_changed": Kind(states("assets"), ("assets_changed",)),
    "household_community": Kind(changes.household_community, ("household_community_parameter_missing",),
                                ("single", "single_activity")),
    "youth_school_unknown": Kind(changes.youth_school_unknown, ("youth_school_unknown",), _YOUTHS),
    "self_employed": Kind(changes.self_employed, ("self_employment",)),
    "income_not_stated": Kind(changes.income_not_stated, ("income_not_stated",), _BALANCED),
    "income_missing": Kind(changes.income_missing, ("income_missing",), _BALANCED),
    "income_dropped": Kind(changes.income_dropped, ("income_changed",), (*_BALANCED, "single_child")),
    "income_new": Kind(changes.income_new, ("income_new",), ("single", "single_child"), amounts=(3000, 13800)),
    "cost_new": Kind(changes.cost_new, ("cost_new",)),
    "cost_other": Kind(changes.cost_other, ("cost_other",)),
    "two_norms": Kind(changes.two_norms, ("previous_norm_ambiguous",)),
    "plan_not_met": Kind(changes.plan_not_met, ("activity_requirement",), since=changes.REFORM),
    "activity_missing": Kind(changes.activity_missing, ("activity_requirement",), since=changes.REFORM),
    "follow_up_passed": Kind(changes.follow_up_passed, ("activity_requirement",), since=changes.REFORM),
    "certificate_missing": Kind(changes.certificate_missing, ("medical_certificate",), since=changes.REFORM),
    "incentive_boundary": Kind(changes.incentive_boundary, ("work_incentive_boundary",), ("single_salary_incentive",),
                               amounts=(4500, 13800)),
}  # fmt: skip


def kinds_in(month: str) -> dict[str, Kind]:
    return {name: kind for name, kind in KINDS.items() if kind.since <= month}


def handed_over_case(
    rng: random.Random, people: People, number: int, municipality: str, month: str, name: str
) -> PlannedCase:
    """A case of this kind, with the reasons that must be given."""
    kind = KINDS[name]
    case = granted_case(rng, people, number, municipality, month, rng.choice(kind.shapes), kind.amounts)
    case.kind = name
    more = kind.change(case, rng, people) or ()
    case.answer = {"outcome": "handed_over", "amount_ore": None, "reasons": sorted({*kind.reasons, *more})}
    return case
