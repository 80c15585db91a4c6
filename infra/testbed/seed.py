"""Fill the testbed: background into the systems' databases, then every application through the e-service's door.

``python -m infra.testbed.seed --url URL --data DIR --seed N --count 12 --municipality 1287 --vendor sambis``, once
for each municipality; with ``--process leave`` the requests for leave (`seed_leave.py`), with ``--process
supplier_invoices`` the invoices (`seed_invoices.py`), with ``--process preschool`` the applications for preschool
(`seed_preschool.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import httpx

from infra.testbed import answer_key, seed_invoices, seed_leave, seed_preschool
from infra.testbed.app import Stores
from infra.testbed.eservice import platform
from infra.testbed.eservice import service as eservice
from infra.testbed.generator import PlannedCase, decide_afterwards, plan
from infra.testbed.generator.history import citizens, form_fields, masked, months_known, register_rows, sambis_history
from infra.testbed.logins import login_of
from infra.testbed.shell import later_month, today
from infra.testbed.ssbtek import registers
from infra.testbed.vendors import DEFAULT, LEDGER, VENDORS

PROCESS = "economic_assistance"
CASEWORKERS = {"anna.lund": "Anna Lund", "erik.sand": "Erik Sand"}
CASEWORKER_PASSWORD = "handlaggare-demo"
ROBOT_PASSWORD = "robot-demo-2026"
PLATFORM_TOKEN = "TESTBED_PLATFORM_TOKEN"


def main() -> None:
    use = arguments()
    vendor = vendor_chosen(use.process, use.vendor)
    if answer_key.filled(use.data, use.municipality, use.process):
        sys.exit(f"Municipality {use.municipality} is filled already. Give another --municipality, or empty the "
                 "testbed first: POST /admin/reset, or the button on /admin.")  # fmt: skip
    stores = Stores.open(use.data)
    month, answers = _FILL[use.process](stores, use, vendor)
    about = {"process": use.process, "vendor": vendor, "month": month, "seed": use.seed,
             "shadow_slips": use.shadow_slips}  # fmt: skip
    answer_key.add(use.data, use.municipality, about, answers)
    what = f"applications for {month}" if month else _FILED[use.process]
    print(f"{len(answers)} {what} filed at {use.url} for municipality {use.municipality}")


def vendor_chosen(process: str, vendor: str | None) -> str:
    """The vendor that was asked for, or the process's first."""
    known = [one.name for one in VENDORS.values() if one.process == process] or [LEDGER.name]
    if vendor and vendor not in known:
        sys.exit(f"{vendor} is no system for {process}. Known: {', '.join(known)}.")
    return vendor or known[0]


def _leave(stores: Stores, use: argparse.Namespace, _vendor: str) -> tuple[str, list[dict[str, Any]]]:
    """Leave has no month."""
    password, slips = robot_password_told(), use.shadow_slips
    return "", seed_leave.fill(stores, use.url, use.seed, use.count, use.municipality, password, slips)


def _assistance(stores: Stores, use: argparse.Namespace, vendor: str) -> tuple[str, list[dict[str, Any]]]:
    first, last = months_known()
    month = use.month or later_month(today().isoformat()[:7], 1)
    if not first <= month <= last:
        sys.exit(f"No norm is known for {month}. Choose --month between {first} and {last}, or set COE_TODAY.")
    token = platform_token() if use.platform_url else ""
    cases = planned(stores, use.seed, use.count, use.municipality, month)
    if use.shadow_slips is not None:
        decide_afterwards(cases, use.shadow_slips, f"{use.seed}:{use.municipality}")
    lay_background(stores, cases, use.municipality, vendor, robot_password_told())
    if use.platform_url:
        platform.connect(stores.eservice, use.municipality, use.platform_url, token)
    return month, filed(stores, use.url, cases)


def _invoices(stores: Stores, use: argparse.Namespace, _vendor: str) -> tuple[str, list[dict[str, Any]]]:
    """Invoices have no month; they are the platform's from the beginning."""
    if use.shadow_slips is not None:
        sys.exit("No slips are drawn for invoices yet: leave --shadow-slips out.")
    answers = seed_invoices.fill(
        stores, use.platform_url or "", use.seed, use.count, use.municipality, robot_password_told()
    )
    return "", answers


def _preschool(stores: Stores, use: argparse.Namespace, _vendor: str) -> tuple[str, list[dict[str, Any]]]:
    """Applications for preschool have no month; what is offered comes from the platform when there is one."""
    if problem := seed_preschool.problem():
        sys.exit(problem)
    if use.platform_url:
        platform.connect(stores.eservice, use.municipality, use.platform_url, platform_token())
    password, slips = robot_password_told(), use.shadow_slips
    return "", seed_preschool.fill(stores, use.seed, use.count, use.municipality, password, slips)


