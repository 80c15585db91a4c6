"""What sends a request to the manager whatever its kind: the employment, the request itself, other leave, the unit."""

from processes.kit.text import date_text, joined, plain
from processes.kit.worksheet import Worksheet
from processes.leave.counting import shift_days
from processes.leave.facts import Facts

STATUTORY = ("parental", "temporary_parental", "study")
"""Kinds that are a right by law: the employer may not refuse them when their conditions are met."""

GATES: dict[str, tuple[str, ...]] = {
    "employed": ("not_employed",),
    "no_protected_identity": ("protected_identity",),
    "no_open_remark": ("warning_open",),
    "not_decided": ("already_decided",),
    "no_overlap": ("overlap_own",),
    "schedule_known": ("schedule_unknown", "nothing_scheduled"),
    "balance": ("balance_short", "saved_short", "saved_too_old", "entitlement_differs"),
    "staffing": ("staffing_below_minimum",),
    "notice": ("notice_short",),
    "parental_conditions": ("child_unknown", "extent_not_allowed", "periods_exceeded"),
    "study_conditions": ("study_employment_short",),
    "private_matter": ("private_ground", "private_exceeded"),
    "main_holiday": ("main_holiday",),
    "a_right_or_within_limits": ("unpaid_discretionary", "approval_limit"),
    "parameters_known": ("parameter_missing",),
}
"""gate → the reason codes that fail it; the order is the order of the assessment."""


def check(facts: Facts, sheet: Worksheet) -> None:
    """Every reason that does not depend on the kind of leave."""
    _employment(facts, sheet)
    _request(facts, sheet)
    _overlap(facts, sheet)
    _staffing(facts, sheet)


def _employment(facts: Facts, sheet: Worksheet) -> None:
    request, employee = facts.request, facts.employee
    ends = employee.employed_to
    if request.from_on < employee.employed_from:
        sheet.reason("not_employed", "before", day=date_text(employee.employed_from))
    if ends is not None and request.to_on > ends:
        sheet.reason("not_employed", "after", day=date_text(ends))
    if employee.protected_identity:
        sheet.reason("protected_identity")
    for text in facts.warnings:
        sheet.reason("warning_open", text=plain(text))


def _request(facts: Facts, sheet: Worksheet) -> None:
    request = facts.request
    if request.already_decided:
        sheet.reason("already_decided")
    if request.kind != "parental" and request.extent != "full":
        sheet.reason("extent_not_allowed", "other_kind", extent=plain(request.extent))
    if request.kind == "unpaid":
        sheet.reason("unpaid_discretionary")


def _overlap(facts: Facts, sheet: Worksheet) -> None:
    request = facts.request
    for other in facts.registered:
        if other.from_on <= request.to_on and request.from_on <= other.to_on:
            sheet.reason(
                "overlap_own", other.state, kind=sheet.text(f"kind.{other.kind}"), first=date_text(other.from_on),
                last=date_text(other.to_on),
            )  # fmt: skip


def _staffing(facts: Facts, sheet: Worksheet) -> None:
    """A day that the employee would have worked and that would have too few without. A right is not refused for it:
    the manager plans, and that is why it goes there."""
    working = set(shift_days(facts))
    short = [row.on for row in facts.staffing if row.on in working and row.present - 1 < row.minimum]
    if short:
        variant = "right" if facts.request.kind in STATUTORY else "detail"
        sheet.reason("staffing_below_minimum", variant, days=joined([date_text(day) for day in sorted(short)]))
