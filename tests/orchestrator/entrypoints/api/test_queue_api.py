"""Producers and consumers over HTTP: add many or none, feed another process, see the children, keep files in bounds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database
from orchestrator.entrypoints.api import files
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.models import WorkItem
from tests.support.house import PROCESS, House

FED = "kit_demo"


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def robot(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1") as made:
        made.headers["Authorization"] = f"Bearer {house.start_run()[1]}"
        yield made


@pytest.fixture
def fed(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """Another process, which this package feeds and the municipality subscribes to. It has no schema for its items."""
    monkeypatch.setattr("orchestrator.operations.queues.add.payload_problems", lambda _process, _payload: [])
    with house.database.session(house.scope) as session:
        release = session.query(Release).one()
        release.manifest = {**release.manifest, "feeds": [FED]}
        session.add(
            Subscription(
                municipality_code=house.code, process=FED, package=PROCESS, release_id=release.id, mode="shadow",
                configuration={}, parameters={}, changed_at=now(),
            )
        )  # fmt: skip
    return FED


def _reserved(robot: TestClient) -> dict[str, Any]:
    item: dict[str, Any] = robot.post("/work-items/reserve", json={"wait_seconds": 0}).json()
    return item


def _add(robot: TestClient, *items: dict[str, Any]) -> Any:
    return robot.post("/work-items", json={"items": [{"occurrence": "1", **item} for item in items]})


def test_what_a_producer_says_of_a_case_is_kept(robot: TestClient, house: House) -> None:
    later = (machine_now() + timedelta(days=2)).isoformat()
    said = {"priority": 7, "due_at": later, "risk_at": later, "defer_until": later, "expires_at": later}
    answer = _add(robot, {"reference": "A-1", "max_attempts": 5, **said})
    assert answer.status_code == 200, answer.text
    with house.database.session(house.scope) as session:
        row = session.query(WorkItem).one()
        assert (row.priority, row.max_attempts) == (7, 5)
        assert {moment.isoformat() for moment in (row.due_at, row.risk_at, row.available_at, row.expires_at)} == {later}
    assert robot.post("/work-items/reserve", json={}).status_code == 204


def test_a_thousand_are_added_at_once_and_the_same_again_exist(robot: TestClient) -> None:
    many = [{"reference": f"A-{number}"} for number in range(1000)]
    assert len(_add(robot, *many).json()["added"]) == 1000
    again = _add(robot, *many).json()
    assert (len(again["added"]), len(again["existing"])) == (0, 1000)
    assert _add(robot, *many, {"reference": "one more"}).status_code == 422


def test_every_place_that_does_not_fit_is_named_and_nothing_is_added(robot: TestClient, house: House) -> None:
    answer = _add(robot, {"reference": "A-1"}, {"reference": " "}, {"reference": "A-2", "payload": {"wrong": 1}})
    assert answer.status_code == 422
    places = {problem["at"] for problem in answer.json()["error"]["problems"]}
    assert places == {"body.items.1.reference", "body.items.2.payload"}
    with house.database.session(house.scope) as session:
        assert session.query(WorkItem).count() == 0


def test_a_package_feeds_only_the_processes_that_its_manifest_names(robot: TestClient, house: House) -> None:
    answer = _add(robot, {"reference": "A-1", "process": FED})
    assert answer.status_code == 403
    assert "`feeds`" in answer.json()["error"]["message"]
    with house.database.session(house.scope) as session:
        assert session.query(WorkItem).count() == 0


def test_a_process_that_nobody_subscribes_to_is_not_fed(robot: TestClient, house: House, fed: str) -> None:
    with house.database.session(house.scope) as session:
        session.query(Subscription).where(Subscription.process == fed).one().state = "ended"
    answer = _add(robot, {"reference": "A-1", "process": fed})
    assert (answer.status_code, "Subscribe first" in answer.text) == (404, True)


def test_a_producer_sees_the_children_of_its_case_page_by_page(robot: TestClient, house: House, fed: str) -> None:
    house.add_item()
    parent = _reserved(robot)
    under = {"parent_id": parent["id"], "parent_fence": parent["fence"]}
    _add(robot, {"reference": "C-1", "process": fed, **under}, {"reference": "C-2", **under})
    asked = {"fence": parent["fence"], "limit": 1}
    first = robot.get(f"/work-items/{parent['id']}/children", params=asked).json()
    then = robot.get(f"/work-items/{parent['id']}/children", params={**asked, "after": first["next"]}).json()
    shown = [(child["reference"], child["process"], child["state"]) for child in first["children"] + then["children"]]
    assert sorted(shown) == [("C-1", fed, "new"), ("C-2", PROCESS, "new")]
    assert then["next"] is None


def test_nobody_hangs_cases_on_a_case_that_they_do_not_hold(robot: TestClient, house: House) -> None:
    parent_id = house.add_item()
    answer = _add(robot, {"reference": "C-1", "parent_id": parent_id, "parent_fence": 0})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "lease_lost")
    assert "parent_fence" in _add(robot, {"reference": "C-1", "parent_id": parent_id}).json()["error"]["message"]
    assert robot.get(f"/work-items/{parent_id}/children", params={"fence": 0}).status_code == 409


def test_a_saved_payload_is_checked_as_an_added_one_is(robot: TestClient, house: House) -> None:
    house.add_item(payload={"month": "2026-12"})
    item = _reserved(robot)
    answer = robot.put(f"/work-items/{item['id']}/payload", json={"fence": item["fence"], "payload": {"month": 12}})
    assert (answer.status_code, answer.json()["error"]["problems"][0]["at"]) == (422, "payload.month")
    assert "12" not in answer.json()["error"]["message"]


def test_files_are_listed_and_have_limits_that_are_said(
    robot: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.add_item()
    item = _reserved(robot)
    address, fence = f"/work-items/{item['id']}/files", {"fence": item["fence"]}
    monkeypatch.setattr(files, "LARGEST", 4)
    monkeypatch.setattr(files, "MOST", 1)
    too_large = robot.put(f"{address}/a.csv", content=b"12345", params=fence)
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "too_large")
    streamed = robot.put(f"{address}/a.csv", content=iter([b"123", b"45"]), params=fence)
    assert streamed.status_code == 413
    assert robot.put(f"{address}/a.csv", content=b"1234", params=fence).status_code == 204
    assert robot.put(f"{address}/a.csv", content=b"12", params=fence).status_code == 204
    assert "Replace or remove" in robot.put(f"{address}/b.csv", content=b"1", params=fence).json()["error"]["message"]
    assert robot.get(address).json() == {"files": [{"name": "a.csv", "size": 2}]}


def test_only_the_run_that_holds_a_case_reads_its_files(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserved(robot)
    address = f"/work-items/{item['id']}/files"
    robot.put(f"{address}/a.csv", content=b"1", params={"fence": item["fence"]})
    other = {"Authorization": f"Bearer {house.start_run()[1]}"}
    assert robot.get(address, headers=other).status_code == 409
    assert robot.get(f"{address}/a.csv", headers=other).status_code == 409


def test_a_refusal_of_a_late_write_names_the_state_and_what_is_allowed(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserved(robot)
    body = {"fence": item["fence"], "state": "failed", "exception": {"type": "BUSINESS", "code": "x"}}
    robot.post(f"/work-items/{item['id']}/release", json=body)
    for call in ("heartbeat", "commit"):
        sent = {"fence": item["fence"]} | ({"effects": []} if call == "commit" else {})
        message = robot.post(f"/work-items/{item['id']}/{call}", json=sent).json()["error"]["message"]
        assert "is waiting_human now" in message
        assert "Allowed:" in message
