"""Activity requirement and medical certificate (since 1 July 2026): what a caseworker has recorded is only read."""

from datetime import date

from processes.economic_assistance import words
from processes.economic_assistance.facts import Activity as Recorded
from processes.economic_assistance.facts import Facts
from processes.economic_assistance.facts import MedicalCertificate as Certificate
from processes.kit.months import Month
from processes.kit.text import date_text
from processes.kit.worksheet import Worksheet


def check(facts: Facts, month: Month, sheet: Worksheet) -> None:
    """For each adult: anything but a plan that is met, an exemption or a certificate in force goes to a person."""
    if sheet.gate_value("activity_requirement.in_force"):
        recorded = {entry.person: entry for entry in facts.activity}
        for adult in facts.household.adults:
            _activity(adult.person, recorded.get(adult.person), month.last, sheet)
    if sheet.gate_value("medical_certificate.in_force"):
        certificates = {entry.person: entry for entry in facts.medical_certificate}
        for adult in facts.household.adults:
            _certificate(adult.person, certificates.get(adult.person), month.last, sheet)


def _activity(person: str, entry: Recorded | None, month_end: date, sheet: Worksheet) -> None:
    told = {"person": words.person(sheet, person)}
    if entry is None or entry.status == "missing":
        sheet.reason("activity_requirement", "missing", **told)
    elif entry.status == "plan_not_met":
        sheet.reason("activity_requirement", "not_met", **told)
    elif entry.status == "exempt" and not entry.ground.strip():
        sheet.reason("activity_requirement", "no_ground", **told)
    elif entry.follow_up_on is not None and entry.follow_up_on < month_end:
        sheet.reason("activity_requirement", "past", day=date_text(entry.follow_up_on), **told)
    elif entry.status == "plan_met" and entry.follow_up_on is None:
        # An exemption may last (age, a pension); a plan is followed up.
        sheet.reason("activity_requirement", "no_follow_up", **told)


def _certificate(person: str, entry: Certificate | None, month_end: date, sheet: Worksheet) -> None:
    told = {"person": words.person(sheet, person)}
    if entry is None or entry.status == "missing":
        sheet.reason("medical_certificate", "missing", **told)
    elif entry.status == "valid" and entry.valid_to is None:
        sheet.reason("medical_certificate", "no_end", **told)
    elif entry.status == "valid" and entry.valid_to is not None and entry.valid_to < month_end:
        sheet.reason("medical_certificate", "past", day=date_text(entry.valid_to), **told)
