"""The question to the applicant as a caseworker meets it: fields, refusals beside them, the list, the answer."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Scope
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.governance.people.models import Person
from orchestrator.outcomes.supplements import eservice, service
from orchestrator.outcomes.supplements.models import SupplementRequest
from tests.journeys.inbox_town import SILENT_FUND, hand_over, propose
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_inbox import (
    FUND,
    RENT,
    _claim,
    _colleague,
    _hidden,
    _item,
    _post,
    _trail,
)
from tests.orchestrator.entrypoints.portal.test_pages import _plain

QUESTION = "Skicka hyresavin för december."


@pytest.fixture
def handed(town: Town) -> str:
    return hand_over(town, "EB-2026-12-0107", SILENT_FUND)


@pytest.fixture
def elif_(as_person: SignIn) -> TestClient:
    return as_person("elif")


def _ask(client: TestClient, item_id: str, page: str, **fields: str) -> None:
    typed = _hidden(page) | {"question": QUESTION, **fields}
    assert _post(client, f"/inbox/{item_id}/supplement/send", **typed).status_code == 303


def _send(town: Town) -> str:
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(Intent).where(Intent.topic == service.TOPIC).values(available_at=machine_now()))
    dispatch_due(town.database, {service.TOPIC: service.send})
    with town.database.session(Scope.steward("test")) as session:
        return session.scalars(select(SupplementRequest.id).order_by(SupplementRequest.id.desc())).first() or ""


def _answer(town: Town, request_id: str, text: str = "Avin är 6 910 kr.") -> None:
    with town.database.session(Scope.of("eservice:1287", "1287")) as session:
        eservice.answer(session, request_id, text)


def test_a_last_day_that_has_been_is_refused_beside_its_field_and_nothing_typed_is_lost(
    town: Town, handed: str, elif_: TestClient
) -> None:
    typed = _hidden(_claim(elif_, handed))
    assert typed["last_on"] == (today() + timedelta(days=14)).isoformat()
    typed |= {"question": QUESTION, "last_on": (today() - timedelta(days=1)).isoformat(), RENT: "6 950"}
    page = _post(elif_, f"/inbox/{handed}/supplement/send", **typed)
    assert page.status_code == 422
    assert "Den dagen har varit. Välj i dag eller en senare dag." in page.text
    assert 'aria-describedby="last-on-e" aria-invalid="true"' in page.text
    assert QUESTION in page.text
    assert 'value="6 950"' in page.text
    numbered = _post(elif_, f"/inbox/{handed}/supplement/send", **typed | {"question": "för 19880412-2394"})
    assert "Här verkar ett personnummer stå" in numbered.text
    assert _item(town, handed).waiting_for == "decision"


def test_without_script_the_button_opens_the_fields_and_keeps_what_is_typed(handed: str, elif_: TestClient) -> None:
    page = _claim(elif_, handed)
    assert 'id="supplement" hidden' in page
    opened = _post(elif_, f"/inbox/{handed}/supplement", **_hidden(page) | {RENT: "6 950"}).text
    assert 'id="supplement" hidden' not in opened
    assert 'value="6 950"' in opened


def test_the_case_waits_in_a_list_of_its_own_and_can_be_undone_with_everything_as_it_was(
    town: Town, handed: str, elif_: TestClient
) -> None:
    _ask(elif_, handed, _claim(elif_, handed), **{RENT: "6 950"})
    listed = _plain(elif_.get("/inbox").text)
    assert "Frågan i EB-2026-12-0107 går till den sökande." in listed
    assert "Väntar på den sökande" in listed
    assert "2 ärenden väntar på dig." in listed
    assert "Väntar på den sökande" in _plain(elif_.get("/work-items?state=waiting").text)
    assert "Klockan står still" in _plain(elif_.get(f"/inbox/{handed}").text)
    assert _post(elif_, f"/inbox/{handed}/supplement/undo").headers["location"] == f"/inbox/{handed}"
    page = elif_.get(f"/inbox/{handed}").text
    assert QUESTION in page
    assert 'value="6 950"' in page
    assert _item(town, handed).waiting_for == "decision"
    _send(town)
    assert _trail(town, handed).count("supplement_sent") == 0


def test_the_answer_stands_on_top_is_read_and_the_case_is_decided(town: Town, handed: str, elif_: TestClient) -> None:
    _ask(elif_, handed, _claim(elif_, handed), **{RENT: "6 900"})
    _answer(town, _send(town))
    listed = elif_.get("/inbox").text
    assert "Den sökande har svarat" in listed.split('aria-label="Väntar på dig"', 1)[1].split("</tr>", 2)[1]
    page = elif_.get(f"/inbox/{handed}").text
    assert QUESTION in page
    assert "Avin är 6 910 kr." in page
    assert 'value="6 900"' in page, "what was typed before the question is there still"
    typed = _hidden(page) | {FUND: "0"}
    reckoned = _post(elif_, f"/inbox/{handed}/reckon", **typed).text
    assert _post(elif_, f"/inbox/{handed}/decide", **typed | _hidden(reckoned)).status_code == 303
    case = _plain(elif_.get(f"/work-items/{handed}").text)
    assert case.index("Begärde komplettering av den sökande") < case.index("Den sökande svarade")
    assert _trail(town, handed)[-1] == "case_opened"
    assert {"supplement_asked", "supplement_sent", "supplement_answered"} < set(_trail(town, handed))


def test_nothing_is_decided_past_an_answer_that_nobody_has_read(town: Town, elif_: TestClient) -> None:
    item_id = propose(town, "EB-2026-12-0108")
    _ask(elif_, item_id, _claim(elif_, item_id))
    request_id = _send(town)
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(SupplementRequest).values(last_on=today() - timedelta(days=1)))
        service.lapse_due(session)
    before = elif_.get(f"/inbox/{item_id}").text
    assert "Sista dagen har gått." in before
    _answer(town, request_id, "Jag fick jobb.")
    refused = _post(elif_, f"/inbox/{item_id}/confirm", **_hidden(before)).text
    assert "Den sökande har svarat sedan du öppnade ärendet." in refused
    assert "Jag fick jobb." in refused
    assert _item(town, item_id).waiting_for == "confirmation"
    assert _post(elif_, f"/inbox/{item_id}/confirm", **_hidden(refused)).status_code == 303


def test_a_question_is_taken_back_and_the_case_is_mine_at_once(town: Town, handed: str, elif_: TestClient) -> None:
    _ask(elif_, handed, _claim(elif_, handed))
    _send(town)
    assert _post(elif_, f"/inbox/{handed}/decide", **_hidden_of_nothing()).status_code == 409
    assert _post(elif_, f"/inbox/{handed}/supplement/withdraw").status_code == 303
    assert "Frågan togs tillbaka" in _plain(elif_.get(f"/inbox/{handed}").text)
    assert "Frågan till den sökande togs tillbaka" in _plain(elif_.get(f"/work-items/{handed}").text)


def _hidden_of_nothing() -> dict[str, str]:
    return {"assessment": "none"}


def test_a_case_that_systems_stopped_can_be_asked_about_too(town: Town, elif_: TestClient) -> None:
    item_id = town.items["stopped"]
    _ask(elif_, item_id, _claim(elif_, item_id), last_on=today().isoformat())
    assert _item(town, item_id).waiting_for == "supplement"


def test_a_colleague_sees_that_it_waits_and_reads_neither_question_nor_answer(
    town: Town, handed: str, elif_: TestClient, as_person: SignIn
) -> None:
    _colleague(town)
    _ask(elif_, handed, _claim(elif_, handed))
    _answer(town, _send(town))
    second = elif_.get(f"/inbox/{handed}").text
    _ask(elif_, handed, second)
    bo = as_person("bo")
    for path in ("/inbox", f"/inbox/{handed}"):
        assert QUESTION not in bo.get(path).text
        assert "6 910" not in bo.get(path).text
    assert "Elif Demir" in bo.get("/inbox").text
    assert _post(bo, f"/inbox/{handed}/supplement/withdraw").status_code == 409


@pytest.mark.parametrize("what", ["supplement", "supplement/send", "supplement/undo", "supplement/withdraw"])
def test_every_form_is_ours_and_only_what_is_claimed_is_touched(what: str, handed: str, elif_: TestClient) -> None:
    assert _post(elif_, f"/inbox/{handed}/{what}").status_code == 409
    _claim(elif_, handed)
    assert elif_.post(f"/inbox/{handed}/{what}", data={"csrf": "någon-annans"}).status_code == 403


def test_in_english_too(town: Town, handed: str, elif_: TestClient) -> None:
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(Person).where(Person.username == "elif").values(language="en"))
    page = _plain(_claim(elif_, handed))
    assert "Request a supplement" in page
    assert "ask the applicant: request a supplement" in page
