"""What must hold before the robot may go on: each gate with the reasons that fail it, and the plain ones checked."""

from processes.economic_assistance import household, words
from processes.economic_assistance.facts import Facts, Previous
from processes.kit.months import Month
from processes.kit.text import joined, month_text, plain
from processes.kit.worksheet import Worksheet

GATES: dict[str, tuple[str, ...]] = {
    "renewal_only": ("application_not_renewal",),
    "no_protected_identity": ("protected_identity",),
    "no_open_warning": ("case_warning",),
    "month_not_decided": ("month_already_decided",),
    "agencies_answered": ("agency_error", "agency_missing"),
    "previous_known": ("previous_missing", "previous_norm_ambiguous"),
    "same_household": ("household_changed",),
    "same_housing": ("housing_changed",),
    "same_children_residence": ("children_residence_changed",),
    "same_civil_status": ("civil_status_changed",),
    "same_assets": ("assets_changed",),
    "no_vehicle": ("vehicle_found",),
    "no_self_employment": ("self_employment",),
    "no_other_request": ("other_request",),
    "youths_known": ("youth_school_unknown",),
    "incomes_known": ("income_unknown",),
    "incomes_stated": ("income_not_stated",),
    "incomes_as_before": ("income_new", "income_changed"),
    "incomes_complete": ("income_missing",),
    "no_seasonal_income": ("income_seasonal",),
    "costs_as_before": ("cost_new", "cost_changed"),
    "costs_in_full": ("cost_above_ceiling", "cost_other"),
    "activity": ("activity_requirement",),
    "certificate": ("medical_certificate",),
    "work_incentive_clear": ("work_incentive_boundary",),
    "parameters_known": (
        "child_days_parameter_missing", "household_community_parameter_missing", "parameter_missing",
    ),
    "positive_outcome": ("negative_outcome",),
}  # fmt: skip
"""gate → the reason codes that fail it; the order is the order of the assessment."""
RIKSNORM = "riksnorm"


def check(facts: Facts, month: Month, sheet: Worksheet) -> None:
    """Every gate that only reads. Those of incomes, costs and norm are found where these are reckoned."""
    _case(facts, sheet)
    _application(facts, sheet)
    _vehicles(facts, sheet)
    if facts.previous is None:
        sheet.reason("previous_missing")
    else:
        _previous(facts.previous, month, sheet)
        _same_as_before(facts, facts.previous, sheet)


def _case(facts: Facts, sheet: Worksheet) -> None:
    case = facts.case
    if case.application_type != "renewal":
        sheet.reason("application_not_renewal", case.application_type)
    if case.protected_identity:
        sheet.reason("protected_identity")
    for warning in case.warnings:
        sheet.reason("case_warning", warning=plain(warning))
    if case.month_already_decided:
        sheet.reason("month_already_decided", month=month_text(Month.of(case.application_month).first))


def _application(facts: Facts, sheet: Worksheet) -> None:
    application = facts.application
    stated = {
        "housing_changed": application.changed.housing,
        "household_changed": application.changed.household,
        "children_residence_changed": application.changed.children_residence,
        "civil_status_changed": application.changed.civil_status,
        "assets_changed": application.changed.assets,
    }
    for code, said in stated.items():
        if said:
            sheet.reason(code, "stated")
    if application.self_employment:
        sheet.reason("self_employment")
    if application.other_request:
        sheet.reason("other_request")


def _vehicles(facts: Facts, sheet: Worksheet) -> None:
    for answer in facts.registers.answers:
        for row in answer.rows:
            if answer.agency == "tns":
                sheet.reason("vehicle_found", person=words.person(sheet, answer.person), vehicle=plain(row.benefit))


def _previous(previous: Previous, month: Month, sheet: Worksheet) -> None:
    before = month - 1
    if previous.month != str(before):
        found = month_text(Month.of(previous.month).first)
        sheet.reason("previous_missing", "other_month", month=month_text(before.first), found=found)
    covering = [norm for norm in previous.norms if norm.from_on <= before.last and norm.to_on >= before.first]
    if [norm.kind.strip().casefold() for norm in covering] != [RIKSNORM]:
        kinds = joined([plain(norm.kind) for norm in sorted(covering, key=lambda norm: norm.kind)] or [plain("–")])
        sheet.reason("previous_norm_ambiguous", kinds=kinds)


def _same_as_before(facts: Facts, previous: Previous, sheet: Worksheet) -> None:
    now = facts.household
    births = household.birth_dates(facts)
    if len(now.adults) != previous.adults or births != sorted(previous.children):
        sheet.reason(
            "household_changed", adults=plain(len(now.adults)), children=plain(len(births)),
            adults_before=plain(previous.adults), children_before=plain(len(previous.children)),
        )  # fmt: skip
    if now.housing_form != previous.housing_form:
        forms = {
            "now": sheet.text(f"housing.{now.housing_form}"),
            "before": sheet.text(f"housing.{previous.housing_form}"),
        }
        sheet.reason("housing_changed", **forms)
    if now.civil_status != previous.civil_status:
        before = sheet.text(f"civil.{previous.civil_status}")
        sheet.reason("civil_status_changed", now=sheet.text(f"civil.{now.civil_status}"), before=before)