_FILL = {
    PROCESS: _assistance, seed_leave.PROCESS: _leave, seed_invoices.PROCESS: _invoices,
    seed_preschool.PROCESS: _preschool,
}  # fmt: skip
_FILED = {seed_leave.PROCESS: "requests for leave", seed_invoices.PROCESS: "invoices",
          seed_preschool.PROCESS: "applications for preschool"}  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.testbed.seed", description="Fill a running testbed.")
    parser.add_argument("--url", required=True, help="Where the testbed answers.")
    parser.add_argument("--data", type=Path, required=True, help="The running testbed's data folder.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--process", choices=sorted(_FILL), default=PROCESS)
    parser.add_argument("--municipality", default=eservice.DEFAULT_MUNICIPALITY)
    parser.add_argument(
        "--vendor", choices=sorted([*VENDORS, LEDGER.name]), help="The municipality's system for the process."
    )
    parser.add_argument("--month", help="The month applied for, YYYY-MM; the month after today's if left out.")
    parser.add_argument(
        "--platform-url", metavar="URL",
        help="The platform's machine API (…/api/v1): the e-service fetches letters and offers there, with the token in "
        f"{PLATFORM_TOKEN}; invoices are sent there, with the token in {seed_invoices.TOKEN}.",
    )  # fmt: skip
    parser.add_argument(
        "--shadow-slips", type=share, metavar="SHARE",
        help="The municipality is in shadow: hold what caseworkers decide, with this share of slips (0 to 1).",
    )  # fmt: skip
    return parser.parse_args()


def robot_password_told() -> str:
    """For the robots' accounts: from the environment, as the token."""
    return os.environ.get("TESTBED_ROBOT_PASSWORD", ROBOT_PASSWORD)


def platform_token() -> str:
    """The token stands in the environment: a command line can be read by everybody on the machine."""
    return os.environ.get(PLATFORM_TOKEN) or sys.exit(
        f"--platform-url needs the e-service's token in {PLATFORM_TOKEN}: make one with `coe eservice token CODE`."
    )


def share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a share is from 0 to 1, such as 0.1")
    return value


def planned(stores: Stores, seed: int, count: int, municipality: str, month: str) -> list[PlannedCase]:
    """A plan beside what the testbed holds already: kinds that are missing come first, and nobody comes twice."""
    held = {case["kind"] for case in answer_key.read(stores.data)["cases"] if case["process"] == PROCESS}
    return plan(seed, count, municipality, month, held, eservice.numbers_known(stores.eservice))


def lay_background(
    stores: Stores, cases: list[PlannedCase], municipality: str, vendor: str = DEFAULT,
    robot_password: str = ROBOT_PASSWORD,
) -> None:  # fmt: skip
    """Which case system the municipality has, its accounts, and what every system knows beforehand."""
    eservice.add_municipality(stores.eservice, municipality, vendor)
    add_accounts(stores, municipality, robot_password)
    first = 1 + sum(case["process"] == PROCESS for case in answer_key.read(stores.data)["cases"])
    for number, case in enumerate(cases, first):
        add_background(stores, case, number)


def keep_register_answers(stores: Stores, case: PlannedCase, reference: str) -> None:
    """The case system's own connection asks the agencies when an application has come, as it does for a caseworker."""
    vendor = stores.vendor_of(case.municipality)
    for adult in case.adults:
        told = {
            "fetched_at": case.received_at, "control_month": case.control_month,
            "answers": registers.told(stores.registers, adult["number"], case.month),
        }  # fmt: skip
        VENDORS[vendor].intake.keep_register_answers(stores.case_systems[vendor], reference, adult["role"], told)


def filed(stores: Stores, url: str, cases: list[PlannedCase]) -> list[dict[str, Any]]:
    """File every application by the e-service's door; the lines of the answer key come back."""
    answers = []
    for case in cases:
        with httpx.Client(base_url=url, timeout=30) as browser:
            reference = file_application(browser, case)
        keep_register_answers(stores, case, reference)
        answers.append(answer(case, reference))
    return answers


def add_accounts(stores: Stores, municipality: str, robot_password: str) -> None:
    """The robot and two caseworkers, in the municipality's case system and in the register portal."""
    vendor = stores.vendor_of(municipality)
    accounts = [(f"robot-{municipality}", f"Robot {municipality}", robot_password)]
    accounts += [(login_of(name, municipality), title, CASEWORKER_PASSWORD) for name, title in CASEWORKERS.items()]
    for username, name, password in accounts:
        VENDORS[vendor].access.add_account(stores.case_systems[vendor], username, password, name, municipality)
        registers.add_account(stores.registers, username, password, name)


def add_background(stores: Stores, case: PlannedCase, number: int) -> None:
    """What the systems know before the application comes."""
    vendor = stores.vendor_of(case.municipality)
    if case.known:
        VENDORS[vendor].intake.add_history(stores.case_systems[vendor], sambis_history(case, number))
    for adult in case.adults:
        errors = case.register_errors.get(adult["role"], [])
        registers.add_person(stores.registers, adult["number"], register_rows(case, adult["role"]), errors)
    for citizen in citizens(case):
        eservice.add_citizen(stores.eservice, citizen)


def answer(case: PlannedCase, reference: str) -> dict[str, Any]:
    """The case's line of the answer key."""
    line = {"process": PROCESS, "reference": reference, "person": masked(case.people[0]["number"]),
            "kind": case.kind, **case.answer, "effects": {}}  # fmt: skip
    if case.answer["outcome"] == "granted":
        line["effects"] = {"calculation": None, "decision": case.answer["amount_ore"], "journal_note": None}
    return line | ({"caseworker": case.caseworker} if case.caseworker else {})


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
