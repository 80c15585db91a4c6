"""The page that reviews reading, and the reader's own."""

from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.readings.find import find
from orchestrator.governance.readings.models import OddReading
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_forms import csrf


def test_a_question_about_reading_is_a_thing_to_do_for_the_reader_and_its_answer_for_the_reviewer(
    town: Town, as_person: SignIn
) -> None:
    karin, elif_ = as_person("karin"), as_person("elif")
    assert "Inget sticker ut" in karin.get("/readings").text
    assert elif_.get(f"/work-items/{town.items['done']}").status_code == 200
    with town.database.session(Scope.steward("test")) as session:
        find(session, "1287")
        row = session.scalars(select(OddReading)).one()
    assert "Läsning att se över" in karin.get("/").text
    page = karin.get("/readings").text
    assert "1 ärende utan uppgift i det" in page
    assert "EB-2026-12-0101" in page
    empty = karin.post(f"/readings/{row.id}/ask", data={"csrf": csrf(karin), "question": " "})
    assert (empty.status_code, "Skriv vad du vill veta" in empty.text) == (422, True)
    asked = karin.post(f"/readings/{row.id}/ask", data={"csrf": csrf(karin), "question": "Varför då?"})
    assert asked.status_code == 303
    assert "Fråga om vad du har läst" in elif_.get("/").text
    mine = elif_.get("/readings/mine").text
    assert "Varför då?" in mine
    told = {"csrf": csrf(elif_), "answer": "Jag letade efter ett annat <b>ärende</b>."}
    assert elif_.post(f"/readings/mine/{row.id}", data=told).status_code == 303
    assert "Ingen fråga till dig" in elif_.get("/readings/mine").text
    page = karin.get("/readings").text
    assert "Jag letade efter ett annat &lt;b&gt;ärende" in page
    done = karin.post(f"/readings/{row.id}/close", data={"csrf": csrf(karin), "reason": "Misstag, talat om."})
    assert done.status_code == 303
    assert "Inget sticker ut" in karin.get("/readings").text


def test_only_reviewers_see_the_page(as_person: SignIn) -> None:
    assert as_person("elif").get("/readings").status_code == 403
    assert as_person("johan").get("/readings").status_code == 403
    assert "Ingen fråga till dig" in as_person("johan").get("/readings/mine").text
