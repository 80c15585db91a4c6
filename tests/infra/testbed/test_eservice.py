"""The e-service: a citizen applies, the case system gets it, the decision comes back as a letter."""

import pytest
from fastapi.testclient import TestClient

from infra.testbed import truth
from infra.testbed.app import Stores, create_app
from infra.testbed.eservice import service
from tests.infra.testbed.conftest import Filled

NUMBER = "198001012387"
STEPS = (
    {"manad": "2026-12", "avisering": "sms", "mobil": "+46701740605"},
    {"civil_status": "single", "boendeform": "tenancy"},
    {},
    {"kostnad_rent": "5 000", "kostnad_electricity": "400"},
    {"inkomst_1_slag": "salary", "inkomst_1_person": "applicant", "inkomst_1_belopp": "1000",
     "inkomst_1_dag": "2026-11-13"},
)  # fmt: skip


def _sign_in(client: TestClient, number: str) -> None:
    assert client.post("/e-tjanst/legitimera", data={"personnummer": number}).status_code == 303


def test_a_wrong_personal_number_is_not_let_in(client: TestClient) -> None:
    for number in ("198001012386", "8001012387", "198013012380", ""):
        assert client.post("/e-tjanst/legitimera", data={"personnummer": number}).status_code == 422
    assert client.get("/e-tjanst/mina-sidor").headers["location"] == "/e-tjanst/legitimera"


def test_an_application_lands_in_the_worklist_at_once(client: TestClient, stores: Stores) -> None:
    _sign_in(client, NUMBER)
    for step, fields in enumerate(STEPS, 1):
        assert client.post(f"/e-tjanst/ansokan/{step}", data=fields).headers["location"].endswith(f"/{step + 1}")
    assert "5\u00a0000 kr" in client.get("/e-tjanst/ansokan/6").text
    sent = client.post("/e-tjanst/ansokan/6")
    assert sent.headers["location"] == "/e-tjanst/kvitto/EB-2026-12-0001"
    row = stores.sambis.row("SELECT kind, month, received_at FROM application")
    assert row is not None
    assert (row["kind"], row["month"], row["received_at"][:10]) == ("new", "2026-12", "2026-11-23")
    cost = stores.sambis.rows("SELECT kind, applied_ore FROM applied_cost ORDER BY kind")
    assert [tuple(c) for c in cost] == [("electricity", 40000), ("rent", 500000)]


def test_a_step_says_what_to_put_right_and_an_unfinished_form_is_not_sent(client: TestClient, stores: Stores) -> None:
    _sign_in(client, NUMBER)
    wrong = client.post("/e-tjanst/ansokan/4", data={"kostnad_rent": "mycket"})
    assert wrong.status_code == 422
    assert "skriv beloppet i kronor" in wrong.text
    assert client.post("/e-tjanst/ansokan/6").status_code == 422
    assert not stores.sambis.rows("SELECT 1 FROM application")


def test_an_unticked_box_is_taken_back(client: TestClient, stores: Stores) -> None:
    _sign_in(client, NUMBER)
    client.post("/e-tjanst/ansokan/3", data={"andrat_housing": "1"})
    for step, fields in enumerate(STEPS, 1):
        client.post(f"/e-tjanst/ansokan/{step}", data=fields)
    client.post("/e-tjanst/ansokan/6")
    row = stores.sambis.row("SELECT housing FROM application")
    assert row is not None
    assert row["housing"] == 0


def test_the_decision_letter_shows_amount_reasons_and_appeal_to_the_applicant_alone(
    filled: Filled, caseworker: TestClient
) -> None:
    reference = filled.reference("couple")
    decision = {"manad": "2026-12", "beslut": "granted", "belopp": "7302,00", "motivering": "Normen är 5 220 kr.",
                "extern_referens": "k"}  # fmt: skip
    caseworker.post(f"/sambis/arende/{reference}/beslut/spara", data=decision)
    _sign_in(caseworker, filled.cases[reference].people[0]["number"])
    assert "Beslut om ekonomiskt bistånd för december 2026" in caseworker.get("/e-tjanst/mina-sidor").text
    letter = caseworker.get("/e-tjanst/brev/1").text
    for text in ("7\u00a0302 kr", "Normen är 5 220 kr.", "förvaltningsrätten", "tre veckor"):
        assert text in letter
    other = filled.cases[filled.reference("single")].people[0]["number"]
    _sign_in(caseworker, other)
    assert caseworker.get("/e-tjanst/brev/1").headers["location"] == "/e-tjanst/mina-sidor"


def test_the_time_at_which_the_letter_was_opened_first_is_kept_and_shown(
    filled: Filled, caseworker: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = filled.reference("couple")
    decision = {"manad": "2026-12", "beslut": "granted", "belopp": "7302,00", "motivering": "Enligt beräkning."}
    caseworker.post(f"/sambis/arende/{reference}/beslut/spara", data=decision)

    def letters() -> list[dict[str, str | None]]:
        found = next(case for case in truth.read(filled.data)["cases"] if case["reference"] == reference)
        kept: list[dict[str, str | None]] = found["letters"]
        return kept

    assert [letter["opened_at"] for letter in letters()] == [None]
    _sign_in(caseworker, filled.cases[reference].people[0]["number"])
    assert "<td>Nej</td>" in caseworker.get("/e-tjanst/mina-sidor").text
    for moment in ("2026-11-24 08:15:00", "2026-11-25 12:00:00"):
        monkeypatch.setattr(service, "now", lambda moment=moment: moment)
        assert "<dt>Öppnat</dt><dd>2026-11-24 08:15</dd>" in caseworker.get("/e-tjanst/brev/1").text
    assert "<td>2026-11-24 08:15</td>" in caseworker.get("/e-tjanst/mina-sidor").text
    assert [letter["opened_at"] for letter in letters()] == ["2026-11-24 08:15:00"]


def test_a_restart_loses_nothing(filled: Filled) -> None:
    again = TestClient(create_app(Stores.open(filled.data)), follow_redirects=False)
    again.post("/sambis/logga-in", data={"anvandarnamn": "robot-1287", "losenord": "robot-demo-2026"})
    assert "12 ärenden" in again.get("/sambis/arbetslista").text


def test_a_reset_empties_every_system(filled: Filled) -> None:
    assert filled.client.post("/admin/reset").json() == {"status": "emptied"}
    assert not filled.stores.sambis.rows("SELECT 1 FROM account UNION SELECT 1 FROM application")
    assert not filled.stores.eservice.rows("SELECT 1 FROM citizen")
    assert not filled.stores.registers.rows("SELECT 1 FROM register_row")


def test_every_front_page_answers(filled: Filled) -> None:
    for path in ("/", "/admin", "/e-tjanst/", "/e-tjanst/legitimera", "/meddelanden/", "/sambis/logga-in", "/klarven/",
                 "/ssbtek/inloggning", "/sambis/static/sambis.css"):  # fmt: skip
        assert filled.client.get(path).status_code == 200, path
    assert filled.client.get("/health").json() == {"status": "ok"}
