"""Faults of Sambis and the register portal, by name and by hand: what a user then meets, and when it ends."""

import re

import pytest
from fastapi.testclient import TestClient

from infra.testbed import faults, truth
from tests.infra.testbed.conftest import Filled
from tests.infra.testbed.test_sambis import DECISION

NOTE = {"handelsedatum": "2026-11-23", "rubrik": "Beslut", "anteckning": "Text", "extern_referens": "nyckel-3"}
ROWS = {"manad": "2026-12", "norm": "riksnorm", "extern_referens": "nyckel-2", "norm_1_benamning": "Vuxen",
        "norm_1_belopp": "5 220,00"}  # fmt: skip


@pytest.fixture
def case(filled: Filled) -> str:
    return f"/sambis/arende/{filled.reference('single')}"


@pytest.fixture
def asking(filled: Filled) -> TestClient:
    filled.client.post("/ssbtek/inloggning", data={"anvandar_id": "robot-1287", "losenord": "robot-demo-2026"})
    return filled.client


def _on(client: TestClient, system: str, name: str, times: int | None = None) -> None:
    answer = client.post(f"/{system}/admin/faults", json={"name": name, "on": True, "times": times})
    assert answer.json()["on"] == {name: times}


def _question(filled: Filled) -> dict[str, str]:
    number = filled.cases[filled.reference("single")].people[0]["number"]
    return {"organisation": "162120001199", "handler": "robot-1287", "case_reference": "EB-2026-12-0001",
            "number": number, "month": "2026-12", "purpose": "Utredning", "legal_text": "SoL 12 kap. 1 §"}  # fmt: skip


def test_an_unknown_fault_is_refused_with_the_known_ones(client: TestClient) -> None:
    for system, name in (("sambis", "agency_error"), ("ssbtek", "lock_held")):
        refused = client.post(f"/{system}/admin/faults", json={"name": name, "on": True})
        assert refused.status_code == 422
        assert "Known: slow, http_500, logged_out, label_changed" in refused.json()["detail"]


@pytest.mark.parametrize(("system", "page"), [("sambis", "/sambis/logga-in"), ("ssbtek", "/ssbtek/inloggning")])
def test_slow_and_500_strike_as_often_as_was_said_and_never_the_style_sheet(
    client: TestClient, system: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(faults.asyncio, "sleep", wait)
    _on(client, system, "http_500", 2)
    assert client.get(f"/{system}/static/{system}.css").status_code == 200
    assert [client.get(page).status_code for _ in range(3)] == [500, 500, 200]
    _on(client, system, "slow", 1)
    assert [client.get(page).status_code for _ in range(2)] == [200, 200]
    assert waited == [faults.SLOW_SECONDS]


def test_logged_out_in_the_middle_leads_to_the_login_with_words(
    filled: Filled, caseworker: TestClient, case: str
) -> None:
    caseworker.get(case)
    _on(caseworker, "sambis", "logged_out", 1)
    ended = caseworker.get(f"{case}/hushall")
    assert ended.headers["location"] == "/sambis/logga-in?skal=inaktiv"
    assert "Användarnamn" in caseworker.get(ended.headers["location"]).text
    assert not filled.stores.sambis.rows("SELECT 1 FROM application WHERE locked_by IS NOT NULL")


def test_the_register_portal_logs_out_in_the_middle(asking: TestClient) -> None:
    _on(asking, "ssbtek", "logged_out", 1)
    assert asking.get("/ssbtek/fraga").headers["location"] == "/ssbtek/inloggning?avslutad=1"


def test_a_changed_label_is_a_button_and_a_column_in_each_system(
    filled: Filled, caseworker: TestClient, asking: TestClient, case: str
) -> None:
    def shown() -> list[bool]:
        asked = asking.post("/ssbtek/fraga", data=_question(filled)).headers["location"]
        return ["Sökt belopp</th>" in caseworker.get(f"{case}/ansokan").text,
                ">Granska beräkningen<" in caseworker.get(f"{case}/berakningar/ny").text,
                ">Hämta uppgifter<" in asking.get("/ssbtek/fraga").text,
                "Nettobelopp</th>" in asking.get(asked).text]  # fmt: skip

    assert shown() == [True] * 4
    for system in ("sambis", "ssbtek"):
        _on(caseworker, system, "label_changed")
    assert shown() == [False] * 4


def test_a_case_held_by_another_user_is_told_when_it_is_opened_and_the_lock_is_not_kept(
    filled: Filled, caseworker: TestClient, case: str
) -> None:
    _on(caseworker, "sambis", "lock_held", 1)
    assert "Ärendet är låst" in caseworker.get(case).text
    assert not filled.stores.sambis.rows("SELECT 1 FROM application WHERE locked_by IS NOT NULL")
    assert "Ärendet är låst" not in caseworker.get(case).text


def test_a_save_that_does_nothing_says_that_it_saved(filled: Filled, caseworker: TestClient, case: str) -> None:
    _on(caseworker, "sambis", "save_does_nothing")
    checked = caseworker.post(f"{case}/berakningar/granska", data=ROWS).text
    packed = re.search(r'name="underlag" value="([^"]*)"', checked)
    assert packed
    said = caseworker.post(f"{case}/berakningar/spara", data={"underlag": packed.group(1).replace("&#34;", '"')}).text
    assert "Beräkningen är sparad" in said
    assert "5\u00a0220,00" in said
    assert "Beslutet är registrerat" in caseworker.post(f"{case}/beslut/spara", data=DECISION).text
    assert "Anteckningen är sparad" in caseworker.post(f"{case}/journal/spara", data=NOTE).text
    kept = next(c for c in truth.read(filled.data)["cases"] if c["reference"] == case.rsplit("/", 1)[1])
    assert [kept[name] for name in ("calculations", "decisions", "journal", "letters")] == [[]] * 4


def test_one_agency_fails_for_that_question_and_not_for_the_next(filled: Filled, asking: TestClient) -> None:
    _on(asking, "ssbtek", "agency_error", 1)
    for failing in (1, 0):
        page = asking.get(asking.post("/ssbtek/fraga", data=_question(filled)).headers["location"]).text
        assert page.count("<td>Fel</td>") == failing
        assert page.count("BT-503") == failing * 2


def test_faults_are_switched_by_hand_on_the_admin_page_and_end_with_a_reset(client: TestClient) -> None:
    page = client.get("/admin").text
    for system, name in (("Sambis", "lock_held"), ("SSBTEK", "agency_error"), ("Klarven", "save_does_nothing")):
        assert f'aria-label="Slå på {name} i {system}"' in page
    client.post("/admin/faults", data={"system": "sambis", "name": "slow", "on": "1", "times": "4"})
    assert "På, 4 gånger kvar" in client.get("/admin").text
    client.post("/admin/faults", data={"system": "sambis", "name": "slow"})
    assert client.get("/sambis/admin/faults").json()["on"] == {}
    assert client.post("/admin/faults", data={"system": "sambis", "name": "agency_error"}).status_code == 422
    client.post("/admin/faults", data={"system": "ssbtek", "name": "slow", "on": "1"})
    client.post("/admin/reset")
    assert client.get("/ssbtek/admin/faults").json()["on"] == {}
