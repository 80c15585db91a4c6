"""A planned case as the facts that a robot would read of it on the pages: only for tests."""

from typing import Any

from infra.testbed.eservice import service as eservice
from infra.testbed.generator import PlannedCase
from infra.testbed.generator.history import citizens, form_fields, register_rows, sambis_history
from infra.testbed.generator.people import birth_on

Json = dict[str, Any]
AGENCIES = ("af", "csn", "fk", "skv", "so", "tns", "miv")


def facts(case: PlannedCase) -> Json:
    content = {name: value for fields in form_fields(case) for name, value in fields.items()}
    message = eservice.as_message(citizens(case)[0], content, case.received_at)
    known = sambis_history(case, 1) if case.known else {"household": message["household"]}
    kind = "new" if not case.known else "supplementary" if case.decided_already else "renewal"
    return {
        "schema": "economic_assistance/1",
        "case": {"reference": "EB-2026-12-0001", "application_month": case.month, "application_type": kind,
                 "received_on": case.received_at[:10], "warnings": [w["text"] for w in known.get("warnings", [])],
                 "protected_identity": any(person["protected"] for person in case.people),
                 "month_already_decided": case.decided_already},
        "household": _household(case, known["household"]),
        "activity": known.get("activity", []), "medical_certificate": known.get("certificate", []),
        "work_incentive": known.get("incentive", []), "child_earnings": known.get("child_earning", []),
        "previous": _previous(known),
        "application": {name: message[name] for name in ("changed", "self_employment", "other_request", "costs",
                                                         "incomes")},
        "registers": {"control_month": case.control_month, "comparison_month": case.comparison_month,
                      "answers": [_answer(case, adult["role"], agency) for adult in case.adults
                                  for agency in AGENCIES]},
    }  # fmt: skip


def _household(case: PlannedCase, known: Json) -> Json:
    births = {person["role"]: birth_on(person["number"]) for person in case.people}
    return {
        **known,
        "adults": [{"person": adult["role"], "birth_on": births[adult["role"]]} for adult in case.adults],
        "children": [{**child, "birth_on": births[child["person"]]} for child in known["children"]],
    }


def _previous(known: Json) -> Json | None:
    if not known.get("calculations"):
        return None
    saved, decision = known["calculations"][0], known["decisions"][0]
    lines = [line for line in saved["lines"] if line["kind"]]
    return {
        "month": saved["month"], "norms": saved["norms"], "adults": saved["adults"],
        "children": [day for day in saved["children"].split(",") if day],
        "housing_form": saved["housing_form"], "civil_status": saved["civil_status"],
        "costs": [{"kind": line["kind"], "approved_ore": line["amount_ore"]} for line in lines
                  if line["part"] == "costs"],
        "incomes": [{"kind": line["kind"], "person": line["person"], "net_ore": line["amount_ore"]} for line in lines
                    if line["part"] == "incomes"],
        "outcome": decision["outcome"], "amount_ore": decision["amount_ore"],
    }  # fmt: skip


def _answer(case: PlannedCase, role: str, agency: str) -> Json:
    error = next((e for e in case.register_errors.get(role, []) if e["agency"] == agency), None)
    rows = [] if error else [
        {name: value for name, value in row.items() if name != "agency"}
        for row in register_rows(case, role) if row["agency"] == agency
    ]  # fmt: skip
    return {"agency": agency, "person": role, "status": "error" if error else "data",
            "error_code": error and error["code"], "error_text": error and error["text"], "rows": rows}  # fmt: skip
