"""The inbox at its edges: what the rules cannot take, what comes too late, and all the way to the letter."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from orchestrator.core.db import Scope
from orchestrator.operations.queues.models import HandlingTime
from orchestrator.outcomes.benefits.models import BenefitLine
from tests.journeys.inbox_town import SILENT_FUND, hand_over, propose, set_mode, write
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_inbox import FUND, RENT, _claim, _hidden, _item, _post
from tests.orchestrator.entrypoints.portal.test_pages import _plain


@pytest.fixture
def handed(town: Town) -> str:
    return hand_over(town, "EB-2026-12-0107", SILENT_FUND)


@pytest.fixture
def elif_(as_person: SignIn) -> TestClient:
    return as_person("elif")


def test_a_personal_number_in_a_field_is_refused_beside_it(handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {"f.activity.0.ground": "se 19880412-2394", FUND: "0"}
    page = _post(elif_, f"/inbox/{handed}/decide", **typed)
    assert page.status_code == 422
    beside = re.findall(r'id="f-activity-0-ground-e">([^<]+)<', page.text)
    assert beside == ["Här verkar ett personnummer stå: ta bort det, personer heter applicant, child_1 och så vidare."]
    assert 'value="se 19880412-2394"' in page.text


def test_what_was_decided_is_written_told_in_the_letter_and_counted(
    town: Town, handed: str, elif_: TestClient, as_person: SignIn
) -> None:
    typed = _hidden(_claim(elif_, handed)) | {FUND: "0"}
    reckoned = _post(elif_, f"/inbox/{handed}/reckon", **typed).text
    typed |= _hidden(reckoned) | {"motivation": "Hyran är höjd enligt avin."}
    ticks = re.findall(r'name="accepted" value="([^"]+)"', reckoned)
    assert _post(elif_, f"/inbox/{handed}/decide", **typed, accepted=ticks[0]).status_code == 303
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(HandlingTime).values(seconds=372))
    write(town, handed)
    letter = _plain(as_person("karin").get(f"/work-items/{handed}/letter").text)
    assert "Hyran är höjd enligt avin." in letter
    assert "Beslutet är fattat av en handläggare" in letter
    with town.database.session(Scope.steward("test")) as session:
        line = session.scalars(select(BenefitLine).where(BenefitLine.outcome == "assisted")).one()
        assert (line.human_minutes, line.net_minutes) == ("6.2", "15.8")
    text = _plain(as_person("karin").get("/").text)
    assert "1 gick rakt igenom, 2 lämnades över till en handläggare" in text


def test_a_proposal_is_changed_instead_of_confirmed(town: Town, elif_: TestClient) -> None:
    item_id = propose(town, "EB-2026-12-0108")
    typed = _hidden(_claim(elif_, item_id)) | {RENT: "6 910"}
    reckoned = _post(elif_, f"/inbox/{item_id}/reckon", **typed).text
    typed |= _hidden(reckoned) | {"motivation": "Hyran är höjd."}
    tick = re.findall(r'name="accepted" value="([^"]+)"', reckoned)[0]
    assert _post(elif_, f"/inbox/{item_id}/decide", **typed, accepted=tick).status_code == 303
    assert _item(town, item_id).purpose == "write"


def test_what_the_robot_has_taken_is_not_undone(town: Town, elif_: TestClient) -> None:
    item_id = propose(town, "EB-2026-12-0108")
    _post(elif_, f"/inbox/{item_id}/confirm", **_hidden(_claim(elif_, item_id)))
    write(town, item_id)
    assert _post(elif_, f"/inbox/{item_id}/undo").status_code == 409
    assert elif_.get(f"/inbox/{item_id}").headers["location"] == f"/work-items/{item_id}"


def test_a_form_of_an_older_reading_decides_nothing(handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {"assessment": "another"}
    assert _post(elif_, f"/inbox/{handed}/decide", **typed).status_code == 409
    assert "Förslaget har ändrats" in _plain(_post(elif_, f"/inbox/{handed}/confirm", assessment="another").text)


def test_a_refusal_is_the_persons_own_work_in_the_case_system(town: Town, handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {FUND: "90 000"}
    page = _post(elif_, f"/inbox/{handed}/reckon", **typed).text
    assert "Det blir inget att bevilja. Roboten skriver aldrig avslag" in _plain(page)
    typed |= _hidden(page) | {"motivation": "För hög inkomst."}
    ticks = re.findall(r'name="accepted" value="([^"]+)"', page)
    data = {**typed, "accepted": ticks, "csrf": typed["csrf"]}
    answer = elif_.post(f"/inbox/{handed}/decide", data=data)
    assert "Roboten skriver bara ett bifall med ett känt belopp." in _plain(answer.text)
    assert _item(town, handed).state == "waiting_human"


def test_drafts_in_the_case_system_are_shown_apart(town: Town, elif_: TestClient) -> None:
    item_id = propose(town, "EB-2026-12-0108")
    with town.database.session(Scope.steward("test")) as session:
        _item_row = session.get_one(type(_item(town, town.items["done"])), item_id)
        _item_row.waiting_for = "outcome"
    text = _plain(elif_.get("/inbox").text)
    assert "Fatta besluten i verksamhetssystemet: roboten läser utfallet där." in text
    assert "2 ärenden väntar på dig." in text
    assert elif_.get(f"/inbox/{item_id}").headers["location"] == f"/work-items/{item_id}"


def test_in_a_mode_that_writes_nothing_a_decision_is_refused(town: Town, handed: str, elif_: TestClient) -> None:
    set_mode(town, "prepare")
    page = _claim(elif_, handed)
    assert "I läget förbereder skriver roboten inget beslut" in _plain(page)
    assert "/decide" not in page


def test_the_desk_speaks_english_too(handed: str, elif_: TestClient) -> None:
    _claim(elif_, handed)
    _post(elif_, "/account/language", language="en")
    text = _plain(elif_.get(f"/inbox/{handed}").text)
    assert "Why the robot handed over: 2 reasons An agency gave no answer" in text
    assert "A-kassa after tax, November, applicant" in text
    assert "A missing answer does not mean that the income is missing." in text
