"""Tidvis as managers, employees and planners meet it: the list, the hands, schedule, staffing, Mitt Tidvis."""

import re
import time

from fastapi.testclient import TestClient

from infra.testbed import seed_leave
from infra.testbed.tidvis import access, intake
from tests.infra.testbed.conftest import Tidvis

NEW = {"slag": "vacation", "fran": "2027-01-18", "till": "2027-01-22", "omfattning": "full"}


# -- who is in, and what they see ------------------------------------------------------------------


def test_without_a_visit_every_page_leads_to_the_door(client: TestClient) -> None:
    for page in ("", "lista", "ansokan/LA-2026-00001", "ansokan/LA-2026-00001/saldon"):
        assert client.get(f"/tidvis/{page}").headers["location"] == "/tidvis/in"
    assert client.get("/tidvis/mitt/").headers["location"] == "/tidvis/mitt/legitimera"


def test_a_wrong_code_is_refused_in_words_and_codes_are_not_kept_in_the_clear(tidvis: Tidvis) -> None:
    refused = tidvis.client.post("/tidvis/in", data={"namn": "robot-1287", "kod": "fel"})
    assert refused.status_code == 401
    assert "Namn och kod hör inte ihop." in refused.text
    kept = [row["secret"] for row in tidvis.stores.case_systems["tidvis"].rows("SELECT secret FROM login")]
    assert len(set(kept)) == 3
    assert not any("robot-prov" in secret or "chef-demo" in secret for secret in kept)


def test_an_idle_visit_ends_with_words_and_lets_go_of_what_was_in_hand(tidvis: Tidvis) -> None:
    tidvis.client.get(tidvis.path("vacation"))
    store = tidvis.stores.case_systems["tidvis"]
    assert store.row("SELECT 1 FROM wish WHERE held_by = 'robot-1287'")
    with store.write() as db:
        db.execute("UPDATE visit SET last_seen = ?", (time.time() - 21 * 60,))
    ended = tidvis.client.get("/tidvis/lista")
    assert ended.headers["location"] == "/tidvis/in?orsak=tid"
    assert "Din session har gått ut" in tidvis.client.get(ended.headers["location"]).text
    assert not store.row("SELECT 1 FROM wish WHERE held_by IS NOT NULL")


def test_the_list_pages_through_every_request_once_oldest_first(tidvis: Tidvis) -> None:
    pages = [tidvis.client.get(f"/tidvis/lista?blad={number}").text for number in range(1, 5)]
    found = [re.findall(r'<a href="/tidvis/ansokan/(LA-\d{4}-\d{5})">', page) for page in pages]
    assert [len(rows) for rows in found] == [12, 12, 12, 4]
    flat = [reference for rows in found for reference in rows]
    assert set(flat) == set(tidvis.cases)
    arrived = [(tidvis.cases[one].received_on, tidvis.cases[one].received_clock) for one in flat]
    assert arrived == sorted(arrived)
    assert "40 ansökningar, blad 1 av 4" in pages[0]


def test_a_manager_sees_their_own_units_and_together_they_see_all(tidvis: Tidvis) -> None:
    seen = []
    for manager in seed_leave.MANAGERS:
        tidvis.enter(manager, seed_leave.MANAGER_PASSWORD)
        pages = "".join(tidvis.client.get(f"/tidvis/lista?blad={number}").text for number in range(1, 5))
        seen.append(set(re.findall(r"/tidvis/ansokan/(LA-\d{4}-\d{5})", pages)))
    assert not seen[0] & seen[1]
    assert seen[0] | seen[1] == set(tidvis.cases)
    other = next(iter(seen[0]))
    assert tidvis.client.get(f"/tidvis/ansokan/{other}").status_code == 404


def test_another_municipality_sees_none_of_the_requests(tidvis: Tidvis) -> None:
    access.add_account(tidvis.stores.case_systems["tidvis"], "robot-1290", "hemligt", "Robot", "1290")
    tidvis.enter("robot-1290", "hemligt")
    assert "0 ansökningar" in tidvis.client.get("/tidvis/lista").text
    assert tidvis.client.get(tidvis.path("vacation")).status_code == 404


def test_a_number_leads_to_its_request_or_says_on_the_list_that_there_is_none(tidvis: Tidvis) -> None:
    reference = tidvis.of("study")
    assert tidvis.client.get(f"/tidvis/hitta?nr={reference.lower()}").headers["location"].endswith(reference)
    assert "Ingen ansökan har numret LA-9." in tidvis.client.get("/tidvis/hitta?nr=la-9").text


def test_a_protected_persons_name_and_address_stand_nowhere(tidvis: Tidvis) -> None:
    case = tidvis.cases[tidvis.of("protected_identity")]
    pages = [tidvis.client.get(f"/tidvis/lista?blad={number}").text for number in range(1, 5)]
    pages += [tidvis.client.get(f"{tidvis.path('protected_identity')}{rest}").text
              for rest in ("", "/anstallning", "/saldon", "/schema", "/bemanning", "/ledighet")]  # fmt: skip
    assert any("Skyddad" in page for page in pages)
    assert not any(f"{case.first_name} {case.last_name}" in page for page in pages)


