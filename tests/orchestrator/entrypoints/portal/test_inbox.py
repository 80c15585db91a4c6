"""The inbox: what is shown to whom, what is typed, what stands in the trail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Scope
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import Person
from orchestrator.governance.people.rules import Role
from orchestrator.operations.queues.models import HandlingTime, WorkItem
from tests.journeys.inbox_town import SILENT_FUND, hand_over, propose
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_forms import csrf
from tests.orchestrator.entrypoints.portal.test_pages import _plain

FUND, RENT = "f.answer.so.applicant.0", "f.application.costs.0.applied_ore"


@pytest.fixture
def handed(town: Town) -> str:
    return hand_over(town, "EB-2026-12-0107", SILENT_FUND)


@pytest.fixture
def elif_(as_person: SignIn) -> TestClient:
    return as_person("elif")


def _colleague(town: Town, name: str = "Bo Ek", username: str = "bo") -> str:
    with town.database.session(Scope.steward("test")) as session:
        person = people.add_person(session, username, name, PASSWORD)
        people.grant_role(session, person, Role.CASEWORKER, "1287")
        return person.id


def _item(town: Town, item_id: str) -> WorkItem:
    with town.database.session(Scope.steward("test")) as session:
        return session.get_one(WorkItem, item_id)


def _trail(town: Town, item_id: str) -> list[str]:
    with town.database.session(Scope.steward("test")) as session:
        return list(session.scalars(select(TrailRow.action).where(TrailRow.entity_id == item_id).order_by(TrailRow.id)))


def _post(client: TestClient, path: str, **data: str) -> Any:
    return client.post(path, data={"csrf": csrf(client), **data})


def _claim(client: TestClient, item_id: str) -> str:
    assert _post(client, f"/inbox/{item_id}/claim").status_code == 303
    return str(client.get(f"/inbox/{item_id}").text)


def _hidden(html: str) -> dict[str, str]:
    """What the form sends when nothing is changed."""
    form = html.split('id="assessment"', 1)[1].split("</form>", 1)[0]
    fields = dict(re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form))
    for name in re.findall(r'type="checkbox"[^>]*? name="([^"]+)"', form):
        fields.pop(name, None)
    for name, options in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    fields["motivation"] = form.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0].strip()
    return fields


def test_mine_come_first_then_the_most_urgent_then_the_oldest(town: Town, elif_: TestClient) -> None:
    late = hand_over(town, "EB-2026-12-0108", SILENT_FUND, due_at=now() + timedelta(days=2))
    soon = hand_over(town, "EB-2026-12-0109", SILENT_FUND, due_at=now() + timedelta(hours=2))
    _claim(elif_, town.items["handed"])
    listed = re.findall(r'/inbox/(\w+)(?:/claim)?"', elif_.get("/inbox").text.split("<main", 1)[1])
    assert listed == [town.items["handed"], soon, late, town.items["stopped"]]


def test_the_menu_and_the_start_page_count_what_waits_for_me(town: Town, elif_: TestClient, as_person: SignIn) -> None:
    _colleague(town)
    assert "2 Ärenden i inkorgen" in _plain(elif_.get("/").text)
    _claim(as_person("bo"), town.items["handed"])
    assert "1 Ärende i inkorgen" in _plain(elif_.get("/").text)
    assert "Hos dina kollegor" in elif_.get("/inbox").text
    assert "Bo Ek" in elif_.get("/inbox").text


def test_an_empty_inbox_says_so(town: Town, elif_: TestClient) -> None:
    with town.database.session(Scope.steward("test")) as session:
        for item in session.scalars(select(WorkItem).where(WorkItem.state == "waiting_human")):
            item.state = "done"
    assert "Inkorgen är tom" in _plain(elif_.get("/inbox").text)


def test_what_a_case_holds_is_shown_to_the_one_who_has_claimed_it_alone(
    town: Town, handed: str, elif_: TestClient, as_person: SignIn
) -> None:
    _colleague(town)
    held = ("6 910", "1988", "SSBT-503", "En vuxen")
    before = _plain(elif_.get(f"/inbox/{handed}").text)
    assert "Ärendet är ledigt" in before
    assert not any(words in before for words in held)
    mine = _plain(_claim(elif_, handed))
    assert all(words in mine for words in held)
    theirs = _plain(as_person("bo").get(f"/inbox/{handed}").text)
    assert "Elif Demir har tagit det." in theirs
    assert not any(words in theirs for words in held)
    assert _trail(town, handed)[-2:] == ["case_claimed", "case_opened"]
    assert _post(as_person("bo"), f"/inbox/{handed}/claim").status_code == 409


@pytest.mark.parametrize("what", ["claim", "reckon", "decide", "confirm", "return", "forward", "undo", "beat", "clock"])
def test_every_form_of_the_inbox_must_be_ours(what: str, handed: str, elif_: TestClient) -> None:
    _claim(elif_, handed)
    answer = elif_.post(f"/inbox/{handed}/{what}", data={"csrf": "någon-annans", "reason": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("what", ["reckon", "decide", "confirm", "return", "forward", "beat", "clock"])
def test_what_is_not_claimed_is_not_touched(what: str, handed: str, elif_: TestClient) -> None:
    assert _post(elif_, f"/inbox/{handed}/{what}", reason="prov").status_code == 409


def test_wrong_input_keeps_everything_that_was_typed(town: Town, handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {
        RENT: "sju tusen", FUND: "12,345", "f.household.children.0.days": "31", "motivation": "Min <text>",
        "f.activity.0.follow_up_on": "i vår", "f.previous.costs.0.approved_ore": "",
    }  # fmt: skip
    answer = _post(elif_, f"/inbox/{handed}/decide", **typed)
    assert answer.status_code == 422
    for name, value in {**typed, "motivation": "Min &lt;text&gt;"}.items():
        assert value in answer.text, name
    text = _plain(answer.text)
    assert text.count("Skriv beloppet i kronor, till exempel 7 302 eller 7 302,50.") == 4
    assert text.count("Skriv ett heltal från 1 till 30.") == 2
    assert text.count("Skriv ett datum, till exempel 2026-12-01.") == 2
    assert "Fyll i hyra, godkänd förra månaden, eller skriv 0" in text
    assert "5 uppgifter behöver ses över" in text
    assert _item(town, handed).state == "waiting_human"


def test_a_missing_answer_can_wait_while_reckoning_but_not_when_deciding(handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {RENT: "6 900"}
    reckoned = elif_.post(f"/inbox/{handed}/reckon", data=typed | {"csrf": csrf(elif_)})
    assert reckoned.status_code == 200
    assert "Högst 12 661 kr, så länge uppgifter saknas." in _plain(reckoned.text)
    refused = _post(elif_, f"/inbox/{handed}/decide", **typed)
    assert refused.status_code == 422
    assert "Fyll i a-kassa efter skatt, november, sökande, eller skriv 0 om inget betalades ut." in _plain(refused.text)


def test_reckoning_stores_nothing(town: Town, handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {RENT: "6 900", FUND: "0"}
    before = _trail(town, handed)
    assert "Beviljas: 9 170 + 7 414 − 3 923" in _plain(_post(elif_, f"/inbox/{handed}/reckon", **typed).text)
    assert _trail(town, handed) == before
    assert "Roboten såg 6 910 kr." in _plain(elif_.get(f"/inbox/{handed}").text)


def test_nothing_is_decided_that_was_not_shown(town: Town, handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {RENT: "6 900", FUND: "0"}
    first = _post(elif_, f"/inbox/{handed}/decide", **typed)
    assert "Det är nu 12 661 kr. Läs beräkningen och fatta beslutet igen." in _plain(first.text)
    assert _item(town, handed).state == "waiting_human"
    assert _post(elif_, f"/inbox/{handed}/decide", **typed | _hidden(first.text)).status_code == 303
    assert (_item(town, handed).state, _item(town, handed).purpose) == ("new", "write")


def test_every_standing_reason_is_weighed_by_name_and_said_why(town: Town, handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {FUND: "0"}
    reckoned = _post(elif_, f"/inbox/{handed}/reckon", **typed).text
    typed |= _hidden(reckoned)
    refused = _plain(_post(elif_, f"/inbox/{handed}/decide", **typed).text)
    assert "Pröva skälet och kryssa i, eller rätta uppgiften: en kostnad är en annan än förra månaden." in refused
    ticks = re.findall(r'name="accepted" value="([^"]+)"', reckoned)
    unsaid = _plain(_post(elif_, f"/inbox/{handed}/decide", **typed, accepted=ticks[0]).text)
    assert "Skriv varför du godtar skälen. Den sökande läser det i sitt beslut." in unsaid
    typed["motivation"] += " Hyran är höjd."
    assert _post(elif_, f"/inbox/{handed}/decide", **typed, accepted=ticks[0]).status_code == 303
    assert "case_decided" in _trail(town, handed)


def test_a_tick_is_for_exactly_what_was_shown(handed: str, elif_: TestClient) -> None:
    typed = _hidden(_claim(elif_, handed)) | {FUND: "0"}
    tick = re.findall(r'name="accepted" value="([^"]+)"', _post(elif_, f"/inbox/{handed}/reckon", **typed).text)[0]
    again = _post(elif_, f"/inbox/{handed}/reckon", **typed | {RENT: "6 950"}, accepted=tick).text
    assert f'value="{tick}"' not in again
    assert not re.search(r'name="accepted"[^>]* checked', again)


def test_a_decision_is_undone_until_the_robot_may_take_it(town: Town, elif_: TestClient) -> None:
    item_id = propose(town, "EB-2026-12-0108")
    page = _claim(elif_, item_id)
    assert "Roboten föreslår bifall, 12 661 kr" in _plain(page)
    assert _post(elif_, f"/inbox/{item_id}/confirm", **_hidden(page)).status_code == 303
    assert "Beslutet i EB-2026-12-0108 går till roboten." in _plain(elif_.get("/inbox").text)
    assert _post(elif_, f"/inbox/{item_id}/undo").headers["location"] == f"/inbox/{item_id}"
    assert _item(town, item_id).waiting_for == "confirmation"
    assert "går till roboten" not in _plain(elif_.get("/inbox").text)


def test_a_case_is_passed_to_a_colleague_or_to_everybody_and_to_nobody_else(
    town: Town, handed: str, elif_: TestClient
) -> None:
    bo = _colleague(town)
    with town.database.session(Scope.steward("test")) as session:
        karin = session.scalars(select(Person.id).where(Person.username == "karin")).one()
    _claim(elif_, handed)
    assert _post(elif_, f"/inbox/{handed}/forward", to=karin, reason="").status_code == 422
    assert _post(elif_, f"/inbox/{handed}/forward", to=bo, reason="ring 19880412-2394").status_code == 303
    assert _item(town, handed).assigned_to == bo
    with town.database.session(Scope.steward("test")) as session:
        detail = session.scalars(select(TrailRow.detail).where(TrailRow.action == "case_forwarded")).one()
    assert detail["reason"] == "ring 1988••••-••••"


def test_back_to_the_robot_needs_a_reason(town: Town, handed: str, elif_: TestClient) -> None:
    _claim(elif_, handed)
    answer = _post(elif_, f"/inbox/{handed}/return", reason=" ")
    assert "Skriv varför, till exempel" in elif_.get(answer.headers["location"]).text
    assert _post(elif_, f"/inbox/{handed}/return", reason="a" * 500).status_code == 303
    assert (_item(town, handed).state, _item(town, handed).assigned_to) == ("new", None)


def test_a_case_that_systems_stopped_can_only_be_passed_on(town: Town, elif_: TestClient) -> None:
    text = _plain(_claim(elif_, town.items["stopped"]))
    assert "Roboten kom inte så långt att den bedömde ärendet." in text
    assert "Fatta beslut" not in text
    assert "Lämna tillbaka till roboten" in text


def test_the_clock_beats_pauses_and_goes_on(town: Town, handed: str, elif_: TestClient) -> None:
    _claim(elif_, handed)
    for what in ("beat", "pause", "pause", "resume", "back"):
        assert _post(elif_, f"/inbox/{handed}/beat", what=what).status_code == 204
    with town.database.session(Scope.steward("test")) as session:
        rows = session.scalars(select(HandlingTime).order_by(HandlingTime.id)).all()
        assert [row.paused for row in rows] == [False, True, False]
