"""Sambis as a caseworker meets it: login, worklist, lock, forms, warnings."""

import re
import time

from fastapi.testclient import TestClient

from infra.testbed import truth
from infra.testbed.sambis import access
from tests.infra.testbed.conftest import Filled, fill

DECISION = {"manad": "2026-12", "beslut": "granted", "belopp": "7 302,00", "motivering": "Enligt\nberäkning.",
            "extern_referens": "nyckel-1"}  # fmt: skip


def _references(page: str) -> list[str]:
    return re.findall(r'<a href="/sambis/arende/(EB-[\d-]+)">', page)


def test_a_page_without_login_leads_to_the_login_form(client: TestClient) -> None:
    assert client.get("/sambis/arbetslista").headers["location"] == "/sambis/logga-in"


def test_a_wrong_password_is_refused_in_words(filled: Filled) -> None:
    for name in ("anna.lund", "nobody"):
        answer = filled.client.post("/sambis/logga-in", data={"anvandarnamn": name, "losenord": "fel"})
        assert answer.status_code == 401
        assert "Felaktigt användarnamn eller lösenord." in answer.text


def test_passwords_are_not_kept_in_the_clear(filled: Filled) -> None:
    kept = [row["password_hash"] for row in filled.stores.sambis.rows("SELECT password_hash FROM account")]
    assert len(set(kept)) == 3
    assert not any("demo" in value for value in kept)


def test_an_idle_login_ends_with_words_and_lets_go_of_its_lock(filled: Filled, caseworker: TestClient) -> None:
    reference = filled.reference("single")
    caseworker.get(f"/sambis/arende/{reference}")
    with filled.stores.sambis.write() as db:
        db.execute("UPDATE session SET last_seen = ?", (time.time() - 16 * 60,))
    ended = caseworker.get(f"/sambis/arende/{reference}/hushall")
    assert ended.headers["location"] == "/sambis/logga-in?skal=inaktiv"
    assert "inaktivitet" in caseworker.get(ended.headers["location"]).text
    row = filled.stores.sambis.row("SELECT locked_by FROM application WHERE reference = ?", reference)
    assert row is not None
    assert row["locked_by"] is None


def test_the_length_of_a_login_is_a_setting(caseworker: TestClient) -> None:
    caseworker.post("/admin/session", data={"minutes": "0"})
    assert "inaktiv" in caseworker.get("/sambis/arbetslista").headers["location"]


def test_the_worklist_pages_through_every_case_once_oldest_first(client: TestClient, stores, tmp_path) -> None:
    filled = fill(client, stores, tmp_path, 23)
    client.post("/sambis/logga-in", data={"anvandarnamn": "robot-1287", "losenord": "robot-demo-2026"})
    pages = [client.get(f"/sambis/arbetslista?sida={n}").text for n in (1, 2, 3)]
    found = [_references(page) for page in pages]
    assert [len(rows) for rows in found] == [10, 10, 3]
    assert [reference for rows in found for reference in rows] == sorted(filled.cases)
    assert "23 ärenden, sida 1 av 3" in pages[0]
    assert ">Nästa<" in pages[1]
    assert ">Nästa<" not in pages[2]


def test_search_opens_a_case_or_says_that_there_is_none(filled: Filled, caseworker: TestClient) -> None:
    reference = filled.reference("single")
    assert caseworker.get(f"/sambis/sok?referens={reference.lower()}").headers["location"].endswith(reference)
    assert "hittades" in caseworker.get("/sambis/sok?referens=EB-2026-12-9999").text


def test_another_municipality_sees_none_of_the_cases(filled: Filled) -> None:
    access.add_account(filled.stores.sambis, "utifran", "hemligt", "Utifrån", "1280")
    filled.client.post("/sambis/logga-in", data={"anvandarnamn": "utifran", "losenord": "hemligt"})
    assert "0 ärenden" in filled.client.get("/sambis/arbetslista").text
    assert filled.client.get(f"/sambis/arende/{filled.reference('single')}").status_code == 404


