"""The testbed with Tidvis on a port of its own, filled with planned requests: in a thread, to look into the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.testbed import seed_leave, truth
from infra.testbed.app import Stores
from infra.testbed.generator.leave import PlannedRequest
from infra.testbed.shell import Store
from infra.testbed.tidvis import app, intake
from tests.infra.testbed.conftest import on_a_port

Json = dict[str, Any]
MUNICIPALITY = "1287"
ROBOT = {"username": "robot-1287", "password": "robot-prov-2026"}


@dataclass
class Bed:
    """Where Tidvis answers, and which request came of which plan."""

    url: str
    data: Path
    store: Store
    cases: dict[str, PlannedRequest]

    def of(self, kind: str) -> str:
        return next(reference for reference, case in self.cases.items() if case.kind == kind)

    def truth(self, reference: str) -> Json:
        found: Json = next(case for case in truth.read(self.data)["cases"] if case["reference"] == reference)
        return found

    def fault(self, name: str, on: bool = True, times: int | None = None) -> None:
        self.admin("faults", name=name, on=on, times=times)

    def admin(self, what: str, **body: Any) -> None:
        httpx.post(f"{self.url}/tidvis/admin/{what}", json=body).raise_for_status()

    def no_faults(self) -> None:
        for name in app.FAULTS:
            self.fault(name, on=False)
        self.admin("session", minutes=20)

    def as_manager(self, path: str, form: dict[str, str]) -> None:
        """Post a form as the managers do by hand, and let the request go; who does not see it gets nowhere."""
        reference = path.split("/")[2]
        for username in seed_leave.MANAGERS:
            with httpx.Client(base_url=f"{self.url}/tidvis", follow_redirects=True) as person:
                person.post("/in", data={"namn": username, "kod": seed_leave.MANAGER_PASSWORD})
                person.post(path, data=form)
                person.post(f"/ansokan/{reference}/slapp")


@contextmanager
def served_tidvis(data: Path, cases: list[PlannedRequest]) -> Iterator[Bed]:
    stores = Stores.open(data)
    store = stores.case_systems["tidvis"]
    seed_leave.lay_background(store, cases, MUNICIPALITY, ROBOT["password"])
    with on_a_port(stores) as url:
        filed = {}
        for case in cases:
            with httpx.Client(base_url=url, timeout=30) as browser:
                reference = seed_leave.file_request(browser, case)
            filed[reference] = case
            if case.settled_outside:
                intake.settle_outside(store, reference)
        yield Bed(url, data, store, filed)
