"""Klarven's interface: what a client is told, when a save stands there, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.testbed.klarven import access, app, intake, truth, words
from infra.testbed.klarven.saving import DELAY_MS, Saver
from infra.testbed.sambis import words as sambis_words
from infra.testbed.shell import HERE
from tests.support.klarven import MUNICIPALITY, ROBOT, Bed, ServedKlarven, planned

Json = dict[str, Any]
ROWS = [
    {"part": "norm", "kind": "", "person": "", "label": "Riksnorm", "amount": "5 220,00"},
    {"part": "costs", "kind": "rent", "person": "", "label": "Hyra", "amount": "7450"},
    {"part": "incomes", "kind": "salary", "person": "applicant", "label": "Lön", "amount": "1250,50"},
]


@pytest.fixture(scope="module")
def klarven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with ServedKlarven(tmp_path_factory.mktemp("klarven"), planned(36)) as bed:
        yield bed


@pytest.fixture
def bed(klarven: Bed) -> Iterator[Bed]:
    yield klarven
    klarven.no_faults()


@pytest.fixture
def desk(bed: Bed) -> httpx.Client:
    return signed_in(bed, ROBOT["username"], ROBOT["password"])


def signed_in(bed: Bed, name: str, phrase: str) -> httpx.Client:
    client = httpx.Client(base_url=f"{bed.url}/klarven/api", timeout=10)
    step = client.post("/entry/name", json={"name": name}).json()["data"]["step"]
    answer = client.post("/entry/phrase", json={"step": step, "phrase": phrase})
    client.headers["Authorization"] = f"Bearer {answer.json()['data']['ticket']}"
    return client


def finished(desk: httpx.Client, answer: httpx.Response) -> float:
    """Ask for the job until it is done; how long that took."""
    assert answer.status_code == 202, answer.text
    began = time.monotonic()
    while desk.get(f"/jobs/{answer.json()['data']['job']}").json()["data"]["state"] != "done":
        time.sleep(0.01)
    return time.monotonic() - began


def reckoning(**more: Any) -> Json:
    return {"month": "2026-12", "norm": "riksnorm", "own_key": "nyckel", "rows": ROWS, **more}


def stance(**more: Any) -> Json:
    return {"month": "2026-12", "result": "granted", "amount": "7302,00", "grounds": "Skäl.", "own_key": "n", **more}


def test_who_a_name_belongs_to_is_told_at_the_second_step_only_and_each_step_is_good_once(bed: Bed) -> None:
    client = httpx.Client(base_url=f"{bed.url}/klarven/api")
    for name, phrase in (("nobody", "x"), (ROBOT["username"], "wrong")):
        step = client.post("/entry/name", json={"name": name})
        assert step.status_code == 200
        told = {"step": step.json()["data"]["step"], "phrase": phrase}
        assert client.post("/entry/phrase", json=told).status_code == 403
        assert client.post("/entry/phrase", json={**told, "phrase": ROBOT["password"]}).status_code == 403


def test_without_a_ticket_nothing_is_told(bed: Bed) -> None:
    for path in ("/codes", "/akter", "/akter/KV-2026-12-0001", "/jobs/1"):
        answer = httpx.get(f"{bed.url}/klarven/api{path}")
        assert (answer.status_code, answer.json()) == (401, {"error": "ticket"})


def test_a_save_is_accepted_at_once_and_stands_there_a_moment_later(bed: Bed, desk: httpx.Client) -> None:
    here = f"/akter/{bed.of('granted')}"
    answer = desk.post(f"{here}/reckonings", json=reckoning(own_key="sen"))
    assert "sen" not in {row["own_key"] for row in desk.get(f"{here}/reckonings").json()["data"]}
    assert finished(desk, answer) > 0.05
    row = desk.get(f"{here}/reckonings").json()["data"][0]
    assert (row["own_key"], row["result_ore"]) == ("sen", 522000 + 745000 - 125050)


def test_the_delays_are_between_150_and_400_ms_and_the_same_for_the_same_seed() -> None:
    def delays(seed: int) -> list[int]:
        saver = Saver(seed)
        return [saver._delays.randint(*DELAY_MS) for _ in range(20)]

    assert delays(1) == delays(1) != delays(2)
    assert DELAY_MS == (150, 400)


def test_what_is_typed_is_refused_in_words(bed: Bed, desk: httpx.Client) -> None:
    here = f"/akter/{bed.of('handed_over')}"
    for path, body, problem in (
        ("reckonings", reckoning(rows=[]), "Uträkningen har inga rader."),
        ("reckonings", reckoning(rows=[{**ROWS[0], "amount": "7,5"}]), "Rad 1: text och belopp behövs"),
        ("reckonings", reckoning(month="2027-06"), "Välj månad."),
        ("stances", stance(result=""), "Välj utfall."),
        ("stances", stance(result="rejected"), "Den som inte beviljas får inget belopp."),
        ("diary", {"day": "2026-11-23", "topic": "A", "text": "B"}, "Dag skrivs som 23.11.2026."),
    ):
        answer = desk.post(f"{here}/{path}", json=body)
        assert answer.status_code == 422
        assert problem in answer.json()["problems"][0]


def test_a_second_decision_for_the_month_is_warned_of_and_saved_only_despite_it(bed: Bed, desk: httpx.Client) -> None:
    reference = bed.of("granted")
    here = f"/akter/{reference}/stances"
    finished(desk, desk.post(here, json=stance(own_key="första")))
    warned = desk.post(here, json=stance(own_key="andra"))
    assert (warned.status_code, [row["own_key"] for row in warned.json()["earlier"]]) == (409, ["första"])
    finished(desk, desk.post(here, json=stance(own_key="andra", despite=True)))
    assert [d["key"] for d in bed.truth(reference)["decisions"]] == ["första", "andra"]
    assert bed.truth(reference)["state"] == "decided"
    told = [one for one in bed.told if one["reference"] == reference]
    assert {"month", "outcome_words", "amount_ore", "motivation", "appeal", "decided_at", "decided_by"} <= set(told[0])


def test_one_users_akt_is_closed_to_another_until_it_is_let_go(bed: Bed, desk: httpx.Client) -> None:
    reference = bed.of("handed_over")
    other = signed_in(bed, "anna.lund", "handlaggare")
    assert other.post(f"/akter/{reference}/hold").status_code == 200
    refused = desk.post(f"/akter/{reference}/hold")
    assert (refused.status_code, refused.json()["by"]) == (423, "Anna Lund")
    assert other.post(f"/akter/{reference}/hold").status_code == 200
    other.delete(f"/akter/{reference}/hold")
    assert desk.post(f"/akter/{reference}/hold").status_code == 200


def test_an_idle_ticket_ends_and_lets_its_akts_go(bed: Bed, desk: httpx.Client) -> None:
    reference = bed.of("handed_over")
    desk.post(f"/akter/{reference}/hold")
    bed.admin("session", minutes=0)
    assert desk.get("/me").status_code == 401
    row = bed.store.row("SELECT holder FROM akt WHERE reference = ?", reference)
    assert row is not None
    assert row["holder"] is None


def test_another_municipality_sees_no_akt_of_ours(bed: Bed) -> None:
    access.add_account(bed.store, "robot-9999", "annan-kommun", "Robot", "9999")
    other = signed_in(bed, "robot-9999", "annan-kommun")
    assert other.get("/akter").json()["data"]["total"] == 0
    assert other.get("/akter/KV-2026-12-0001").status_code == 404


def test_the_filter_finds_closed_akts_and_the_inbox_gives_few_rows_at_a_time(bed: Bed, desk: httpx.Client) -> None:
    reference = bed.of("granted")
    finished(desk, desk.post(f"/akter/{reference}/stances", json=stance()))
    inbox = desk.get("/akter", params={"count": 500}).json()["data"]
    assert reference not in {row["reference"] for row in inbox["rows"]}
    assert len(desk.get("/akter", params={"count": 20}).json()["data"]["rows"]) == 20
    found = desk.get("/akter", params={"text": reference}).json()["data"]
    assert [(row["reference"], row["stage"]) for row in found["rows"]] == [(reference, "closed")]


def test_every_view_gives_the_same_page_under_a_strict_policy(bed: Bed) -> None:
    for path in ("", "inkorg", "akt/KV-2026-12-0001/familj", "logga-in"):
        page = httpx.get(f"{bed.url}/klarven/{path}")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.text.count("<script") == 1
        assert "style=" not in page.text


def test_a_known_applicant_renews_and_an_unknown_one_is_new(bed: Bed) -> None:
    person = {"role": "applicant", "number": "198001012387", "first_name": "Test", "last_name": "Testsson"}
    application = {
        "municipality": MUNICIPALITY, "person": person, "people": [person], "month": "2027-01",
        "received_at": "2026-11-23 08:00:00",
        "contact": {"email": "a@example.test", "phone": "", "channel": "email", "address": "Gatan 1"},
        "household": {"civil_status": "single", "housing_form": "tenancy", "shared_dwelling_persons": None,
                      "children": []},
        "changed": dict.fromkeys(("housing", "household", "children_residence", "civil_status", "assets"), False),
        "self_employment": False, "other_request": False, "other_text": "", "costs": [], "incomes": [],
    }  # fmt: skip
    first, second = (intake.receive_application(bed.store, application) for _ in range(2))
    sorts = {row["reference"]: row["sort"] for row in bed.store.rows("SELECT reference, sort FROM akt")}
    assert (first, second, sorts[first]) == ("KV-2027-01-0001", "KV-2027-01-0002", "new")
    assert sorts[bed.of("granted")] == "renewal"
    assert {case["reference"] for case in truth.read(bed.data)["cases"]} >= {first, second, "KV-2026-12-0001"}


def test_the_two_vendors_share_no_word_and_no_code() -> None:
    names = ("CIVIL", "HOUSING", "SCHOOL", "KIND", "STATE", "ACTIVITY", "CERTIFICATE", "COST", "INCOME", "NORM",
             "OUTCOME", "CHANGED")  # fmt: skip
    theirs = {word for name in names for word in getattr(sambis_words, name).values()}
    ours = {word for table in words.CODES.values() for word in table.values()}
    assert ours & theirs == set()
    folder = HERE / "klarven"
    for file in [*folder.glob("*.py"), *folder.rglob("*.js")]:
        text = file.read_text()
        assert "testbed.sambis" not in text
        for word in ("Ärende", "Beräkning ", "Beslut", "Journal", "Extern referens", "Lösenord", "Arbetslista"):
            assert word not in text, f"{word} in {file.name}"


def test_a_reset_leaves_neither_akts_nor_faults(tmp_path: Any) -> None:
    store = app.open_store(tmp_path)
    system = app.create_app(store, lambda _decision: None).state.klarven
    system.faults.switch("slow", True)
    access.add_account(store, "a", "b", "c", "d")
    store.clear()
    assert (system.faults.active(), store.rows("SELECT * FROM staff")) == ({}, [])