def test_a_request_in_another_users_hands_is_told_on_every_page_of_it(tidvis: Tidvis) -> None:
    path = tidvis.path("vacation")
    tidvis.client.post("/tidvis/admin/lock", json={"reference": tidvis.of("vacation"), "username": "chef.lindh"})
    for rest in ("", "/saldon", "/registrera"):
        page = tidvis.client.get(f"{path}{rest}").text
        assert "Ansökan är i andra händer" in page
        assert "Maria Lindh" in page
    tidvis.client.post("/tidvis/admin/lock", json={"reference": tidvis.of("vacation"), "username": None})
    assert f"Ansökan {tidvis.of('vacation')}" in tidvis.client.get(path).text


# -- what the pages tell ---------------------------------------------------------------------------


def test_the_schedule_is_one_week_a_page_within_the_weeks_of_the_period(tidvis: Tidvis) -> None:
    path = tidvis.path("vacation_christmas")
    page = tidvis.client.get(f"{path}/schema").text
    weeks = re.findall(r"Schema vecka (\d+), (\d{4})", page)
    while after := re.search(r'href="([^"]+)">Veckan efter', page):
        page = tidvis.client.get(after.group(1)).text
        weeks += re.findall(r"Schema vecka (\d+), (\d{4})", page)
    assert weeks == [("52", "2026"), ("53", "2026"), ("1", "2027")]
    assert tidvis.client.get(f"{path}/schema?vecka=2026-54").headers["location"] == f"{path}/schema"
    split = next(case for case in tidvis.cases.values() if case.pattern_name == "split")
    page = tidvis.client.get(f"{tidvis.path(split.kind)}/schema").text
    assert page.count(">16.00<") == page.count(">07.00<") > 0, "both shifts of a day stand there"


def test_registered_leave_is_drawn_off_the_units_staffing_and_comes_back_with_a_recall(tidvis: Tidvis) -> None:
    case = tidvis.cases[tidvis.of("vacation")]
    path, shift = tidvis.path("vacation"), min(case.shift_days())

    def present() -> int:
        rows = re.findall(r"<td>([^<]*)</td><td>(\d+)</td><td>(\d+)</td>", tidvis.client.get(f"{path}/bemanning").text)
        wanted = f" {shift.day} "
        return next(int(there) for day, _, there in rows if wanted in day)

    before = present()
    number = tidvis.register("vacation", "5").rsplit("/", 1)[1]
    assert present() == before - 1
    tidvis.client.post(f"{path}/aterta/{number}")
    assert present() == before


# -- Mitt Tidvis -----------------------------------------------------------------------------------


def test_an_employee_asks_for_leave_and_sees_it_among_their_own(tidvis: Tidvis) -> None:
    case = tidvis.cases[tidvis.of("vacation")]
    tidvis.client.post("/tidvis/mitt/legitimera", data={"personnummer": f"{case.number[:8]}-{case.number[8:]}"})
    sent = tidvis.client.post("/tidvis/mitt/ny", data=NEW | {"slag": "parental", "barn_fott": "2026-05-01"})
    reference = sent.headers["location"].rsplit("=", 1)[1]
    assert f"Din ansökan {reference} är skickad" in tidvis.client.get(sent.headers["location"]).text
    assert "<dt>Barnet fött</dt><dd>fre 1 maj 2026</dd>" in tidvis.client.get(f"/tidvis/ansokan/{reference}").text
    assert reference in tidvis.client.get(f"{tidvis.path('vacation')}/ledighet").text


def test_a_form_without_sense_is_not_sent_and_a_stranger_is_not_let_in(tidvis: Tidvis) -> None:
    client = tidvis.client
    assert client.post("/tidvis/mitt/legitimera", data={"personnummer": "198001012388"}).status_code == 401
    number = tidvis.cases[tidvis.of("vacation")].number
    client.post("/tidvis/mitt/legitimera", data={"personnummer": number})
    for change in ({"slag": ""}, {"till": "2027-01-01"}, {"fran": "snart"}, {"omfattning": "2/3"}, {"sparade": "två"},
                   {"skal": "bröllop"}, {"barn_fott": "i maj"}):  # fmt: skip
        assert client.post("/tidvis/mitt/ny", data=NEW | change).status_code == 422, change
    rows = tidvis.stores.case_systems["tidvis"].rows("SELECT 1 FROM wish WHERE stage = 'new'")
    assert len(rows) == 40


def test_a_decision_outside_tidvis_is_told_and_leaves_the_request_in_the_list(tidvis: Tidvis) -> None:
    reference = tidvis.of("already_decided")
    intake.settle_outside(tidvis.stores.case_systems["tidvis"], reference)
    assert "<dt>Redan avgjord</dt><dd>Ja</dd>" in tidvis.client.get(f"/tidvis/ansokan/{reference}").text
    assert tidvis.truth("already_decided")["state"] == "new"
