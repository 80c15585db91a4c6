"""Operations open a case by asking; and whoever opens one has just shown who they are."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Scope
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people.models import CaseAccess, Person, SignIn
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn as SignInAs
from tests.orchestrator.entrypoints.portal.test_forms import csrf


def _asked(town: Town) -> str:
    with town.database.session(Scope.steward("test")) as session:
        return session.scalars(select(CaseAccess.id).order_by(CaseAccess.id.desc())).first() or ""


def _grow_stale(town: Town, minutes: int = 11) -> None:
    """Everybody signed in a while ago."""
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(SignIn).values(created_at=machine_now() - timedelta(minutes=minutes), confirmed_at=None))


def _trail(town: Town, action: str) -> list[TrailRow]:
    with town.database.session(Scope.steward("test")) as session:
        return list(session.scalars(select(TrailRow).where(TrailRow.action == action)))


def _ask(town: Town, client: TestClient, item: str = "done") -> Any:
    told = {"csrf": csrf(client), "reason": "felet i Sambis"}
    return client.post(f"/work-items/{town.items[item]}/access", data=told)


def _granted(town: Town, johan: TestClient, karin: TestClient, item: str = "done") -> str:
    _ask(town, johan, item)
    asked = _asked(town)
    answer = karin.post(f"/case-access/{asked}/grant", data={"csrf": csrf(karin), "minutes": "60"})
    assert answer.status_code == 303
    return asked


def test_operations_ask_the_business_owner_lets_them_and_the_case_opens(town: Town, as_person: SignInAs) -> None:
    johan, karin = as_person("johan"), as_person("karin")
    case = f"/work-items/{town.items['done']}"
    before = johan.get(case).text
    assert "Varför behöver du läsa det?" in before
    assert "Beviljas" not in before
    _ask(town, johan)
    assert "När den verksamhetsansvariga har svarat" in johan.get(case).text
    assert "Fråga om att få läsa ett ärende" in karin.get("/").text
    assert "felet i Sambis" in karin.get("/case-access").text
    asked = _asked(town)
    karin.post(f"/case-access/{asked}/grant", data={"csrf": csrf(karin), "minutes": "60"})
    opened = johan.get(case).text
    assert "Beviljas" in opened
    assert "Kommunen låter dig läsa ärendet till" in opened
    assert johan.get(f"{case}/letter").status_code == 200
    assert johan.get(f"/evidence/{town.evidence['picture']}").status_code == 200
    mine = [row for row in _trail(town, "case_opened") if row.detail and row.detail.get("access") == asked]
    assert len(mine) == 1
    assert johan.get(f"/work-items/{town.items['handed']}").text.count("Beviljas") == 0, "that case and no other"


def test_it_closes_when_the_owner_ends_it_and_when_the_asker_is_done(town: Town, as_person: SignInAs) -> None:
    johan, karin = as_person("johan"), as_person("karin")
    case = f"/work-items/{town.items['done']}"
    asked = _granted(town, johan, karin)
    assert "Johan Malmqvist" in karin.get("/case-access").text
    karin.post(f"/case-access/{asked}/end", data={"csrf": csrf(karin)})
    assert "Beviljas" not in johan.get(case).text
    _granted(town, johan, karin)
    assert "Beviljas" in johan.get(case).text
    johan.post(f"{case}/access/end", data={"csrf": csrf(johan)})
    assert "Beviljas" not in johan.get(case).text
    assert johan.get(f"{case}/letter").status_code == 403


def test_a_no_is_told_with_its_reason(town: Town, as_person: SignInAs) -> None:
    johan, karin = as_person("johan"), as_person("karin")
    _ask(town, johan)
    path = f"/case-access/{_asked(town)}/refuse"
    empty = karin.post(path, data={"csrf": csrf(karin), "reason": " "})
    assert (empty.status_code, "Den som frågade läser det." in empty.text) == (422, True)
    karin.post(path, data={"csrf": csrf(karin), "reason": "vi tittar själva"})
    assert "Kommunen sa nej: vi tittar själva" in johan.get(f"/work-items/{town.items['done']}").text


def test_another_municipalitys_owner_answers_nothing_here(town: Town, as_person: SignInAs) -> None:
    _ask(town, as_person("johan"))
    eva = as_person("eva")
    assert "felet i Sambis" not in eva.get("/case-access").text
    for what in ("grant", "refuse", "end"):
        told = {"csrf": csrf(eva), "minutes": "15", "reason": "x"}
        assert eva.post(f"/case-access/{_asked(town)}/{what}", data=told).status_code == 404


@pytest.mark.parametrize("minutes", ["", "241", "99999", "-1", "en timme", "45"])
def test_only_the_times_of_the_list_are_granted(minutes: str, town: Town, as_person: SignInAs) -> None:
    _ask(town, as_person("johan"))
    karin = as_person("karin")
    answer = karin.post(f"/case-access/{_asked(town)}/grant", data={"csrf": csrf(karin), "minutes": minutes})
    assert answer.status_code == 422


def test_whoever_opens_a_case_shows_again_who_they_are_and_comes_back(town: Town, as_person: SignInAs) -> None:
    karin = as_person("karin")
    _grow_stale(town)
    case = f"/work-items/{town.items['done']}"
    answer = karin.get(case)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/confirm?next={case}")
    assert _trail(town, "case_opened") == [], "nothing was opened yet"
    page = karin.get(answer.headers["location"]).text
    assert "Du är inloggad som Karin Bergström" in page
    told = {"csrf": csrf(karin), "next": case}
    assert karin.post("/confirm", data=told).status_code == 422, "without the password"
    wrong = karin.post("/confirm", data=told | {"again_password": "fel"})
    assert (wrong.status_code, "Lösenordet stämmer inte" in wrong.text) == (422, True)
    right = karin.post("/confirm", data=told | {"again_password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, case)
    assert "Beviljas" in karin.get(case).text


@pytest.mark.parametrize(
    "path", ["/work-items/{done}/letter", "/evidence/{picture}", "/evidence/{log}", "/case-access"]
)
def test_what_else_shows_a_case_asks_too(path: str, town: Town, as_person: SignInAs) -> None:
    karin = as_person("karin")
    path = path.format(**town.items, **town.evidence)
    assert karin.get(path).status_code == 200
    _grow_stale(town)
    assert karin.get(path).headers["location"] == f"/confirm?next={path}"


def test_a_form_that_was_left_open_is_sent_when_the_password_has_come_and_nothing_typed_is_lost(
    town: Town, as_person: SignInAs
) -> None:
    _ask(town, as_person("johan"))
    karin = as_person("karin")
    token = csrf(karin)
    _grow_stale(town)
    path = f"/case-access/{_asked(town)}/refuse"
    answer = karin.post(path, data={"csrf": token, "reason": "vi <b>tittar</b> själva"})
    assert answer.status_code == 403
    assert f'action="{path}"' in answer.text
    assert 'value="vi &lt;b&gt;tittar&lt;/b&gt; själva"' in answer.text
    told = {"csrf": token, "reason": "vi tittar själva"}
    wrong = karin.post(path, data=told | {"again_password": "fel"})
    assert (wrong.status_code, 'value="vi tittar själva"' in wrong.text, '"fel"' in wrong.text) == (422, True, False)
    assert karin.post(path, data=told | {"again_password": PASSWORD}).status_code == 303
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(CaseAccess)).one().answer_reason == "vi tittar själva"


def test_guessing_the_password_locks_as_at_the_sign_in(town: Town, as_person: SignInAs) -> None:
    karin = as_person("karin")
    _grow_stale(town)
    told = {"csrf": csrf(karin), "next": "/"}
    for _ in range(5):
        karin.post("/confirm", data=told | {"again_password": "fel"})
    assert karin.post("/confirm", data=told | {"again_password": PASSWORD}).status_code == 422
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(Person).where(Person.username == "karin")).one().locked_until is not None


def test_the_work_of_the_day_in_the_inbox_needs_no_password_again(town: Town, as_person: SignInAs) -> None:
    elif_ = as_person("elif")
    item = town.items["handed"]
    elif_.post(f"/inbox/{item}/claim", data={"csrf": csrf(elif_)})
    _grow_stale(town, minutes=300)
    assert elif_.get(f"/inbox/{item}").status_code == 200
    assert elif_.get(f"/work-items/{item}").status_code == 200
    with town.database.session(Scope.steward("test")) as session:
        session.get_one(WorkItem, item).assigned_to = None
    assert elif_.get(f"/work-items/{item}").status_code == 303, "another's case is no work of one's own"


def test_the_confirmation_leads_to_our_own_pages_only(as_person: SignInAs) -> None:
    karin = as_person("karin")
    told = {"csrf": csrf(karin), "next": "//evil.example", "again_password": PASSWORD}
    assert karin.post("/confirm", data=told).headers["location"] == "/"
