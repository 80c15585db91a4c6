"""A planned case written out for the systems: Sambis' history, the registers, the citizen, the form's fields."""

from __future__ import annotations

import calendar
from typing import Any

from infra.testbed.generator import norm
from infra.testbed.generator.case import REGISTER, Income, PlannedCase
from infra.testbed.generator.people import birth_on
from infra.testbed.shell import later_month

Json = dict[str, Any]
CASEWORKER = "Anna Lund"


def sambis_history(case: PlannedCase, number: int) -> Json:
    """The dossier, of whatever vendor, as caseworkers left it after last month's decision."""
    reference = f"EB-{case.control_month}-{number:04d}"
    saved_at = f"{case.comparison_month}-24 10:{number % 60:02d}:00"
    calculation = _calculation(case, reference, saved_at)
    decisions = [_decision(case.control_month, reference, saved_at, _result(calculation))]
    if case.decided_already:
        decided_at = f"{case.control_month}-12 09:00:00"
        result = max(case.result_now(), 0) * 100
        decisions.append(_decision(case.month, f"EB-{case.month}-M{number:03d}", decided_at, result))
    return {
        "municipality": case.municipality, "people": case.people, "contact": case.contact,
        "household": case.household(),
        "activity": case.activity, "certificate": case.certificate, "incentive": case.incentive,
        "child_earning": case.child_earning, "warnings": case.warnings,
        "calculations": [] if case.uncalculated else [calculation],
        "decisions": decisions,
    }  # fmt: skip


def _result(calculation: Json) -> int:
    sign = {"norm": 1, "costs": 1, "incomes": -1}
    return sum(sign[line["part"]] * line["amount_ore"] for line in calculation["lines"])


def _decision(month: str, reference: str, decided_at: str, result_ore: int) -> Json:
    return {
        "reference": reference, "month": month, "outcome": "granted" if result_ore > 0 else "rejected",
        "amount_ore": max(result_ore, 0), "motivation": f"Beräkning enligt riksnormen för {month}.",
        "external_key": "", "decided_by": CASEWORKER, "decided_at": decided_at,
    }  # fmt: skip


def _calculation(case: PlannedCase, reference: str, saved_at: str) -> Json:
    month = case.control_month
    last = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    norms = [{"kind": kind, "from_on": f"{month}-01", "to_on": f"{month}-{last}"}
             for kind in ("riksnorm", case.second_norm) if kind]  # fmt: skip
    return {
        "reference": reference, "month": month, "external_key": "", "civil_status": case.civil_status,
        "housing_form": case.housing_before or case.housing_form, "adults": len(case.adults),
        "children": case.births_before(),
        "saved_by": CASEWORKER, "saved_at": saved_at, "norms": norms, "lines": _lines_before(case),
    }  # fmt: skip


def _lines_before(case: PlannedCase) -> list[Json]:
    month = case.control_month
    children = case.norm_children(month, case.children_before())
    costs = [(cost.kind, cost.before) for cost in case.costs if cost.before is not None]
    return lines(case, month, children, costs, [(income, income.before) for income in case.incomes])


def lines(
    case: PlannedCase, month: str, children: list[norm.Child], costs: list[tuple[str, int]],
    incomes: list[tuple[Income, int | None]],
) -> list[Json]:  # fmt: skip
    """The rows of a calculation for a month, as a caseworker types them."""
    typed = [_line("norm", "", "", line.label, line.kronor)
             for line in norm.norm_lines(month, len(case.adults), children)]  # fmt: skip
    typed += [_line("costs", kind, "", "Godkänd kostnad", kronor) for kind, kronor in costs]
    for income, kronor in incomes:
        if kronor is None:
            continue
        typed.append(_line("incomes", income.kind, income.person, "Nettobelopp", kronor))
        counted = case.counted(income, kronor, later_month(month, -1))
        if counted != kronor:
            typed.append(_line("incomes", "", income.person, "Avdrag jobbstimulans 25 %", counted - kronor))
    return typed


def _line(part: str, kind: str, person: str, label: str, kronor: int) -> Json:
    return {"part": part, "kind": kind, "person": person, "label": label, "amount_ore": kronor * 100}


def register_rows(case: PlannedCase, role: str) -> list[Json]:
    """What the seven agencies hold about one adult: rows of the control month and of the month before it."""
    rows = list(case.register_extra.get(role, []))
    for income in case.incomes:
        if income.person != role:
            continue
        for month, kronor in (
            (case.control_month, None if income.late else income.now),
            (case.comparison_month, _earlier(income.before, income.now)),
        ):
            if kronor is not None:
                agency, benefit, amount_type, day = REGISTER[income.kind]
                rows.append({"agency": agency, "benefit": benefit, "part": "", "amount_type": amount_type,
                             "paid_on": f"{month}-{day:02d}", "net_ore": kronor * 100})  # fmt: skip
    return rows


def _earlier(before: int | None, now: int | None) -> int | None:
    """What has ended altogether is not in the comparison month either: nothing fills it in."""
    return before if now is not None else None


def citizens(case: PlannedCase) -> list[Json]:
    return [
        {**{key: adult[key] for key in ("number", "first_name", "last_name")}, "address": case.contact["address"],
         "municipality": case.municipality}
        for adult in case.adults
    ]  # fmt: skip


def form_fields(case: PlannedCase) -> list[dict[str, str]]:
    """The five steps of the e-service's form as the applicant fills them in."""
    contact = {"manad": case.month, "epost": case.contact["email"], "mobil": case.contact["phone"],
               "avisering": case.contact["channel"]}  # fmt: skip
    household = {"civil_status": case.civil_status, "boendeform": case.housing_form}
    relatives = [("partner", adult) for adult in case.adults[1:]]
    relatives += [(child["role"].replace("child", "barn"), child) for child in case.children]
    for prefix, person in relatives:
        household[f"{prefix}_nummer"] = person["number"]
        household[f"{prefix}_namn"] = f"{person['first_name']} {person['last_name']}"
    changes = {f"andrat_{name}": "1" for name in sorted(case.changed)}
    if case.self_employment:
        changes["foretag"] = "1"
    if case.other_text:
        changes |= {"annat": "1", "annat_text": case.other_text}
    costs = {f"kostnad_{cost.kind}": str(cost.now) for cost in case.costs if cost.now is not None}
    return [contact, household, changes, costs, _income_fields(case)]


def _income_fields(case: PlannedCase) -> dict[str, str]:
    stated = [income for income in case.incomes if income.stated and income.now is not None]
    fields: dict[str, str] = {}
    for row, income in enumerate(stated, 1):
        month = case.comparison_month if income.late else case.control_month
        fields |= {
            f"inkomst_{row}_slag": income.kind, f"inkomst_{row}_person": income.person,
            f"inkomst_{row}_belopp": str(income.now if income.told is None else income.told),
            f"inkomst_{row}_dag": f"{month}-{REGISTER[income.kind][3]:02d}",
        }  # fmt: skip
    return fields


def masked(number: str) -> str:
    return f"{birth_on(number)[:4]}XXXX-XXXX"


def months_known() -> tuple[str, str]:
    """The first and last application month that the norm table reaches, last month's calculation included."""
    years = sorted(norm.SINGLE)
    return later_month(f"{years[0]}-01", 1), f"{years[-1]}-12"
