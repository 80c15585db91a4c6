"""Fill the testbed: background into the systems' databases, then every application through the e-service's door.

``python -m infra.testbed.seed --url URL --data DIR --seed N --count 12 --municipality 1287 --vendor sambis``, once
for each municipality.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import httpx

from infra.testbed import answer_key
from infra.testbed.app import Stores
from infra.testbed.eservice import platform
from infra.testbed.eservice import service as eservice
from infra.testbed.generator import PlannedCase, decide_afterwards, plan
from infra.testbed.generator.history import citizens, form_fields, masked, months_known, register_rows, sambis_history
from infra.testbed.shell import later_month, today
from infra.testbed.ssbtek import registers
from infra.testbed.vendors import DEFAULT, VENDORS

CASEWORKERS = {"anna.lund": "Anna Lund", "erik.sand": "Erik Sand"}
CASEWORKER_PASSWORD = "handlaggare-demo"
ROBOT_PASSWORD = "robot-demo-2026"
PLATFORM_TOKEN = "TESTBED_PLATFORM_TOKEN"


def main() -> None:
    use = arguments()
    first, last = months_known()
    month = use.month or later_month(today().isoformat()[:7], 1)
    if not first <= month <= last:
        sys.exit(f"No norm is known for {month}. Choose --month between {first} and {last}, or set COE_TODAY.")
    if use.municipality in answer_key.read(use.data)["municipalities"]:
        sys.exit(f"Municipality {use.municipality} is filled already. Give another --municipality, or empty the "
                 "testbed first: POST /admin/reset, or the button on /admin.")  # fmt: skip
    token = platform_token() if use.platform_url else ""
    stores = Stores.open(use.data)
    cases = planned(stores, use.seed, use.count, use.municipality, month)
    if use.shadow_slips is not None:
        decide_afterwards(cases, use.shadow_slips, f"{use.seed}:{use.municipality}")
    lay_background(stores, cases, use.municipality, use.vendor, robot_password_told())
    if use.platform_url:
        platform.connect(stores.eservice, use.municipality, use.platform_url, token)
    answers = []
    for case in cases:
        with httpx.Client(base_url=use.url, timeout=30) as browser:
            answers.append(answer(case, file_application(browser, case)))
    about = {"vendor": use.vendor, "month": month, "seed": use.seed, "shadow_slips": use.shadow_slips}
    answer_key.add(use.data, use.municipality, about, answers)
    print(f"{len(cases)} applications for {month} filed at {use.url} for municipality {use.municipality}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.testbed.seed", description="Fill a running testbed.")
    parser.add_argument("--url", required=True, help="Where the testbed answers.")
    parser.add_argument("--data", type=Path, required=True, help="The running testbed's data folder.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--municipality", default=eservice.DEFAULT_MUNICIPALITY)
    parser.add_argument("--vendor", choices=sorted(VENDORS), default=DEFAULT, help="The municipality's case system.")
    parser.add_argument("--month", help="The month applied for, YYYY-MM; the month after today's if left out.")
    parser.add_argument(
        "--platform-url", metavar="URL",
        help="The platform's machine API (…/api/v1): the e-service fetches letters there, with the token in "
        f"{PLATFORM_TOKEN}.",
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
    held = {case["kind"] for case in answer_key.read(stores.data)["cases"]}
    return plan(seed, count, municipality, month, held, eservice.numbers_known(stores.eservice))


def lay_background(
    stores: Stores, cases: list[PlannedCase], municipality: str, vendor: str = DEFAULT,
    robot_password: str = ROBOT_PASSWORD,
) -> None:  # fmt: skip
    """Which case system the municipality has, its accounts, and what every system knows beforehand."""
    eservice.add_municipality(stores.eservice, municipality, vendor)
    add_accounts(stores, municipality, robot_password)
    first = len(answer_key.read(stores.data)["cases"]) + 1
    for number, case in enumerate(cases, first):
        add_background(stores, case, number)


def login_of(caseworker: str, municipality: str) -> str:
    """An account belongs to one municipality: ``anna.lund`` to the first one, ``anna.lund-1233`` to another."""
    return caseworker if municipality == eservice.DEFAULT_MUNICIPALITY else f"{caseworker}-{municipality}"


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
    line = {"reference": reference, "person": masked(case.people[0]["number"]), "kind": case.kind, **case.answer}
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
