"""The testbed's e-service and the real platform: an offer of a round is fetched, answered, and the answer written."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from infra.testbed.app import Stores
from infra.testbed.eservice import offers
from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.people import systems
from orchestrator.outcomes.rounds import approve
from orchestrator.outcomes.rounds.models import Offer
from tests.support.queue_of_children import Children, unit

NUMBER, CODE = "198001012387", "1285"


@pytest.fixture
def children(database: Database, monkeypatch: pytest.MonkeyPatch) -> Children:
    monkeypatch.setattr(settings(), "undo_seconds", 0)
    made = Children(database, CODE).furnish()
    made.apply("BO-A", "2026-10-02", "Sol")
    return made


@pytest.fixture
def told(children: Children, stores: Stores) -> Iterator[TestClient]:
    """The platform's address for the e-service, with an approved offer that stands in the child-care system."""
    offers.know(stores.eservice, {"number": NUMBER, "first_name": "Ida", "last_name": "Ek", "address": "",
                                  "municipality": CODE}, "BO-A")  # fmt: skip
    round_id = children.lay(unit("Sol", "2027-01-11"))
    with children.session("person:elif") as session:
        approve.approve(session, round_id, "elif", None)
    children.write()
    app = create_app(children.database, background=False)
    with TestClient(app, base_url="http://testserver/api/v1") as made:
        with children.database.session(Scope.steward("test")) as session:
            made.headers["Authorization"] = f"Bearer {systems.new_token(session, CODE, systems.ESERVICE)}"
        yield made


def test_a_yes_on_mina_sidor_becomes_a_decision_that_the_robot_writes(
    children: Children, stores: Stores, told: TestClient
) -> None:
    assert [offers.fetch(stores.eservice, told, CODE) for _ in range(2)] == [1, 0]
    (offer,) = offers.of_citizen(stores.eservice, NUMBER)
    assert (offer["unit"], offer["start_on"], offer["state"]) == ("Sol", "2027-01-11", "Väntar på ditt svar")
    assert (offer["hours_week"], offer["text"][:9]) == (35, "Föreslås ")
    offers.answer(stores.eservice, NUMBER, offer["id"], "accepted")
    assert [offers.tell(stores.eservice, told, CODE) for _ in range(2)] == [1, 0]
    assert children.write() == ["BO-A"]


def test_a_yes_after_its_time_is_refused_with_words_that_the_guardian_reads(
    children: Children, stores: Stores, told: TestClient
) -> None:
    offers.fetch(stores.eservice, told, CODE)
    with children.session() as session:
        session.execute(update(Offer).values(answer_by=date(2026, 11, 22)))
    (offer,) = offers.of_citizen(stores.eservice, NUMBER)
    offers.answer(stores.eservice, NUMBER, offer["id"], "accepted")
    assert offers.tell(stores.eservice, told, CODE) == 0
    (kept,) = offers.of_citizen(stores.eservice, NUMBER)
    assert (kept["state"], bool(kept["refused"])) == ("Svaret togs inte emot", True)
