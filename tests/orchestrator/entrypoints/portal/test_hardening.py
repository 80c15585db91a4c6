"""What every page and form keeps to, asked of every route there is: no route can be forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from orchestrator.core.settings import settings
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.portal.security import own_path
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn

# What needs no form's token: signing in itself (no sign-in is behind it), and what a provider posts, signed by it.
_WITHOUT_TOKEN = {"/sign-in", "/sign-in/{code}/logout"}
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    path: str
    methods: frozenset[str]


def _routes(town: Town) -> list[Route]:
    app = create_app(town.database, background=False)
    # Routers are included lazily: their routes stand in contexts, as the OpenAPI document reads them too.
    found = [Route(str(one.path), frozenset(one.methods or ())) for one in iter_route_contexts(app.routes)]
    assert len(found) > 40, "the routes are not where they were"
    return found


def _address(route: Route, town: Town) -> str:
    known = {"item_id": town.items["handed"], "run_id": town.runs["completed"], "code": "1287"}
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: known.get(found[1], "none"), route.path)


def test_every_form_is_refused_without_our_token(town: Town, as_person: SignIn) -> None:
    forms = [route for route in _routes(town) if not route.methods <= SAFE]
    assert len(forms) > 15
    for username in ("karin", "elif", "johan", "maria"):
        client = as_person(username)
        for route in forms:
            if route.path in _WITHOUT_TOKEN:
                continue
            for told in ({}, {"csrf": "none"}):
                answer = client.request(next(iter(route.methods - SAFE)), _address(route, town), data=told)
                assert answer.status_code in (403, 404, 422), (username, route.path, answer.status_code)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)  # fmt: skip
def test_every_form_of_another_site_is_refused_even_with_our_token(
    headers: dict[str, str], town: Town, as_person: SignIn
) -> None:
    client = as_person("karin")
    token = client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    for route in _routes(town):
        for method in route.methods - SAFE:
            answer = client.request(method, _address(route, town), data={"csrf": token}, headers=headers)
            assert answer.status_code == 403, route.path
    assert client.get("/account").status_code == 200


def test_no_page_changes_anything_when_it_is_only_asked_for(town: Town) -> None:
    """A link or a picture on another site asks for pages too: what changes something is never a GET."""
    assert not [route.path for route in _routes(town) if {"GET", "POST"} <= route.methods]


def test_every_answer_carries_every_header(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    asked = [("GET", _address(route, town)) for route in _routes(town) if "GET" in route.methods]
    asked += [("GET", "/nowhere"), ("POST", "/account/role"), ("PUT", "/"), ("GET", "/static/tokens.css"),
              ("GET", "/static/nothing.css"), ("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/nothing"),
              ("POST", "/api/v1/work-items/reserve"), ("GET", "/api/v1/secrets/x")]  # fmt: skip
    for method, path in asked:
        headers = client.request(method, path).headers
        for name in ("X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy"):
            assert headers.get(name), (path, name)
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        if not path.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", path


@pytest.fixture
def https(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The portal behind a proxy that people reach by https."""
    monkeypatch.setenv("COE_PUBLIC_URL", "https://robotar.example.se")
    settings.cache_clear()
    yield TestClient(create_app(town.database, background=False), follow_redirects=False)
    settings.cache_clear()


def test_behind_https_the_cookie_belongs_to_this_host_alone(https: TestClient) -> None:
    answer = https.post("/sign-in", data={"username": "karin", "password": PASSWORD})
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-coe_session"
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= {part.strip() for part in rest.split(";")}
    assert "domain" not in rest.lower()
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    token = rest.partition(";")[0]
    assert https.get("/account", headers={"cookie": f"__Host-coe_session={token}"}).status_code == 200
    # One without the prefix may have been planted by a neighbour host: it is not looked at.
    assert https.get("/account", headers={"cookie": f"coe_session={token}"}).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\r\nSet-Cookie: a=b",
        "/\tevil",
        "javascript:x",
        "",
    ],
)
def test_a_way_on_never_leaves_us(wanted: str) -> None:
    assert own_path(wanted) == "/"


def test_too_many_wrong_passwords_wait_and_say_for_how_long(as_person: SignIn) -> None:
    client = as_person()
    wrong = {"username": "nobody", "password": "wrong"}
    said = [client.post("/sign-in", data=wrong) for _ in range(11)]
    assert [answer.status_code for answer in said] == [422] * 10 + [429]
    assert 0 < int(said[-1].headers["retry-after"]) <= 900
    assert "Det blev för många försök" in said[-1].text
    # Others are not kept out by it.
    assert client.post("/sign-in", data={"username": "karin", "password": PASSWORD}).status_code == 303


def test_one_address_that_tries_many_names_waits(as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "failed_sign_ins", 5)
    client = as_person()
    said = [client.post("/sign-in", data={"username": f"n{at}", "password": "x"}).status_code for at in range(6)]
    assert said == [422] * 5 + [429]


def test_local_accounts_can_be_closed(as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person()
    monkeypatch.setattr(settings(), "local_accounts", False)
    assert 'name="password"' not in client.get("/sign-in").text
    assert client.post("/sign-in", data={"username": "karin", "password": PASSWORD}).status_code == 403


def test_a_form_as_large_as_a_film_is_refused_before_it_is_read(as_person: SignIn) -> None:
    client = as_person("karin")
    sent = 0

    def film() -> Iterator[bytes]:
        nonlocal sent
        yield b"csrf="
        while sent < 64:
            sent += 1
            yield b"x" * 1024 * 1024

    form = {"content-type": "application/x-www-form-urlencoded"}
    for answer in (
        client.post("/account/role", content=film(), headers=form),
        client.post("/account/role", content=b"csrf=x", headers=form | {"content-length": str(10**12)}),
    ):
        assert answer.status_code == 413
        assert "för stort" in answer.text


def test_an_error_shows_neither_a_stack_nor_a_value(as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person("karin", language="en")

    def break_down(*_arguments: object) -> None:
        raise RuntimeError("applicant 19880112-2384 in /srv/coe/secret.py")

    monkeypatch.setattr("orchestrator.entrypoints.portal.pages.account.queries.open_sign_ins", break_down)
    page = client.get("/account")
    assert page.status_code == 500
    for told in ("1988", "RuntimeError", "Traceback", "secret.py", ".py"):
        assert told not in page.text
    odd = client.get(f"/work-items/{'19880112-2384'}")
    assert "19880112-2384" not in odd.text