def test_a_case_held_by_another_user_is_told_and_opens_when_it_is_let_go(
    filled: Filled, caseworker: TestClient
) -> None:
    reference = filled.reference("single")
    caseworker.post("/admin/lock", data={"reference": reference, "username": "erik.sand"})
    for page in ("", "/hushall", "/beslut/nytt"):
        assert "Ärendet är låst" in caseworker.get(f"/sambis/arende/{reference}{page}").text
    assert "Erik Sand" in caseworker.get(f"/sambis/arende/{reference}").text
    caseworker.post("/admin/lock", data={"reference": reference, "username": ""})
    assert f"Ärende {reference}" in caseworker.get(f"/sambis/arende/{reference}").text


def test_a_decision_is_saved_after_its_confirmation_and_only_then(filled: Filled, caseworker: TestClient) -> None:
    base = f"/sambis/arende/{filled.reference('single')}/beslut"
    assert "Kontrollera beslutet" in caseworker.post(f"{base}/granska", data=DECISION).text
    assert not _decisions(filled, "single")
    saved = caseworker.post(f"{base}/spara", data=DECISION)
    assert "Beslutet är registrerat" in caseworker.get(saved.headers["location"]).text
    decision = _decisions(filled, "single")[0]
    assert (decision["amount_ore"], decision["outcome"], decision["key"]) == (730200, "granted", "nyckel-1")


def test_a_second_decision_for_the_month_is_warned_about_before_it_is_saved(
    filled: Filled, caseworker: TestClient
) -> None:
    base = f"/sambis/arende/{filled.reference('single')}/beslut/spara"
    caseworker.post(base, data=DECISION)
    warned = caseworker.post(base, data=DECISION)
    assert "Varning: beslut finns redan" in warned.text
    assert len(_decisions(filled, "single")) == 1
    caseworker.post(base, data={**DECISION, "trots_varning": "1"})
    assert len(_decisions(filled, "single")) == 2


def test_a_decision_without_sense_is_not_taken(filled: Filled, caseworker: TestClient) -> None:
    base = f"/sambis/arende/{filled.reference('single')}/beslut/spara"
    for change in ({"belopp": "tusen"}, {"belopp": "-5"}, {"beslut": ""}, {"beslut": "rejected"}, {"motivering": ""}):
        assert "Rätta följande" in caseworker.post(base, data={**DECISION, **change}).text
    assert not _decisions(filled, "single")


def test_a_calculation_shows_its_sums_before_it_is_saved_and_can_be_changed(
    filled: Filled, caseworker: TestClient
) -> None:
    base = f"/sambis/arende/{filled.reference('single')}/berakningar"
    form = {"manad": "2026-12", "norm": "riksnorm", "extern_referens": "nyckel-2", "norm_1_benamning": "Vuxen",
            "norm_1_belopp": "5 220,00", "costs_1_slag": "rent", "costs_1_benamning": "Hyra",
            "costs_1_belopp": "4000,50", "incomes_1_slag": "salary", "incomes_1_person": "applicant",
            "incomes_1_benamning": "Lön",
            "incomes_1_belopp": "1000"}  # fmt: skip
    checked = caseworker.post(f"{base}/granska", data=form).text
    assert "8\u00a0220,50" in checked
    assert 'value="5 220,00"' in caseworker.post(f"{base}/granska", data={**form, "andra": "1"}).text
    packed = re.search(r'name="underlag" value="([^"]*)"', checked)
    assert packed
    saved = caseworker.post(f"{base}/spara", data={"underlag": packed.group(1).replace("&#34;", '"')})
    assert "nyckel-2" in caseworker.get(saved.headers["location"]).text
    kept = next(c for c in truth.read(filled.data)["cases"] if c["calculations"])
    assert kept["calculations"] == [{"key": "nyckel-2", "month": "2026-12", "amount_ore": 822050}]
    assert kept["state"] == "open"


def test_a_calculation_row_without_amount_is_not_taken(filled: Filled, caseworker: TestClient) -> None:
    base = f"/sambis/arende/{filled.reference('single')}/berakningar/granska"
    page = caseworker.post(base, data={"manad": "2026-12", "norm": "riksnorm", "norm_2_benamning": "Vuxen"}).text
    assert "Norm rad 2: fyll i både benämning och belopp" in page


def _decisions(filled: Filled, kind: str) -> list[dict]:
    reference = filled.reference(kind)
    return next(c["decisions"] for c in truth.read(filled.data)["cases"] if c["reference"] == reference)
