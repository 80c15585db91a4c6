"""Secrets in the portal: entered once, never shown, by those of the municipality; a destroyed key's page."""

import re

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.db import Scope
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people.models import Person
from orchestrator.governance.vault import keys, secrets
from orchestrator.governance.vault.keyring import look
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_pages import _plain

ENTERED = {"username": "robot-1287", "password": "det-hemliga-ordet"}


def _csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/account").text)
    assert found
    return found.group(1)


def _enter(client: TestClient, **fields: str) -> tuple[int, str]:
    answer = client.post("/secrets/case_system", data={"csrf": _csrf(client), **fields})
    return answer.status_code, answer.text


def _kept(town: Town) -> dict[str, str]:
    with town.database.session(Scope.of("test", "1287")) as session:
        return secrets.use(session, "1287", "case_system", "r1")


def test_a_secret_is_entered_replaced_and_never_shown(town: Town, as_person: SignIn) -> None:
    karin = as_person("karin")
    assert "case_system Ekonomiskt bistånd" in _plain(karin.get("/secrets").text)
    assert "Saknas" in karin.get("/secrets").text
    assert _enter(karin, **ENTERED)[0] == 303
    assert _kept(town) == ENTERED
    assert _enter(karin, username="robot-2", password="det-nya-ordet")[0] == 303
    assert _kept(town) == {"username": "robot-2", "password": "det-nya-ordet"}
    for path in ("/secrets", "/secrets/case_system"):
        shown = karin.get(path).text
        assert not any(value in shown for value in ("robot-1287", "robot-2", "ordet"))
    text = _plain(karin.get("/secrets").text)
    assert "Inlagd" in text
    assert "av Karin Bergström" in text


def test_the_trail_says_who_changed_a_secret_and_which_run_used_it_and_never_what_it_is(
    town: Town, as_person: SignIn
) -> None:
    _enter(as_person("karin"), **ENTERED)
    _kept(town)
    with town.database.session(Scope.of("test", "1287")) as session:
        rows = session.query(TrailRow).filter(TrailRow.action.like("secret_%")).order_by(TrailRow.id).all()
    assert [(row.action, row.detail) for row in rows] == [
        ("secret_added", {"name": "case_system"}),
        ("secret_used", {"name": "case_system"}),
    ]
    assert rows[0].actor.startswith("person:")
    assert rows[1].entity_id == "r1"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"username": "", "password": "hemligt-x"}, "Skriv robotens användarnamn"),
        ({"username": "robot-9", "password": ""}, "Skriv robotens lösenord"),
        ({"username": "robot-9", "password": "x" * 5000}, "Det är för långt"),
        ({}, "Skriv robotens lösenord"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_user_name_is_not_lost(
    fields: dict[str, str], says: str, as_person: SignIn
) -> None:
    status, text = _enter(as_person("karin"), **fields)
    assert status == 422
    assert says in text
    assert "Inget är sparat än" in text
    assert 'aria-invalid="true"' in text
    assert f'value="{fields.get("username", "")}"' in text
    assert "hemligt-x" not in text


@pytest.mark.parametrize(("username", "status"), [("elif", 403), ("johan", 403), ("maria", 403), ("eva", 303)])
def test_who_works_elsewhere_or_in_another_role_enters_none_here(
    username: str, status: int, town: Town, as_person: SignIn
) -> None:
    assert _enter(as_person(username), **ENTERED)[0] == status
    with town.database.session(Scope.of("test", "1287")) as session:
        assert secrets.listed(session, "1287") == []


def test_a_form_that_is_not_ours_changes_nothing(town: Town, as_person: SignIn) -> None:
    answer = as_person("karin").post("/secrets/case_system", data={"csrf": "x", **ENTERED})
    assert answer.status_code == 403
    with town.database.session(Scope.of("test", "1287")) as session:
        assert secrets.listed(session, "1287") == []


def test_regional_operations_see_whether_secrets_are_there_and_no_way_to_enter_them(as_person: SignIn) -> None:
    shown = as_person("johan").get("/secrets").text
    assert "Trelleborg" in _plain(shown)
    assert 'href="/secrets/' not in shown


@pytest.mark.parametrize(
    ("language", "says"),
    [("sv", "Nyckeln förstördes 23 november 2026 av Karin Bergström"), ("en", "by Karin Bergström")],
)
def test_a_case_whose_key_is_destroyed_says_so_gently(language: str, says: str, town: Town, as_person: SignIn) -> None:
    karin = as_person("karin")
    person = _person_of(town, "karin")
    karin.post("/account/language", data={"csrf": _csrf(karin), "language": language})
    with town.database.session(Scope.of(f"person:{person}", "1287")) as session:
        keys.destroy(session, "1287", "Trelleborg", "flyttar")
    with town.database.session(Scope.of("test", "1287")) as session, pytest.raises(Exception, match="destroyed"):
        look(session, "1287")
    for path in (f"/work-items/{town.items['done']}", f"/work-items/{town.items['done']}/letter"):
        answer = karin.get(path)
        assert answer.status_code == 410
        assert says in _plain(answer.text)
    for path in ("/", "/work-items", "/time-saved", "/queues"):
        assert karin.get(path).status_code == 200, "what holds no personal data is still there"


def _person_of(town: Town, username: str) -> str:
    with town.database.session(Scope.steward("test")) as session:
        return session.query(Person).filter(Person.username == username).one().id
