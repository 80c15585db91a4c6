"""From a household told in a few words to whole facts: for the worked cases, and for trying the rules out.

    {children: [{born: 2018-03-05}], costs: {rent: 7450}, incomes: [{kind: salary, kronor: 6212}],
     change: {case.protected_identity: true}}

The facts are a renewal where nothing has changed since last month; `change` then sets single fields by path.
Amounts are written in kronor here, and only here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from processes.economic_assistance.facts import SCHEMA
from processes.economic_assistance.registers import AGENCIES
from processes.kit.changes import changed
from processes.kit.months import Month

Json = dict[str, Any]
_REGISTER_ROWS = {
    "housing_allowance": ("fk", "Bostadsbidrag", "Utbetalning"),
    "child_allowance": ("fk", "Barnbidrag", "Utbetalning"),
    "large_family_supplement": ("fk", "Flerbarnstillägg", "Utbetalning"),
    "maintenance_support": ("fk", "Underhållsstöd", "Utbetalning"),
    "sickness_benefit": ("fk", "Sjukpenning", "Utbetalning"),
    "parental_benefit": ("fk", "Föräldrapenning", "Utbetalning"),
    "activity_support": ("fk", "Aktivitetsstöd", "Utbetalning"),
    "pension": ("fk", "Pensionsmyndigheten: Ålderspension", "Utbetalning"),
    "unemployment_benefit": ("so", "A-kassa", "Utbetalning"),
    "student_aid": ("csn", "Studiehjälp", "Utbetalning"),
    "capital_income": ("skv", "Kapitalinkomst", "Utbetalning"),
}
_SINGLE_BORN, _PARTNER_BORN = date(1988, 4, 12), date(1990, 9, 3)


def facts(told: Mapping[str, Any], month: str = "2026-12") -> Json:
    """Facts that fit the schema, if what is told does."""
    of_month = Month.of(month)
    made: Json = {
        "schema": SCHEMA, "case": _case(of_month), "household": _household(told),
        "work_incentive": told.get("work_incentive", []), "child_earnings": told.get("child_earnings", []),
        "application": _application(told, of_month), "registers": _registers(told, of_month),
    }  # fmt: skip
    adults = [adult["person"] for adult in made["household"]["adults"]]
    plan = {"status": "plan_met", "ground": "", "follow_up_on": (of_month + 1).last.isoformat()}
    made["activity"] = [{"person": person, **plan} for person in adults]
    made["medical_certificate"] = [{"person": person, "status": "not_needed", "valid_to": None} for person in adults]
    made["previous"] = _previous(made, told, of_month - 1)
    changed(made, told.get("change", {}))
    return made


def _case(month: Month) -> Json:
    return {
        "reference": f"EB-{month}-0102", "application_month": str(month), "application_type": "renewal",
        "received_on": (month - 1).first.replace(day=20).isoformat(), "protected_identity": False, "warnings": [],
        "month_already_decided": False,
    }  # fmt: skip


def _household(told: Mapping[str, Any]) -> Json:
    couple = bool(told.get("couple"))
    adults = [{"person": "applicant", "birth_on": _SINGLE_BORN.isoformat()}]
    if couple:
        adults.append({"person": "co_applicant", "birth_on": _PARTNER_BORN.isoformat()})
    children = [
        {
            "person": f"child_{number}", "birth_on": str(child["born"]), "days": child.get("days", 30),
            "lunch_away": child.get("lunch_away", False), "school": child.get("school", "compulsory"),
        }
        for number, child in enumerate(told.get("children", []), start=1)
    ]  # fmt: skip
    return {
        "civil_status": "couple" if couple else "single", "housing_form": "tenancy",
        "shared_dwelling_persons": told.get("community"), "adults": adults, "children": children,
    }  # fmt: skip


def _application(told: Mapping[str, Any], month: Month) -> Json:
    nothing = dict.fromkeys(("housing", "household", "children_residence", "civil_status", "assets"), False)
    return {
        "changed": nothing, "self_employment": False, "other_request": False,
        "costs": [{"kind": kind, "applied_ore": _ore(kronor)} for kind, kronor in told.get("costs", {}).items()],
        "incomes": [
            {**_income(income), "paid_on": (month - 1).first.replace(day=20).isoformat()}
            for income in told.get("incomes", [])
        ],
    }  # fmt: skip


def _income(income: Mapping[str, Any]) -> Json:
    return {"kind": income["kind"], "person": income.get("person", "applicant"), "net_ore": _ore(income["kronor"])}


def _registers(told: Mapping[str, Any], month: Month) -> Json:
    people = ["applicant", "co_applicant"] if told.get("couple") else ["applicant"]
    answers = {(agency, person): _answer(agency, person) for person in people for agency in AGENCIES}
    for income in told.get("incomes", []):
        if income["kind"] in _REGISTER_ROWS:
            agency, benefit, amount_type = _REGISTER_ROWS[income["kind"]]
            for months_ago in (1, 2):
                answers[agency, income.get("person", "applicant")]["rows"].append({
                    "benefit": benefit, "part": "", "amount_type": amount_type, "net_ore": _ore(income["kronor"]),
                    "paid_on": (month - months_ago).first.replace(day=20).isoformat(),
                })  # fmt: skip
    return {"control_month": str(month - 1), "comparison_month": str(month - 2), "answers": list(answers.values())}


def _answer(agency: str, person: str) -> Json:
    return {"agency": agency, "person": person, "status": "data", "error_code": None, "error_text": None, "rows": []}


def _previous(made: Json, told: Mapping[str, Any], month: Month) -> Json:
    household = made["household"]
    return {
        "month": str(month),
        "norms": [{"kind": "riksnorm", "from_on": month.first.isoformat(), "to_on": month.last.isoformat()}],
        "adults": len(household["adults"]), "children": [child["birth_on"] for child in household["children"]],
        "housing_form": household["housing_form"], "civil_status": household["civil_status"],
        "costs": [{"kind": c["kind"], "approved_ore": c["applied_ore"]} for c in made["application"]["costs"]],
        "incomes": [_income(income) for income in told.get("incomes", [])],
        "outcome": "granted", "amount_ore": 100_00,
    }  # fmt: skip


def _ore(kronor: int | float) -> int:
    return round(kronor * 100)
