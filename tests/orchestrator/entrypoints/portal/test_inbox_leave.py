"""A manager's inbox: a request for leave that is counted in days, whose process has neither letter nor e-service."""

import re

from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.people.models import Grant, Person
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.models import Decision
from tests.journeys.leave_town import TOLD, handed
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_forms import csrf
from tests.orchestrator.entrypoints.portal.test_pages import _plain

LATE = TOLD | {"received_on": "2026-10-01", "to_on": "2026-10-09"}


def _open(client: TestClient, item_id: str) -> str:
    assert client.post(f"/inbox/{item_id}/claim", data={"csrf": csrf(client)}).status_code == 303
    return str(client.get(f"/inbox/{item_id}").text)


def test_the_manager_sees_reasons_days_and_all_that_the_robot_read(town: Town, as_person: SignIn) -> None:
    item_id = handed(town, TOLD)
    page = _plain(_open(as_person("lena"), item_id))
    assert "Ledigheten är längre än roboten får registrera Den tar 16 dagar. Gränsen är 15 dagar." in page
    assert "Vecka 41 pass enligt schemat, 5/10, 6/10, 7/10, 8/10 och 9/10 5" in page
    assert re.search(r"Ledigheten omfattar 16 ", page)
    assert "Semester kvar i år" in page
    assert "Skäliga kostnader" not in page


def test_nothing_is_asked_of_an_applicant_whom_no_question_reaches(town: Town, as_person: SignIn) -> None:
    item_id, lena = handed(town, TOLD), as_person("lena")
    assert "Begär komplettering" not in _open(lena, item_id)
    assert lena.post(f"/inbox/{item_id}/supplement", data={"csrf": csrf(lena)}).status_code == 409


def test_the_manager_accepts_the_reason_and_the_robot_gets_the_days_to_register(town: Town, as_person: SignIn) -> None:
    item_id, lena = handed(town, LATE), as_person("lena")
    page = _open(lena, item_id)
    fields = dict(re.findall(r'name="(assessment|heard|draft|shown)" value="([^"]*)"', page))
    assert fields["shown"] == "5.00 days"
    tick = re.search(r'name="accepted"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="accepted"', page)
    assert tick is not None
    told = fields | {"csrf": csrf(lena), "accepted": tick[1] or tick[2], "motivation": "Enheten klarar det."}
    for name, value in re.findall(r'name="(f\.[^"]+)"[^>]*value="([^"]*)"', page):
        told.setdefault(name, value)
    done = lena.post(f"/inbox/{item_id}/decide", data=told)
    assert done.status_code == 303, _plain(done.text)
    with town.database.session(Scope.steward("test")) as session:
        decision = session.scalars(select(Decision).where(Decision.work_item_id == item_id)).one()
        assert (decision.amount_ore, decision.extent, decision.state) == (None, "5.00 days", "prepared")
        assert session.get_one(WorkItem, item_id).purpose == "write"


def test_a_caseworker_of_another_process_has_no_request_in_the_inbox(town: Town, as_person: SignIn) -> None:
    handed(town, TOLD)
    with town.database.session(Scope.steward("test")) as session:
        of_elif = select(Grant).join(Person, Person.id == Grant.person_id).where(Person.username == "elif")
        session.scalars(of_elif).one().process = "economic_assistance"
    assert "LA-2026-00017" not in as_person("elif").get("/inbox").text
