"""Who may open what, spelled out for those of the town: 404 is what does not exist for them.

`matrix/` walks over every route by the table in `people/rules.py`; here stands what that table should say, by hand.
"""

import pytest

from orchestrator.core.db import Scope
from orchestrator.governance.people.rules import Role
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.town import PEOPLE, Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn

# route → status for: business owner, caseworker, operations, controller, chief, developer, owner elsewhere
_COLUMNS = ("karin", "elif", "johan", "anders", "maria", "sofia", "eva")
_TABLE = {
    "/":                                                 (200, 200, 200, 200, 200, 200, 200),
    "/account":                                          (200, 200, 200, 200, 200, 200, 200),
    "/work-items":                                       (200, 200, 200, 403, 403, 200, 200),
    "/work-items?state=waiting&month=2026-11":           (200, 200, 200, 403, 403, 200, 200),
    "/work-items?municipality=1287":                     (200, 200, 200, 403, 403, 200, 404),
    "/work-items?municipality=1285":                     (404, 404, 200, 403, 403, 200, 200),
    "/work-items/{done}":                                (200, 200, 200, 403, 403, 200, 404),
    "/work-items/{elsewhere}":                           (404, 404, 200, 403, 403, 200, 200),
    "/work-items/none":                                  (404, 404, 404, 403, 403, 404, 404),
    "/queues":                                           (200, 403, 200, 403, 200, 200, 200),
    "/queues?show=trouble":                              (200, 403, 200, 403, 200, 200, 200),
    "/workers/none":                                     (404, 403, 404, 403, 404, 404, 404),
    "/inbox":                                            (403, 200, 403, 403, 403, 403, 403),
    "/inbox/{handed}":                                   (403, 200, 403, 403, 403, 403, 403),
    "/inbox/{elsewhere}":                                (403, 404, 403, 403, 403, 403, 403),
    "/work-items/{done}/letter":                         (200, 200, 403, 403, 403, 403, 404),
    "/work-items/{handed}/letter":                       (404, 404, 403, 403, 403, 403, 404),
    "/agreement":                                        (200, 403, 403, 403, 403, 403, 200),
    "/evidence/{picture}":                               (200, 200, 403, 403, 403, 403, 404),
    "/evidence/{log}":                                   (200, 403, 403, 403, 403, 403, 404),
    "/runs":                                             (200, 403, 200, 403, 200, 200, 200),
    "/runs?municipality=1287":                           (200, 403, 200, 403, 200, 200, 404),
    "/runs/{completed}":                                 (200, 403, 200, 403, 200, 200, 404),
    "/runs/{completed}/lines":                           (200, 403, 200, 403, 200, 200, 404),
    "/time-saved":                                       (200, 403, 200, 200, 200, 403, 200),
    "/time-saved/how":                                   (200, 403, 200, 200, 200, 403, 200),
    "/time-saved/1287/2026-11/economic_assistance":      (200, 403, 200, 200, 200, 403, 404),
    "/secrets":                                          (200, 403, 200, 403, 403, 403, 200),
    "/secrets/case_system":                              (200, 403, 403, 403, 403, 403, 200),
    "/secrets/none":                                     (404, 403, 403, 403, 403, 403, 404),
    "/nowhere":                                          (404, 404, 404, 404, 404, 404, 404),
}  # fmt: skip
_STOP = {"karin": 303, "elif": 403, "johan": 303, "anders": 403, "maria": 403, "sofia": 403, "eva": 404}


_MOVE = {"karin": 200, "elif": 403, "johan": 200, "anders": 403, "maria": 403, "sofia": 403, "eva": 200}
_DRAIN = {"karin": 403, "elif": 403, "johan": 303, "anders": 403, "maria": 403, "sofia": 403, "eva": 403}


def _filled(path: str, town: Town) -> str:
    return path.format(**town.items, **town.runs, **town.evidence)


def test_the_table_has_every_role() -> None:
    assert {PEOPLE[name][1] for name in _COLUMNS} == set(Role)


@pytest.mark.parametrize("column", range(len(_COLUMNS)), ids=[PEOPLE[name][1] + "-" + name for name in _COLUMNS])
def test_every_route_answers_every_role_as_the_table_says(column: int, town: Town, as_person: SignIn) -> None:
    client = as_person(_COLUMNS[column])
    said = {path: client.get(_filled(path, town)).status_code for path in _TABLE}
    assert said == {path: row[column] for path, row in _TABLE.items()}


@pytest.mark.parametrize("username", _STOP)
def test_only_those_who_answer_for_the_robot_stop_a_run(username: str, town: Town, as_person: SignIn) -> None:
    client = as_person(username)
    answer = client.post(
        f"/runs/{town.runs['running']}/stop", data={"csrf": _csrf(client), "how": "finish", "reason": "fel i systemet"}
    )
    assert answer.status_code == _STOP[username]


@pytest.mark.parametrize("username", _MOVE)
def test_only_operations_and_the_business_owner_move_items(username: str, town: Town, as_person: SignIn) -> None:
    client = as_person(username)
    told = {"csrf": _csrf(client), "item": town.items["queued"], "action": "hold", "reason": "fel belopp"}
    assert client.post("/work-items/act", data=told).status_code == _MOVE[username]
    with town.database.session(Scope.steward("test")) as session:
        held = session.get_one(WorkItem, town.items["queued"]).state == "on_hold"
    assert held is (username in ("karin", "johan")), "another municipality's item is not there for them"


@pytest.mark.parametrize("username", _DRAIN)
def test_only_the_regions_operations_drain_a_worker(username: str, town: Town, as_person: SignIn) -> None:
    with town.database.session(Scope.steward("test")) as session:
        fleet.beat(session, fleet.Beat("w1", "b", "machine", "region", 2, "1"))
    client = as_person(username)
    for what in ("drain", "undrain"):
        answer = client.post(f"/workers/w1/{what}", data={"csrf": _csrf(client), "reason": "ny kärna"})
        assert answer.status_code == _DRAIN[username]


@pytest.mark.parametrize("path", [path for path in _TABLE if path != "/nowhere"])
def test_nobody_sees_anything_before_signing_in(path: str, town: Town, as_person: SignIn) -> None:
    answer = as_person().get(_filled(path, town))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")


def test_another_municipalitys_case_looks_like_one_that_is_not_there(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    foreign, none = client.get(_filled("/work-items/{elsewhere}", town)), client.get("/work-items/none")
    assert foreign.text == none.text


def _csrf(client: object) -> str:
    page = client.get("/account").text  # type: ignore[attr-defined]
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
