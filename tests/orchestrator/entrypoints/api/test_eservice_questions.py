"""Questions to applicants over HTTP: offered until fetched, answered once, taken away when they have ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.entrypoints.app import create_app
from orchestrator.operations.queues import inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.supplements import queries, service
from tests.orchestrator.entrypoints.api.test_eservice_api import token_of
from tests.support.house import House

PERSON, QUESTION = "19880412-2394", "Skicka hyresavin för december."
LAST_ON = today() + timedelta(days=14)


@pytest.fixture
def house(database: Database) -> House:
    """Trelleborg with a case whose applicant is asked, and Eslöv beside it."""
    made = House(database).furnish()
    House(database, code="1285").furnish()
    item_id = made.add_item(person=PERSON)
    with database.session(Scope.of("person:anna", made.code)) as session:
        session.execute(
            update(WorkItem).values(state="waiting_human", waiting_for="decision", exception_code="handed_over")
        )
        inbox.claim(session, item_id, "anna")
        service.ask(session, item_id, "anna", QUESTION, LAST_ON)
    with database.session(Scope.steward("test")) as session:
        session.execute(update(Intent).values(available_at=machine_now() - timedelta(seconds=1)))
    dispatch_due(database, {service.TOPIC: service.send})
    return made


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    app = create_app(house.database, background=False)
    with TestClient(app, base_url="http://testserver/api/v1/eservice") as made:
        made.headers["Authorization"] = f"Bearer {token_of(house)}"
        yield made


def item_of(house: House) -> WorkItem:
    with house.database.session(house.scope) as session:
        return session.scalars(select(WorkItem)).one()


def test_a_question_is_offered_with_reference_words_and_last_day_until_it_is_fetched(client: TestClient) -> None:
    (question,) = client.get("/supplements").json()["supplements"]
    assert question.pop("id")
    assert question.pop("asked_at").endswith("+00:00")
    assert question == {
        "what": "question", "reference": "EB-2026-12-0001", "occurrence": "2026-12", "text": QUESTION,
        "last_on": LAST_ON.isoformat(),
    }  # fmt: skip
    (again,) = client.get("/supplements").json()["supplements"]
    for _ in range(2):
        assert client.post(f"/supplements/{again['id']}/fetched").status_code == 204
    assert client.get("/supplements").json() == {"supplements": []}


def test_an_answer_brings_the_case_back_and_may_be_told_again(client: TestClient, house: House) -> None:
    path = f"/supplements/{client.get('/supplements').json()['supplements'][0]['id']}/answer"
    for _ in range(2):
        told = {"text": " Här är den. ", "answered_at": "2026-11-23T10:00:00Z"}
        assert client.post(path, json=told).status_code == 204
    assert item_of(house).waiting_for == "decision"
    with house.database.session(house.scope) as session:
        assert queries.of_item(session, item_of(house).id)[0].answer == "Här är den."
    other = client.post(path, json={"text": "Något annat."})
    assert (other.status_code, "other words" in other.json()["error"]["message"]) == (409, True)
    assert client.get("/supplements").json() == {"supplements": []}, "who answers has it"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": "  "}, {"text": "x" * 4001}, {"text": "x", "answered_at": "2026-11-23T10:00:00"},
        {"text": "x", "person": PERSON},
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_changes_nothing(client: TestClient, house: House, body: dict[str, str]) -> None:
    question_id = client.get("/supplements").json()["supplements"][0]["id"]
    refused = client.post(f"/supplements/{question_id}/answer", json=body)
    assert refused.status_code == 422
    assert PERSON not in refused.text
    assert item_of(house).waiting_for == "supplement"


def test_a_question_that_is_taken_back_is_offered_as_ended_until_that_is_heard(
    client: TestClient, house: House
) -> None:
    question_id = client.get("/supplements").json()["supplements"][0]["id"]
    client.post(f"/supplements/{question_id}/fetched")
    with house.database.session(house.scope) as session:
        service.withdraw(session, item_of(house).id, "anna")
    (end,) = client.get("/supplements").json()["supplements"]
    assert end == {"id": question_id, "what": "end", "reference": "EB-2026-12-0001", "occurrence": "2026-12"}
    assert client.post(f"/supplements/{question_id}/fetched", json={"what": "end"}).status_code == 204
    assert client.get("/supplements").json() == {"supplements": []}


def test_another_municipalitys_questions_look_as_if_they_were_not_there(client: TestClient, house: House) -> None:
    question_id = client.get("/supplements").json()["supplements"][0]["id"]
    client.headers["Authorization"] = f"Bearer {token_of(house, '1285')}"
    assert client.get("/supplements").json() == {"supplements": []}
    answers = [
        client.post(f"/supplements/{question_id}/answer", json={"text": "x"}),
        client.post(f"/supplements/{question_id}/fetched"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert item_of(house).waiting_for == "supplement"
