"""Fill the testbed: background into the systems' databases, then every application through the e-service's door.

``python -m infra.testbed.seed --url URL --data DIR --seed N --count 12 --municipality 1287``
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import httpx

from infra.testbed.app import Stores
from infra.testbed.eservice import service as eservice
from infra.testbed.generator import PlannedCase, plan
from infra.testbed.generator.history import citizens, form_fields, masked, months_known, register_rows, sambis_history
from infra.testbed.sambis import access, intake
from infra.testbed.shell import later_month, today
from infra.testbed.ssbtek import registers

CASEWORKERS = {"anna.lund": "Anna Lund", "erik.sand": "Erik Sand"}
CASEWORKER_PASSWORD = "handlaggare-demo"


def main() -> None:
    use = arguments()
    first, last = months_known()
    month = use.month or later_month(today().isoformat()[:7], 1)
    if not first <= month <= last:
        sys.exit(f"No norm is known for {month}. Choose --month between {first} and {last}, or set COE_TODAY.")
    stores = Stores.open(use.data)
    if stores.sambis.row("SELECT 1 FROM dossier"):
        sys.exit("The testbed is filled already. Empty it first: POST /admin/reset, or the button on /admin.")
    cases = plan(use.seed, use.count, use.municipality, month)
    add_accounts(stores, use.municipality, use.robot_password)
    for number, case in enumerate(cases, 1):
        add_background(stores, case, number)
    answers = []
    for case in cases:
        with httpx.Client(base_url=use.url, timeout=30) as browser:
            reference = file_application(browser, case)
        answers.append(
            {"reference": reference, "person": masked(case.people[0]["number"]), "kind": case.kind, **case.answer}
        )
    key = {"month": month, "municipality": use.municipality, "cases": answers}
    (use.data / "answer_key.json").write_text(json.dumps(key, ensure_ascii=False, indent=2) + "\n")
    print(f"{len(cases)} applications for {month} filed at {use.url}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.testbed.seed", description="Fill a running testbed.")
    parser.add_argument("--url", required=True, help="Where the testbed answers.")
    parser.add_argument("--data", type=Path, required=True, help="The running testbed's data folder.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--municipality", default="1287")
    parser.add_argument("--month", help="The month applied for, YYYY-MM; the month after today's if left out.")
    parser.add_argument("--robot-password", default="robot-demo-2026")
    return parser.parse_args()


def add_accounts(stores: Stores, municipality: str, robot_password: str) -> None:
    """The robot and two caseworkers, in Sambis and in the register portal."""
    accounts = [(f"robot-{municipality}", f"Robot {municipality}", robot_password)]
    accounts += [(username, name, CASEWORKER_PASSWORD) for username, name in CASEWORKERS.items()]
    for username, name, password in accounts:
        access.add_account(stores.sambis, username, password, name, municipality)
        registers.add_account(stores.registers, username, password, name)


def add_background(stores: Stores, case: PlannedCase, number: int) -> None:
    """What the systems know before the application comes."""
    if case.known:
        intake.add_history(stores.sambis, sambis_history(case, number))
    for adult in case.adults:
        errors = case.register_errors.get(adult["role"], [])
        registers.add_person(stores.registers, adult["number"], register_rows(case, adult["role"]), errors)
    for citizen in citizens(case):
        eservice.add_citizen(stores.eservice, citizen)


def file_application(browser: httpx.Client, case: PlannedCase) -> str:
    """Apply as a citizen does: sign in, five steps, send. The case's reference comes back."""
    arrived = {"X-Testbed-Received-At": case.received_at}
    _post(browser, "/legitimera", {"personnummer": case.people[0]["number"]})
    for step, fields in enumerate(form_fields(case), 1):
        _post(browser, f"/ansokan/{step}", fields)
    sent = _post(browser, "/ansokan/6", {}, arrived)
    _post(browser, "/logga-ut", {})
    return sent.headers["location"].rsplit("/", 1)[1]


def _post(
    browser: httpx.Client, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    answer = browser.post(f"/e-tjanst{path}", data=fields, headers=headers, follow_redirects=False)
    if answer.status_code != httpx.codes.SEE_OTHER:
        sys.exit(
            f"The e-service refused {path} with {answer.status_code}: the form asks for something to be put right."
        )
    return answer


if __name__ == "__main__":
    main()
