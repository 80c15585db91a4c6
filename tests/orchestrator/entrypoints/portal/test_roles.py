"""The pages of roles and of sign-ins: forms that lose nothing, ends that hold at the next request."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Scope
from orchestrator.governance.people.models import Grant, Person, SignIn
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn as SignInAs
from tests.orchestrator.entrypoints.portal.test_forms import csrf


def _person(town: Town, username: str) -> str:
    with town.database.session(Scope.steward("test")) as session:
        return session.scalars(select(Person.id).where(Person.username == username)).one()


def _grant(town: Town, username: str) -> str:
    person = _person(town, username)
    with town.database.session(Scope.steward("test")) as session:
        return session.scalars(select(Grant.id).where(Grant.person_id == person)).one()


def _give(client: TestClient, **changed: str) -> Any:
    usual = {"username": "sofia", "role": "caseworker", "place": "1287", "reason": "hjälper till i december"}
    return client.post("/people/give", data=usual | changed | {"csrf": csrf(client)})


def test_a_role_given_holds_at_the_next_request_and_an_ended_one_no_longer(town: Town, as_person: SignInAs) -> None:
    karin, sofia = as_person("karin"), as_person("sofia")
    answer = _give(karin)
    assert answer.headers["location"] == f"/people/{_person(town, 'sofia')}"
    page = karin.get(answer.headers["location"]).text
    assert "Fick en roll" in page
    assert "hjälper till i december" in page
    with town.database.session(Scope.steward("test")) as session:
        given = session.scalars(select(Grant.id).where(Grant.reason == "hjälper till i december")).one()
    sofia.post("/account/role", data={"csrf": csrf(sofia), "grant": given})
    assert sofia.get("/inbox").status_code == 200
    told = {"csrf": csrf(karin), "grant": given, "reason": "december är slut"}
    assert karin.post(f"/people/{_person(town, 'sofia')}/end", data=told).status_code == 303
    assert sofia.get("/inbox").status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "ingen"}, "Vi känner ingen med det användarnamnet."),
        ({"username": "karin"}, "Ingen ger sig själv en roll."),
        ({"role": "admin"}, "Välj en roll i listan."),
        ({"role": "chief_process_officer"}, "Den rollen ges inte där."),
        ({"place": "1285"}, "Den rollen ges inte där."),
        ({"place": "region"}, "Den rollen ges inte där."),
        ({"process": "okänd"}, "Den rollen ges inte där."),
        ({"last": "2020-01-01"}, "Skriv dagarna som datum"),
        ({"first": "i morgon"}, "Skriv dagarna som datum"),
        ({"reason": ""}, "Skriv varför"),
        ({"username": "elif"}, "Personen har redan den rollen"),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_field_and_nothing_is_lost(
    changed: dict[str, str], said: str, town: Town, as_person: SignInAs
) -> None:
    karin = as_person("karin")
    answer = _give(karin, **({"reason": "kvar <i>här</i>"} | changed))
    assert answer.status_code == 422
    assert said in answer.text
    if "reason" not in changed:
        assert 'value="kvar &lt;i&gt;här&lt;/i&gt;"' in answer.text
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(Grant).where(Grant.given_by.is_not(None))).all() == []


def test_fields_that_the_form_does_not_have_change_nothing(town: Town, as_person: SignInAs) -> None:
    """Mass assignment: what is sent beside the form is not taken."""
    karin, mine, sofias = as_person("karin"), _person(town, "karin"), _person(town, "sofia")
    _give(karin, given_by="x", person_id=mine, reviewed_on="2030-01-01", municipality_code="1285")
    with town.database.session(Scope.steward("test")) as session:
        given = session.scalars(select(Grant).where(Grant.given_by.is_not(None))).one()
        assert (given.given_by, given.municipality_code) == (mine, "1287")
        assert (given.person_id, given.reviewed_on) == (sofias, today())


def test_only_those_of_the_scope_are_there(town: Town, as_person: SignInAs) -> None:
    karin, maria = as_person("karin"), as_person("maria")
    assert "Eva Holm" not in karin.get("/people").text
    assert "Eva Holm" in maria.get("/people").text
    assert karin.get(f"/people/{_person(town, 'eva')}").status_code == 404
    told = {"csrf": csrf(karin), "grant": _grant(town, "eva"), "reason": "x"}
    for what in ("end", "keep", "sign-out"):
        assert karin.post(f"/people/{_person(town, 'eva')}/{what}", data=told).status_code == 404
    own = {"csrf": csrf(karin), "grant": _grant(town, "eva"), "reason": "x"}
    assert karin.post(f"/people/{_person(town, 'elif')}/end", data=own).status_code == 404, "another's grant by its id"


def test_the_yearly_review_is_on_the_start_page_until_it_is_done(town: Town, as_person: SignInAs) -> None:
    karin = as_person("karin")
    assert "Roll att se över" not in karin.get("/").text
    held = _grant(town, "elif")
    with town.database.session(Scope.steward("test")) as session:
        session.get_one(Grant, held).reviewed_on = today() - timedelta(days=400)
    assert "Roll att se över" in karin.get("/").text
    assert "Se över: stämmer det fortfarande?" in karin.get("/people").text
    told = {"csrf": csrf(karin), "grant": _grant(town, "elif")}
    karin.post(f"/people/{_person(town, 'elif')}/keep", data=told)
    assert "Roll att se över" not in karin.get("/").text


def test_ones_own_sign_ins_are_seen_and_ended(town: Town, as_person: SignInAs) -> None:
    here, there = as_person("karin"), as_person("karin")
    there.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
    there.get("/")
    page = here.get("/account").text
    assert "Safari, iPhone" in page
    assert page.count("Den här") == 1
    here.post("/account/sign-ins/end", data={"csrf": csrf(here), "which": "others"})
    assert there.get("/").headers["location"].startswith("/sign-in")
    assert here.get("/").status_code == 200
    elif_ = _person(town, "elif")
    with town.database.session(Scope.steward("test")) as session:
        elifs = SignIn(
            token_hash="e" * 64, person_id=elif_, csrf_token="x", created_at=machine_now(),
            expires_at=machine_now() + timedelta(hours=1),
        )  # fmt: skip
        session.add(elifs)
    answer = here.post("/account/sign-ins/end", data={"csrf": csrf(here), "which": "e" * 64})
    assert answer.status_code == 404, "another's sign-in is not there"


def test_who_answers_for_a_person_ends_all_their_sign_ins(town: Town, as_person: SignInAs) -> None:
    karin, elif_ = as_person("karin"), as_person("elif")
    path = f"/people/{_person(town, 'elif')}/sign-out"
    assert karin.post(path, data={"csrf": csrf(karin), "reason": ""}).status_code == 422
    assert elif_.get("/").status_code == 200
    karin.post(path, data={"csrf": csrf(karin), "reason": "borttappad dator"})
    assert elif_.get("/").headers["location"].startswith("/sign-in")
    assert "Loggades ut överallt" in karin.get(f"/people/{_person(town, 'elif')}").text


def test_a_cookie_that_somebody_planted_is_never_a_sign_in(as_person: SignInAs) -> None:
    client = as_person()
    client.cookies.set("coe_session", "planted-by-somebody-else")
    client.post("/sign-in", data={"username": "karin", "password": PASSWORD})
    tokens = [cookie.value for cookie in client.cookies.jar if cookie.value != "planted-by-somebody-else"]
    assert len(tokens) == 1
    other = as_person()
    other.cookies.set("coe_session", "planted-by-somebody-else")
    assert other.get("/").headers["location"].startswith("/sign-in")
