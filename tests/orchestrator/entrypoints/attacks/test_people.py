"""What somebody at the portal may try: each is refused or comes to nothing, nothing is changed, and the trail says so.

Beside it: every form without our token or from another site, every header, ways on (`portal/test_hardening.py`);
every route and role (`matrix/`); XML with entities and archives with tricks (`core/test_xml.py`,
`governance/test_unpacking.py`); addresses that point inwards (`core/test_fetch.py`); sign-in at a provider
(`governance/test_identity.py`).
"""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from orchestrator.core.db import Base, Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.needs import declared
from orchestrator.governance.people.models import Grant, Person, SignIn
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.attacks.conftest import Row, Trail
from tests.orchestrator.entrypoints.portal.conftest import SignIn as AsPerson

SCRIPT = '<script>alert("1")</script><img src=x onerror=alert(1)>'
SQL = ("' OR '1'='1", "x'; DROP TABLE work_item; --", '" UNION SELECT password_hash FROM person --', "%' OR 1=1 --")


def _csrf(client: TestClient) -> str:
    return client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def _id_of(town: Town, username: str) -> str:
    with town.database.session(Scope.steward("test")) as session:
        return session.scalars(select(Person.id).where(Person.username == username)).one()


def _counts(town: Town) -> dict[str, Any]:
    """How many rows every table has, but for the trail and for when a sign-in was last used."""
    with town.database.session(Scope.steward("test")) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if "trail" not in table.name
        }


def test_a_script_that_is_stored_is_shown_as_text(town: Town, as_person: AsPerson) -> None:
    client = as_person("johan")
    told = {"csrf": _csrf(client), "item": town.items["queued"], "action": "hold", "reason": SCRIPT}
    assert client.post("/work-items/act", data=told).status_code == 200
    for path in ("/work-items", f"/work-items/{town.items['queued']}", "/queues"):
        page = client.get(path, follow_redirects=True)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "&lt;script&gt;alert" in client.get("/work-items").text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_script_in_an_address_is_shown_as_text_or_not_at_all(town: Town, as_person: AsPerson, language: str) -> None:
    client = as_person("karin", language=language)
    for path, names in _filters(town).items():
        page = client.get(path, params=dict.fromkeys(names, SCRIPT), follow_redirects=True)
        assert "<script>alert" not in page.text, path
        assert "onerror=alert(1)>" not in page.text, path


def test_sql_in_every_filter_is_a_text_that_fits_nothing(town: Town, as_person: AsPerson, trail: Trail) -> None:
    client, before = as_person("karin"), _counts(town)
    filters = _filters(town)
    assert len(filters) >= 5, "the filters are not where they were"
    for path, names in filters.items():
        for name in names:
            for typed in SQL:
                page = client.get(path, params={name: typed}, follow_redirects=True)
                assert page.status_code in (200, 403, 404, 422), (path, name, page.status_code)
                assert "argon2" not in page.text
    assert _counts(town) == before
    found = client.get("/work-items", params={"q": SQL[0]})
    assert town.items["handed"] not in found.text
    odd = {row.call for row in trail.refusals() if row.why == "bad_input"}
    assert "GET /work-items" in odd, "a month that is none is told in the trail"


def test_a_form_that_was_not_made_here_changes_nothing(town: Town, as_person: AsPerson, trail: Trail) -> None:
    client = as_person("johan")
    told = {"csrf": "forged", "item": town.items["queued"], "action": "cancel", "reason": "x", "sure": "yes"}
    assert client.post("/work-items/act", data=told).status_code == 403
    with town.database.session(Scope.steward("test")) as session:
        assert session.get_one(WorkItem, town.items["queued"]).state == "new"
    person = f"person:{_id_of(town, 'johan')}"
    assert trail.last() == Row(person, "region", "POST /work-items/act", "not_allowed", "")


def test_an_id_that_was_guessed_looks_like_one_that_is_not_there(town: Town, as_person: AsPerson, trail: Trail) -> None:
    client, theirs = as_person("karin"), town.items["elsewhere"]
    answers = {client.get(f"/work-items/{item_id}").status_code for item_id in (theirs, "0" * 32)}
    assert answers == {404}
    row = trail.last()  # the second is counted, and told when the minute is over
    person = f"person:{_id_of(town, 'karin')}"
    assert row == Row(person, "1287", "GET /work-items/{item_id}", "not_found", theirs)


def test_fields_that_no_form_has_give_nobody_anything(town: Town, as_person: AsPerson) -> None:
    client = as_person("elif")
    more = {"role": "chief_process_officer", "municipality_code": "1285", "person_id": "x", "assigned_to": "x"}
    before, elif_id = _grants(town), _id_of(town, "elif")
    client.post("/account/language", data={"csrf": _csrf(client), "language": "en"} | more)
    handed = town.items["handed"]
    client.post(f"/inbox/{handed}/claim", data={"csrf": _csrf(client), "state": "done"} | more)
    assert _grants(town) == before
    with town.database.session(Scope.steward("test")) as session:
        item = session.get_one(WorkItem, handed)
        assert (item.state, item.municipality_code) == ("waiting_human", "1287")
        assert item.assigned_to in (None, elif_id)


def test_a_token_that_somebody_planted_is_no_sign_in(town: Town, as_person: AsPerson) -> None:
    """Fixation: whoever gave the browser a cookie beforehand has nothing of the sign-in that follows."""
    client = as_person()
    client.cookies.set("coe_session", "planted-by-somebody")
    answer = client.post("/sign-in", data={"username": "karin", "password": PASSWORD})
    given = re.search(r"coe_session=([^;]+)", answer.headers["set-cookie"])
    assert given is not None
    assert given[1] != "planted-by-somebody"
    attacker = as_person()
    attacker.cookies.set("coe_session", "planted-by-somebody")
    assert attacker.get("/work-items").headers["location"].startswith("/sign-in")
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/ok\r\nSet-Cookie: stolen=1"]
)
def test_no_way_on_leaves_us_and_none_writes_a_header(wanted: str, as_person: AsPerson) -> None:
    answer = as_person().post("/sign-in", data={"username": "karin", "password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == "/"
    assert "stolen" not in str(answer.headers)


def test_wrong_passwords_are_counted_in_the_trail_and_not_each_a_row(as_person: AsPerson, trail: Trail) -> None:
    client = as_person()
    for _ in range(12):
        answer = client.post("/sign-in", data={"username": "karin", "password": "gissat"})
    assert answer.status_code == 429
    assert trail.last().why == "too_many"
    assert trail.last().actor.startswith("unknown:")


def _grants(town: Town) -> list[tuple[str, str, str | None]]:
    with town.database.session(Scope.steward("test")) as session:
        rows = session.execute(select(Grant.person_id, Grant.role, Grant.municipality_code).order_by(Grant.id))
        return [tuple(row) for row in rows]


def _filters(town: Town) -> dict[str, list[str]]:
    """Address → what may be asked of it, of every page that anybody may filter."""
    app = create_app(town.database, background=False)
    found = {
        one.path: [field.alias for field in _asked(one.dependant)]
        for one in declared(app)
        if one.method == "GET" and "{" not in one.path
    }
    return {path: names for path, names in found.items() if names}


def _asked(dependant: Any) -> list[Any]:
    inner = [field for part in dependant.dependencies for field in _asked(part)]
    return [*dependant.query_params, *inner]
