"""Fill Myllra: units with their places, then every application as the municipality's e-service hands it over."""

from __future__ import annotations

from typing import Any

from infra.testbed import answer_key
from infra.testbed.app import Stores
from infra.testbed.eservice import offers
from infra.testbed.generator.preschool import DAY, PlannedApplication, decide_afterwards, plan
from infra.testbed.generator.preschool.plan import units_of
from infra.testbed.logins import login_of
from infra.testbed.myllra import access, intake
from infra.testbed.shell import Store, today

Json = dict[str, Any]
PROCESS = "preschool"
PLACERS = {"placering.alm": "Karin Alm", "placering.ros": "Jonas Ros"}
PLACER_PASSWORD = "placering-demo"


def problem() -> str:
    """Why nothing can be filed today, or nothing: the plan stands on days."""
    return "" if today() == DAY else f"Applications for preschool are of {DAY}, and today is {today()}: set COE_TODAY."


def fill(
    stores: Stores, seed: int, count: int, municipality: str, robot_password: str, slips: float | None = None
) -> list[Json]:
    """Plan, lay what is known beforehand, hand in; the lines of the answer key come back."""
    store = stores.case_systems["myllra"]
    cases = planned(stores, seed, count, municipality)
    if slips is not None:
        decide_afterwards(cases, slips, f"{seed}:{municipality}")
    lay_background(store, cases, municipality, robot_password)
    return [answer(case, hand_in(stores, case)) for case in cases]


def planned(stores: Stores, seed: int, count: int, municipality: str) -> list[PlannedApplication]:
    """Beside what is filed in the municipality already, and nobody comes twice."""
    filed = sum((case["municipality"], case["process"]) == (municipality, PROCESS)
                for case in answer_key.read(stores.data)["cases"])  # fmt: skip
    return plan(seed, count, municipality, intake.numbers_known(stores.case_systems["myllra"]), filed)


def lay_background(store: Store, cases: list[PlannedApplication], municipality: str, robot_password: str) -> None:
    """Accounts of the robot and of those who place by hand; the units that the cases name, with their places."""
    access.add_account(store, f"robot-{municipality}", robot_password, f"Robot {municipality}", municipality)
    for name, title in PLACERS.items():
        access.add_account(store, login_of(name, municipality), PLACER_PASSWORD, title, municipality)
    for unit in units_of(cases):
        intake.add_unit(store, municipality, unit["unit"], unit["at"])
        for place, free_from in unit["places"].items():
            intake.add_place(store, municipality, unit["unit"], place, free_from)


def hand_in(stores: Stores, case: PlannedApplication) -> str:
    """The application's number; the e-service knows from now on whose it is."""
    reference: str = intake.receive_application(stores.case_systems["myllra"], case.application())
    guardian = {"number": case.number, "first_name": case.first_name, "last_name": case.last_name,
                "address": "Provgatan 1, 200 00 Provstad", "municipality": case.municipality}  # fmt: skip
    offers.know(stores.eservice, guardian, reference)
    return reference


def answer(case: PlannedApplication, reference: str) -> Json:
    """The application's line of the answer key."""
    masked = f"{case.number[:4]}XXXX-XXXX"
    line = {"process": PROCESS, "reference": reference, "person": masked, "kind": case.kind.name, **case.answer}
    return line | ({"caseworker": case.caseworker} if case.caseworker else {})
