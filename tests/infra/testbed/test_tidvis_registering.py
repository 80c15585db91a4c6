"""What is written in Tidvis: registrations that draw their balance, recalls, refusals; and its faults."""

from tests.infra.testbed.conftest import Tidvis


def test_registering_draws_the_saved_days_first_and_a_recall_restores_them_all(tidvis: Tidvis) -> None:
    case = tidvis.cases[tidvis.of("vacation_saved")]
    before = tidvis.truth("vacation_saved")["balances"]
    oldest, newest = sorted(case.saved)
    address = tidvis.register("vacation_saved", f"{case.saved_days + 1},50")
    after = tidvis.truth("vacation_saved")
    assert after["balances"][f"saved {oldest}"] == "0.00"
    left = case.saved[newest] - (case.saved_days * 100 - case.saved[oldest])
    assert after["balances"][f"saved {newest}"] == f"{left // 100}.00"
    assert float(before["vacation"]) - float(after["balances"]["vacation"]) == 1.5
    assert after["effects"] == [{"kind": "registration", "key": "nyckel-1", "value": f"{case.saved_days + 1}.50"}]
    assert after["state"] == "decided"
    number = address.rsplit("/", 1)[1]
    for _ in range(2):  # a second press finds nothing to take back
        tidvis.client.post(f"{tidvis.path('vacation_saved')}/aterta/{number}")
        restored = tidvis.truth("vacation_saved")
        assert (restored["balances"], restored["effects"], restored["state"]) == (before, [], "new")


def test_private_leave_is_added_to_what_is_used_and_parental_leave_draws_nothing(tidvis: Tidvis) -> None:
    for kind, change in (("private", 2.0), ("parental", 0.0)):
        before = tidvis.truth(kind)["balances"]
        tidvis.register(kind, "2,00")
        after = tidvis.truth(kind)["balances"]
        assert float(after["private_used"]) - float(before["private_used"]) == change
        assert after["vacation"] == before["vacation"]


def test_too_little_left_registers_nothing_and_draws_nothing(tidvis: Tidvis) -> None:
    before = tidvis.truth("vacation_saved")
    assert "Saldot räcker inte" in tidvis.register("vacation_saved", "99")
    assert tidvis.truth("vacation_saved") == before
    assert "Saldot räcker inte" in tidvis.register("saved_short", "5"), "saved days that are not there"


def test_the_same_key_is_taken_twice(tidvis: Tidvis) -> None:
    for _ in range(2):
        tidvis.register("vacation", "1")
    assert [effect["key"] for effect in tidvis.truth("vacation")["effects"]] == ["nyckel-1"] * 2


def test_what_is_not_ticked_or_is_no_number_of_days_is_not_registered(tidvis: Tidvis) -> None:
    path = tidvis.path("vacation")
    assert "Kryssa för" in tidvis.client.post(f"{path}/bekrafta", data={"dagar": "5", "nyckel": "k"}).text
    for days in ("", "fem", "0", "1,234", "-2"):
        page = tidvis.client.post(f"{path}/bekrafta", data={"dagar": days, "kontrollerat": "1"}).text
        assert "högst två decimaler" in page, days
    assert tidvis.truth("vacation")["effects"] == []


def test_a_refusal_needs_a_reason_and_is_told_as_a_rejection(tidvis: Tidvis) -> None:
    path = tidvis.path("unpaid")
    assert "Skriv ett skäl" in tidvis.client.post(f"{path}/avsla", data={"skal": ""}).text
    tidvis.client.post(f"{path}/avsla", data={"skal": "Vi kan inte undvara dig."})
    told = tidvis.truth("unpaid")
    assert ([one["outcome"] for one in told["decisions"]], told["effects"]) == (["rejected"], [])
    assert "<dt>Redan avgjord</dt><dd>Ja</dd>" in tidvis.client.get(path).text


# -- faults ----------------------------------------------------------------------------------------


def test_faults_strike_the_handlers_pages_as_often_as_was_said_and_never_mitt_tidvis(tidvis: Tidvis) -> None:
    client, path = tidvis.client, tidvis.path("vacation")
    client.post("/tidvis/admin/faults", json={"name": "http_500", "times": 1})
    assert (
        client.get("/tidvis/mitt/legitimera").status_code == client.get("/tidvis/static/tidvis.css").status_code == 200
    )
    assert [client.get(path).status_code for _ in range(2)] == [500, 200]
    client.post("/tidvis/admin/faults", json={"name": "label_changed"})
    assert ">Till bekräftelse<" not in client.get(f"{path}/registrera").text
    assert "Bemannade</th>" not in client.get(f"{path}/bemanning").text
    client.post("/tidvis/admin/faults", json={"name": "label_changed", "on": False})
    assert ">Till bekräftelse<" in client.get(f"{path}/registrera").text
    client.post("/tidvis/admin/faults", json={"name": "save_does_nothing", "times": 1})
    assert "Ledigheten är registrerad" in tidvis.register("vacation", "5")
    assert tidvis.truth("vacation")["effects"] == []
    client.post("/tidvis/admin/faults", json={"name": "logged_out", "times": 1})
    assert client.get(path).headers["location"] == "/tidvis/in?orsak=tid"


def test_the_admin_page_has_tidvis_faults_and_a_reset_empties_it(tidvis: Tidvis) -> None:
    assert 'aria-label="Slå på save_does_nothing i Tidvis"' in tidvis.client.get("/admin").text
    tidvis.client.post("/admin/reset")
    assert tidvis.stores.case_systems["tidvis"].rows("SELECT 1 FROM wish UNION SELECT 1 FROM employee") == []
