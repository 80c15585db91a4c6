"""A municipality's e-service over HTTP: a token of its own, its own letters, what it fetched and what was opened."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.people import systems
from orchestrator.governance.people.models import SystemToken
from orchestrator.outcomes.decisions import release
from orchestrator.outcomes.letters.models import Letter
from tests.support.casework import GRANTED, Robot, Rules, furnished
from tests.support.house import House

STEP = {"group": "norm", "code": "adult", "label": {"sv": "Vuxen", "en": "Adult"}, "amount_ore": 730200,
        "rule": {"sv": "SoF", "en": "SoF"}, "basis": {"sv": "", "en": ""}}  # fmt: skip

LETTER = {
    "granted": {"sv": "Du får {amount} kronor.", "en": "You get {amount}."},
    "result": {"sv": "Bistånd", "en": "Assistance"},
}


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Trelleborg with one letter, and Eslöv beside it."""
    rules = Rules(GRANTED | {"steps": [STEP]})
    told = {
        "appeal": {"sv": "Du kan överklaga.", "en": "You may appeal."},
        "letter": LETTER,
        "ledger": {"groups": {}},
        "modes": ["decide"],
        "name": "x",
    }
    rules.describe = lambda _process: told  # type: ignore[attr-defined]
    monkeypatch.setattr("orchestrator.governance.catalogue.released.in_force", lambda *_asked: rules)
    monkeypatch.setattr("orchestrator.governance.catalogue.released.for_words", lambda *_asked: rules)
    made = furnished(database)
    made.add_item("EB-2026-12-0001")
    robot = Robot(made)
    robot.assess()
    robot.write_all()
    robot.do(release.release, release.Ended())
    House(database, code="1285").furnish()
    return made


def token_of(house: House, code: str = "1287") -> str:
    with house.database.session(Scope.steward("test")) as session:
        return systems.new_token(session, code)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    app = create_app(house.database, background=False)
    with TestClient(app, base_url="http://testserver/api/v1/eservice") as made:
        made.headers["Authorization"] = f"Bearer {token_of(house)}"
        yield made


def only_letter(house: House) -> Letter:
    with house.database.session(house.scope) as session:
        return session.query(Letter).one()


def test_a_letter_is_fetched_with_reference_and_text_and_no_personal_number_then_no_more(
    client: TestClient, house: House
) -> None:
    (letter,) = client.get("/letters").json()["letters"]
    assert (letter["reference"], letter["occurrence"], letter["decision_number"]) == ("EB-2026-12-0001", "2026-12", 1)
    assert "7\u00a0302 kronor" in letter["html"]
    assert set(letter) == {"id", "reference", "occurrence", "decision_number", "composed_at", "language", "html"}
    assert client.get("/letters").json()["letters"] == [letter], "asked is not got: it is offered again"
    for _ in range(2):
        assert client.post(f"/letters/{letter['id']}/fetched").status_code == 204
    assert client.get("/letters").json() == {"letters": []}
    row = only_letter(house)
    assert row.fetched_at is not None
    assert row.opened_at is None


def test_the_first_opening_counts_and_a_time_without_zone_is_refused(client: TestClient, house: House) -> None:
    path = f"/letters/{only_letter(house).id}/opened"
    naive = client.post(path, json={"opened_at": "2026-11-23T10:00:00"})
    assert naive.status_code == 422
    assert "timezone" in naive.json()["error"]["problems"][0]["message"]
    assert only_letter(house).opened_at is None
    assert client.post(path).status_code == 204
    first = only_letter(house).opened_at
    assert first is not None
    assert client.post(path, json={"opened_at": "2026-11-24T10:00:00Z"}).status_code == 204
    assert only_letter(house).opened_at == first


def test_another_municipalitys_letters_look_as_if_they_were_not_there(client: TestClient, house: House) -> None:
    letter_id = only_letter(house).id
    client.headers["Authorization"] = f"Bearer {token_of(house, '1285')}"
    assert client.get("/letters").json() == {"letters": []}
    answers = [
        client.post(f"/letters/{letter_id}/opened"),
        client.post(f"/letters/{letter_id}/fetched"),
        client.get(f"/letters/{letter_id}.pdf"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert only_letter(house).opened_at is None


def test_a_new_token_ends_the_one_before_and_only_its_hash_is_kept(client: TestClient, house: House) -> None:
    old, new = client.headers["Authorization"], f"Bearer {token_of(house)}"
    refused = client.get("/letters")
    assert (refused.status_code, "coe token new eservice" in refused.json()["error"]["message"]) == (401, True)
    client.headers["Authorization"] = new
    assert client.get("/letters").status_code == 200
    with house.database.session(house.scope) as session:
        rows = session.query(SystemToken).all()
        assert [row.ended_at is None for row in rows].count(True) == 1
        assert all(len(row.token_hash) == 64 and row.token_hash not in old + new for row in rows)
        assert systems.end_token(session, "1287")
        assert not systems.end_token(session, "1287")
    assert client.get("/letters").status_code == 401


def test_a_robots_and_an_e_services_token_open_each_its_own_door_only(client: TestClient, house: House) -> None:
    _run, robots = house.start_run()
    assert client.get("http://testserver/api/v1/configuration").status_code == 401
    assert client.get("/letters", headers={"Authorization": f"Bearer {robots}"}).status_code == 401


def test_a_municipality_that_is_not_there_gets_no_token(house: House) -> None:
    with house.database.session(Scope.steward("test")) as session, pytest.raises(NotFound, match="9999"):
        systems.new_token(session, "9999")
