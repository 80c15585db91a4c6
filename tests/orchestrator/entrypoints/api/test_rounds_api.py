"""Rounds and offers over HTTP: a robot lays a round, the e-service fetches the offers and hands in the answers."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.people import systems
from orchestrator.operations.runs import service as runs
from orchestrator.outcomes.rounds import approve
from orchestrator.outcomes.rounds.models import Offer
from tests.support.queue_of_children import PROCESS, TASKS, Children, unit

JANUARY = "2027-01-11"


@pytest.fixture(autouse=True)
def no_undo_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "undo_seconds", 0)


@pytest.fixture
def children(database: Database) -> Children:
    made = Children(database).furnish()
    made.apply("BO-A", "2026-10-02", "Sol")
    made.apply("BO-B", "2026-10-03", "Sol")
    return made


@pytest.fixture
def client(children: Children) -> Iterator[TestClient]:
    app = create_app(children.database, background=False)
    with TestClient(app, base_url="http://testserver/api/v1") as made:
        yield made


def as_robot(children: Children, client: TestClient) -> TestClient:
    with children.database.session(Scope.steward("test")) as session:
        run = runs.request(session, children.code, PROCESS, TASKS["round"], "test")
        token = runs.open_run(session, run.id, "test-worker", run.id).token
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def as_eservice(children: Children, client: TestClient) -> TestClient:
    with children.database.session(Scope.steward("test")) as session:
        token = systems.new_token(session, children.code, systems.ESERVICE)
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def offered(children: Children, client: TestClient) -> tuple[TestClient, str]:
    """A round laid, its proposal approved and written; the e-service, and the id of the offer."""
    told = as_robot(children, client).post("/rounds", json={"units": [unit("Sol", JANUARY)]})
    assert told.status_code == 200, told.text
    with children.session("person:elif") as session:
        (offer,) = approve.approve(session, told.json()["id"], "elif", None).offers
    children.write()
    return as_eservice(children, client), offer.id


def test_a_robot_lays_a_round_and_hears_how_many_took_part(children: Children, client: TestClient) -> None:
    told = as_robot(children, client).post(
        "/rounds", json={"units": [unit("Sol", JANUARY)], "current_places": {"BO-A": "Ek 1"}}
    )
    assert told.status_code == 200, told.text
    assert (told.json()["number"], told.json()["children"]) == (1, 2)


def test_a_place_without_its_day_is_refused_with_its_place_in_the_body(children: Children, client: TestClient) -> None:
    units = [{"unit": "Sol", "places": [{"place": "Sol 1", "free_from": "snart"}]}]
    told = as_robot(children, client).post("/rounds", json={"units": units})
    assert told.status_code == 422
    assert told.json()["error"]["problems"][0]["at"] == "body.units.0.places.0.free_from"


def test_an_offer_is_told_until_it_is_fetched_and_answered_once(children: Children, client: TestClient) -> None:
    eservice, offer_id = offered(children, client)
    (told,) = eservice.get("/eservice/offers").json()["offers"]
    assert told.pop("text").startswith("Föreslås plats på Sol från 11\xa0januari 2027.")
    assert told == {
        "id": offer_id, "what": "offer", "reference": "BO-A", "occurrence": "1", "unit": "Sol", "start_on": JANUARY,
        "answer_by": "2026-12-03", "hours_week": told["hours_week"], "fee_ore": told["fee_ore"],
    }  # fmt: skip
    assert told["fee_ore"] > 0
    for _again in range(2):
        assert eservice.post(f"/eservice/offers/{offer_id}/fetched").status_code == 204
    assert eservice.get("/eservice/offers").json() == {"offers": []}
    path = f"/eservice/offers/{offer_id}/answer"
    for _again in range(2):
        assert eservice.post(path, json={"answer": "accepted"}).status_code == 204
    assert eservice.post(path, json={"answer": "declined"}).status_code == 409
    assert children.write() == ["BO-A"]


def test_an_answer_after_its_time_is_kept_and_refused_with_words(children: Children, client: TestClient) -> None:
    eservice, offer_id = offered(children, client)
    with children.session() as session:
        session.execute(update(Offer).values(answer_by=date(2026, 11, 22)))
    told = eservice.post(f"/eservice/offers/{offer_id}/answer", json={"answer": "accepted"})
    assert told.status_code == 409
    assert "run out" in told.json()["error"]["message"]
    with children.session() as session:
        kept = session.get_one(Offer, offer_id)
        assert (kept.state, kept.answer) == ("late", "accepted")


def test_an_end_is_told_and_taken_away(children: Children, client: TestClient) -> None:
    eservice, offer_id = offered(children, client)
    with children.session() as session:
        session.execute(update(Offer).values(to_tell="end", state="expired"))
    (told,) = eservice.get("/eservice/offers").json()["offers"]
    assert told == {"id": offer_id, "what": "end", "reference": "BO-A", "occurrence": "1", "text": told["text"]}
    assert "gått ut" in told["text"]
    assert eservice.post(f"/eservice/offers/{offer_id}/fetched", json={"what": "end"}).status_code == 204
    assert eservice.get("/eservice/offers").json() == {"offers": []}
