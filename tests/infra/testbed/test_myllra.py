"""Myllra: who sees what, and what it saves: rights, a place once, answers that place a child or free the place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.testbed.app import Stores
from infra.testbed.myllra import access, intake, records, truth
from tests.infra.testbed.conftest import on_a_port

Json = dict[str, Any]
PLACER = access.Placer("robot-1287", "Robot 1287", "1287")


def application(municipality: str = "1287", **changed: Any) -> Json:
    child = {"birth_on": "2025-03-01", "lives_here": True, "protected_identity": False, "special_support": "none",
             "special_support_hours": None, "home": None}  # fmt: skip
    return {
        "municipality": municipality, "number": "198804122394", "first_name": "Vårdnads", "last_name": "Provsson",
        "email": "v@example.test", "received_at": "2026-10-02 09:12", "queue_on": "2026-10-02",
        "wished_start_on": "2027-01-11", "hours_week": 30, "child": child,
        "guardians": [{"person": "applicant", "occupation": "work", "hours_week": 40}],
        "household": [{"person": "applicant", "parent": True, "gross_ore": 3_250_000}], "siblings": [],
        "wishes": [{"unit": "Sol", "distance_m": 850}, {"unit": "Ek", "distance_m": None}], "priority": None,
        "warnings": [], "current_unit": None, "current_place": None, **changed,
    }  # fmt: skip


class Office:
    """A signed-in placement officer, and the store behind."""

    def __init__(self, client: httpx.Client, stores: Stores, data: Path) -> None:
        self.client, self.data, self.store = client, data, stores.case_systems["myllra"]
        self.reference = intake.receive_application(self.store, application())

    def saves(self, form: str, reference: str = "", **fields: str) -> str:
        path = f"/myllra/ansokan/{reference or self.reference}/{form}"
        review = self.client.post(path, data=fields).text
        if "<h1>Stämmer" not in review:
            return review
        return self.client.post(f"{path}/spara", data=fields).text

    def offers(self, place: str, reference: str = "", key: str = "k1") -> str:
        return self.saves("erbjud", reference, plats=place, start="2027-01-11", svar_senast="2026-12-03", nyckel=key)

    def place(self, name: str) -> Json:
        found = records.place(self.store, "1287", name)
        assert found is not None
        return found

    def truth(self, reference: str = "") -> Json:
        wanted = reference or self.reference
        return next(case for case in truth.read(self.data)["cases"] if case["reference"] == wanted)

    def fault(self, name: str) -> None:
        told = {"name": name, "times": 1}
        self.client.post("/myllra/admin/faults", json=told).raise_for_status()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stores = Stores.open(tmp_path)
    store = stores.case_systems["myllra"]
    for code in ("1287", "1285"):
        access.add_account(store, f"robot-{code}", "prov", f"Robot {code}", code)
        for unit in ("Sol", "Ek"):
            intake.add_unit(store, code, unit, {"north_m": 6_150_000, "east_m": 380_000} if unit == "Sol" else None)
    intake.add_place(store, "1287", "Sol", "Sol 1", "2027-01-04")
    intake.add_place(store, "1287", "Sol", "Sol 2", None)
    intake.add_place(store, "1287", "Ek", "Ek 1", None)
    with on_a_port(stores) as url, httpx.Client(base_url=url, follow_redirects=True, timeout=20) as client:
        client.post("/myllra/logga-in", data={"anvandare": "robot-1287", "losenord": "prov"})
        yield Office(client, stores, tmp_path)


def test_a_wrong_password_stays_at_the_door_and_nobody_sees_anything_without(office: Office) -> None:
    stranger = httpx.Client(base_url=office.client.base_url, follow_redirects=True)
    refused = stranger.post("/myllra/logga-in", data={"anvandare": "robot-1287", "losenord": "fel"})
    assert (refused.status_code, "Fel användare eller lösenord." in refused.text) == (401, True)
    assert "<h1>Logga in i Myllra</h1>" in stranger.get("/myllra/ko").text


def test_another_municipalitys_application_is_not_there(office: Office) -> None:
    other = intake.receive_application(office.store, application("1285"))
    page = office.client.get(f"/myllra/ansokan/{other}")
    assert (page.status_code, "<h1>Ansökan finns inte</h1>" in page.text) == (404, True)
    assert other not in office.client.get("/myllra/ko").text


def test_the_queue_has_ten_on_a_page_and_whoever_has_a_right_is_in_it_no_more(office: Office) -> None:
    for _ in range(10):
        intake.receive_application(office.store, application())
    assert "Nästa sida" in office.client.get("/myllra/ko").text
    assert "Nästa sida" not in office.client.get("/myllra/ko?sida=2").text
    office.saves("ratt", timmar="30", garantidag="2027-02-02", avgift="1 547,00", nyckel="k")
    assert office.reference not in office.client.get("/myllra/ko").text


def test_an_application_that_is_open_is_nobody_elses_until_it_is_closed(office: Office) -> None:
    access.add_account(office.store, "karin", "prov", "Karin Alm", "1287")
    karin = httpx.Client(base_url=office.client.base_url, follow_redirects=True)
    karin.post("/myllra/logga-in", data={"anvandare": "karin", "losenord": "prov"})
    office.client.get(f"/myllra/ansokan/{office.reference}")
    assert "öppen hos någon annan" in karin.get(f"/myllra/ansokan/{office.reference}").text
    office.client.post(f"/myllra/ansokan/{office.reference}/stang")
    assert f"<h1>Ansökan {office.reference}</h1>" in karin.get(f"/myllra/ansokan/{office.reference}").text


def test_a_right_is_saved_to_the_ore_and_what_is_typed_wrongly_is_said(office: Office) -> None:
    assert "Skriv timmarna" in office.saves("ratt", timmar="många", avgift="1", nyckel="k")
    assert "Skriv garantidagen" in office.saves("ratt", timmar="30", garantidag="snart", avgift="1", nyckel="k")
    assert "Skriv avgiften" in office.saves("ratt", timmar="30", avgift="-1", nyckel="k")
    assert "Rätten är sparad." in office.saves("ratt", timmar="30", garantidag="", avgift="1547,50", nyckel="k")
    assert office.truth()["effects"] == [{"kind": "right", "key": "k", "value": "30/-/154750"}]


def test_a_place_is_offered_once_and_a_yes_places_the_child(office: Office) -> None:
    second = intake.receive_application(office.store, application())
    assert "Erbjudandet är skickat." in office.offers("Sol 1")
    assert office.place("Sol 1")["state"] == "offered"
    assert "Platsen Sol 1 är inte ledig längre." in office.offers("Sol 1", second)
    assert "redan ett erbjudande" in office.offers("Ek 1")
    assert "Svaret är sparat." in office.saves("svar", svar="accepted", svarat="2026-11-30", nyckel="k2")
    assert (office.place("Sol 1")["state"], office.place("Sol 1")["holder"]) == ("taken", office.reference)
    told = office.truth()
    assert told["state"] == "placed"
    assert told["effects"] == [
        {"kind": "offer", "key": "k1", "value": "Sol/Sol 1/2027-01-11"},
        {"kind": "answer", "key": "k2", "value": "accepted"},
    ]
    (sol,) = [place for place in truth.read(office.data)["places"] if place["place"] == "Sol 1"]
    assert sol["given"] == [office.reference]


@pytest.mark.parametrize("answer", ["declined", "expired"])
def test_a_no_and_silence_free_the_place(office: Office, answer: str) -> None:
    office.offers("Sol 1")
    office.saves("svar", svar=answer, nyckel="k2")
    assert office.place("Sol 1")["state"] == "free"
    assert "inget erbjudande" in office.saves("svar", svar="accepted", nyckel="k3")


def test_the_place_that_a_child_leaves_is_free_from_the_day_it_starts_elsewhere(office: Office) -> None:
    moving = application(current_unit="Ek", current_place="Ek 1")
    reference = intake.receive_application(office.store, moving)
    assert office.place("Ek 1")["holder"] == reference
    office.offers("Sol 1", reference)
    assert office.place("Ek 1")["state"] == "taken", "nobody has said yes yet"
    office.saves("svar", reference, svar="accepted", nyckel="k2")
    assert (office.place("Ek 1")["state"], office.place("Ek 1")["from_on"]) == ("free", "2027-01-11")


def test_a_withdrawn_place_is_offered_to_nobody_also_in_the_middle(office: Office) -> None:
    office.fault("place_gone")
    assert "Platsen Sol 1 är inte ledig längre." in office.offers("Sol 1")
    assert office.place("Sol 1")["state"] == "withdrawn"
    assert "Sol 1" not in office.client.get(f"/myllra/ansokan/{office.reference}/erbjud").text
    assert office.truth()["effects"] == []


def test_a_save_that_does_nothing_gives_its_receipt_all_the_same(office: Office) -> None:
    office.fault("save_does_nothing")
    assert "Erbjudandet är skickat." in office.offers("Sol 1")
    assert office.truth()["effects"] == []


def test_the_same_key_may_come_again_and_nobody_asks(office: Office) -> None:
    for _ in range(2):
        office.saves("ratt", timmar="30", avgift="1547", nyckel="k")
    assert [effect["key"] for effect in office.truth()["effects"]] == ["k", "k"]


def test_a_session_that_is_dropped_leads_to_the_login(office: Office) -> None:
    office.fault("logged_out")
    assert "<h1>Logga in i Myllra</h1>" in office.client.get("/myllra/ko").text


def test_an_idle_session_ends_and_an_application_can_be_put_in_anothers_hands(office: Office) -> None:
    access.add_account(office.store, "karin", "prov", "Karin Alm", "1287")
    office.client.post("/myllra/admin/lock", json={"reference": office.reference, "username": "karin"})
    assert "Karin Alm" in office.client.get(f"/myllra/ansokan/{office.reference}").text
    office.client.post("/myllra/admin/lock", json={"reference": office.reference, "username": None})
    assert f"<h1>Ansökan {office.reference}</h1>" in office.client.get(f"/myllra/ansokan/{office.reference}").text
    office.client.post("/myllra/admin/session", json={"minutes": 0})
    assert "<h1>Logga in i Myllra</h1>" in office.client.get("/myllra/ko").text
