"""Signing in, forms, and what every answer carries."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Scope
from orchestrator.governance.people.models import Person
from orchestrator.operations.runs.models import Run
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn


def csrf(client: TestClient) -> str:
    return client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize(("username", "password"), [("karin", "fel"), ("ingen", PASSWORD), ("", "")])
def test_a_wrong_sign_in_does_not_say_which_part_was_wrong(username: str, password: str, as_person: SignIn) -> None:
    answer = as_person().post("/sign-in", data={"username": username, "password": password})
    assert answer.status_code == 422
    assert "Namnet och lösenordet hör inte ihop." in answer.text
    assert "set-cookie" not in answer.headers


def test_after_the_sign_in_one_comes_to_the_page_one_wanted(as_person: SignIn) -> None:
    data = {"username": "karin", "password": PASSWORD, "next": "/runs?state=alive"}
    assert as_person().post("/sign-in", data=data).headers["location"] == "/runs?state=alive"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_sign_in_never_leads_to_another_site(wanted: str, as_person: SignIn) -> None:
    data = {"username": "karin", "password": PASSWORD, "next": wanted}
    assert as_person().post("/sign-in", data=data).headers["location"] == "/"


def test_a_sign_in_form_on_another_site_is_refused(as_person: SignIn) -> None:
    answer = as_person().post(
        "/sign-in", data={"username": "karin", "password": PASSWORD}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(as_person: SignIn) -> None:
    data = {"username": "karin", "password": PASSWORD}
    assert {"HttpOnly", "SameSite=lax"} <= set(_cookie(as_person().post("/sign-in", data=data)))
    https = TestClient(as_person().app, base_url="https://portal", follow_redirects=False)
    assert "Secure" in _cookie(https.post("/sign-in", data=data))


def _cookie(answer: object) -> list[str]:
    return [part.strip() for part in answer.headers["set-cookie"].split(";")]  # type: ignore[attr-defined]


def test_signed_out_is_signed_out(as_person: SignIn) -> None:
    client = as_person("karin")
    kept = client.cookies["coe_session"]
    assert client.post("/sign-out", data={"csrf": csrf(client)}).status_code == 303
    client.cookies.set("coe_session", kept)
    assert client.get("/").headers["location"] == "/sign-in?next=/"


_FORMS = [
    "/sign-out", "/account/language", "/account/role", "/runs/{running}/stop", "/work-items/act",
]  # fmt: skip


@pytest.mark.parametrize("path", _FORMS)
@pytest.mark.parametrize("token", [None, "", "någon-annans"])
def test_a_form_without_our_token_is_refused(path: str, token: str | None, town: Town, as_person: SignIn) -> None:
    data = {"language": "en", "grant": "x", "how": "kill", "reason": "prov"}
    if token is not None:
        data["csrf"] = token
    assert as_person("karin").post(path.format(**town.runs), data=data).status_code == 403


def test_stopping_a_run_needs_a_reason_and_says_so_beside_the_field(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    path = f"/runs/{town.runs['running']}/stop"
    answer = client.post(path, data={"csrf": csrf(client), "how": "kill", "reason": "  "})
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="why-kill-e"' in answer.text
    assert _stop_of(town) is None
    client.post(path, data={"csrf": csrf(client), "how": "kill", "reason": "fel i Sambis"})
    assert _stop_of(town) == "kill"


def _stop_of(town: Town) -> str | None:
    with town.database.session(Scope.steward("test")) as session:
        return session.get_one(Run, town.runs["running"]).stop


def test_a_run_that_has_ended_is_not_stopped(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    answer = client.post(
        f"/runs/{town.runs['completed']}/stop", data={"csrf": csrf(client), "how": "kill", "reason": "prov"}
    )
    assert answer.status_code == 409
    assert "Det går inte just nu" in answer.text


def test_the_language_is_kept_on_the_person(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    assert '<html lang="sv">' in client.get("/").text
    client.post("/account/language", data={"csrf": csrf(client), "language": "en"})
    assert '<html lang="en">' in client.get("/").text
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(Person.language).where(Person.username == "karin")).one() == "en"


@pytest.mark.parametrize(("wished", "language"), [("en-GB,en;q=0.9,sv;q=0.8", "en"), ("de,sv;q=0.5", "sv"), ("", "sv")])
def test_the_sign_in_speaks_the_browsers_language(wished: str, language: str, as_person: SignIn) -> None:
    assert f'<html lang="{language}">' in as_person(language=wished).get("/sign-in").text


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nowhere", "/static/tokens.css", "/health"])
def test_every_answer_carries_the_strict_policy(path: str, as_person: SignIn) -> None:
    policy = as_person("karin").get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in policy


def test_a_failed_commit_never_answers_200(town: Town, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person("karin")
    path = f"/work-items/{town.items['done']}"
    assert client.get(path).status_code == 200

    def fail(_session: Session) -> None:
        raise RuntimeError("the disk is full")

    real = town.database.session

    @contextmanager
    def failing(scope: Scope) -> Iterator[Session]:
        with real(scope) as session:
            if scope.actor.startswith("person:"):
                monkeypatch.setattr(session, "commit", lambda: fail(session))
            yield session

    monkeypatch.setattr(town.database, "session", failing)
    answer = client.get(path)
    assert answer.status_code == 500
    assert "Det blev fel hos oss" in answer.text
    assert "12 661" not in answer.text
    assert answer.headers["content-security-policy"]
