"""Fill Tidvis: employees with all that is known of them into its database, then every request through Mitt Tidvis."""

from __future__ import annotations

from typing import Any

import httpx

from infra.testbed import answer_key
from infra.testbed.app import Stores
from infra.testbed.generator.leave import PlannedRequest, decide_afterwards, plan
from infra.testbed.generator.leave.written import employee, form, masked
from infra.testbed.logins import login_of
from infra.testbed.shell import Store, today
from infra.testbed.tidvis import access, intake

Json = dict[str, Any]
PROCESS = "leave"
MANAGERS = {"chef.lindh": "Maria Lindh", "chef.norell": "Tomas Norell"}
MANAGER_PASSWORD = "chef-demo"


def fill(
    stores: Stores, url: str, seed: int, count: int, municipality: str, robot_password: str, slips: float | None = None
) -> list[Json]:
    """Plan, lay what is known beforehand, file; the lines of the answer key come back."""
    store = stores.case_systems["tidvis"]
    cases = planned(stores, seed, count, municipality)
    if slips is not None:
        decide_afterwards(cases, slips, f"{seed}:{municipality}")
    lay_background(store, cases, municipality, robot_password)
    answers = []
    for case in cases:
        with httpx.Client(base_url=url, timeout=30) as browser:
            reference = file_request(browser, case)
        if case.settled_outside:
            intake.settle_outside(store, reference)
        answers.append(answer(case, reference))
    return answers


def planned(stores: Stores, seed: int, count: int, municipality: str) -> list[PlannedRequest]:
    """Kinds that the testbed lacks come first, and nobody comes twice."""
    held = {case["kind"] for case in answer_key.read(stores.data)["cases"] if case["process"] == PROCESS}
    return plan(seed, count, municipality, today(), held, intake.numbers_known(stores.case_systems["tidvis"]))


def lay_background(store: Store, cases: list[PlannedRequest], municipality: str, robot_password: str) -> None:
    """Accounts, units and their managers, staffing, employees."""
    access.add_account(store, f"robot-{municipality}", robot_password, f"Robot {municipality}", municipality)
    for name, title in MANAGERS.items():
        access.add_account(store, login_of(name, municipality), MANAGER_PASSWORD, title, municipality)
    for number, unit in enumerate(sorted({case.unit for case in cases})):
        manager = list(MANAGERS)[number % len(MANAGERS)]
        intake.add_unit(store, municipality, unit, login_of(manager, municipality))
    for case in cases:
        intake.add_crew(store, municipality, case.unit, case.crew())
        intake.add_employee(store, employee(case))


def file_request(browser: httpx.Client, case: PlannedRequest) -> str:
    """Ask for leave as an employee does; the request's number comes back."""
    browser.post("/tidvis/mitt/legitimera", data={"personnummer": case.number})
    arrived = {"X-Testbed-Received-At": f"{case.received_on.isoformat()} {case.received_clock}"}
    sent = browser.post("/tidvis/mitt/ny", data=form(case), headers=arrived, follow_redirects=False)
    if sent.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"Mitt Tidvis refused the request ({sent.status_code}): {case.kind}")
    return sent.headers["location"].rsplit("=", 1)[1]


def answer(case: PlannedRequest, reference: str) -> Json:
    """The request's line of the answer key."""
    line = {"process": PROCESS, "reference": reference, "person": masked(case.number), "kind": case.kind, **case.answer}
    return line | ({"caseworker": case.caseworker} if case.caseworker else {})
