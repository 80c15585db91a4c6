"""A household with something in every place, and what it applies for."""

from __future__ import annotations

from typing import Any

from tests.support.klarven import MUNICIPALITY

Json = dict[str, Any]
NUMBERS = {"applicant": "198803052383", "co_applicant": "198906012391", "child_1": "201401019805"}
NO_CHANGE = dict.fromkeys(("household", "children_residence", "civil_status", "assets"), False)
HISTORY: Json = {
    "municipality": MUNICIPALITY,
    "people": [
        {"role": role, "number": number, "first_name": role.title(), "last_name": "Provsson",
         "protected": role == "co_applicant"}
        for role, number in NUMBERS.items()
    ],
    "contact": {"email": "", "phone": "+46701740600", "channel": "sms", "address": "Provgatan 1"},
    "household": {"civil_status": "couple", "housing_form": "sublet", "shared_dwelling_persons": 5,
                  "children": [{"person": "child_1", "days": 14, "lunch_away": True, "school": "unknown"}]},
    "activity": [{"person": "applicant", "status": "plan_met", "ground": "", "follow_up_on": "2027-01-15"},
                 {"person": "co_applicant", "status": "exempt", "ground": "Sjuk", "follow_up_on": None}],
    "certificate": [{"person": "co_applicant", "status": "valid", "valid_to": "2026-12-31"}],
    "incentive": [{"person": "applicant", "from_month": "2026-04", "until_month": "2028-03"}],
    "child_earning": [{"person": "child_1", "year": 2026, "earned_before_ore": 1234567, "own_work_ore": 50}],
    "warnings": [{"noted_on": "2026-11-02", "text": "Bevaka svar"},
                 {"noted_on": "2026-01-02", "text": "Gammal", "open": 0}],
    "calculations": [{
        "reference": "EB-2026-11-0001", "month": "2026-11", "external_key": "", "civil_status": "couple",
        "housing_form": "sublet", "adults": 2, "children": "2014-01-01,2016-02-03", "saved_by": "Anna Lund",
        "saved_at": "2026-10-24 10:00:00",
        "norms": [{"kind": "riksnorm", "from_on": "2026-11-01", "to_on": "2026-11-15"},
                  {"kind": "matnorm", "from_on": "2026-11-16", "to_on": "2026-11-30"}],
        "lines": [
            {"part": "norm", "kind": "", "person": "", "label": "Norm", "amount_ore": 1200000},
            {"part": "costs", "kind": "rent", "person": "", "label": "Hyra", "amount_ore": 745050},
            {"part": "incomes", "kind": "salary", "person": "applicant", "label": "Lön", "amount_ore": 400000},
            {"part": "incomes", "kind": "", "person": "applicant", "label": "Avdrag", "amount_ore": -100000},
        ],
    }],
    "decisions": [{
        "reference": "EB-2026-11-0001", "month": "2026-11", "outcome": "partly_granted", "amount_ore": 1645050,
        "motivation": "Skäl", "external_key": "", "decided_by": "Anna Lund", "decided_at": "2026-10-24 10:05:00",
    }],
}  # fmt: skip
APPLICATION: Json = {
    "municipality": MUNICIPALITY, "person": HISTORY["people"][0], "people": HISTORY["people"], "month": "2026-12",
    "received_at": "2026-11-20 09:14:00", "contact": HISTORY["contact"], "household": HISTORY["household"],
    "changed": {**NO_CHANGE, "housing": True}, "self_employment": True, "other_request": True,
    "other_text": "Glasögon", "costs": [{"kind": "union_fee", "applied_ore": 45000}],
    "incomes": [{"kind": "student_aid", "person": "co_applicant", "net_ore": 1090050, "paid_on": "2026-11-25"}],
}  # fmt: skip
