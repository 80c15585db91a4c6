"""Tidvis' page objects against its real pages: every fact read as it was planned, every failure told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from infra.testbed.generator.leave import plan
from shared_library.browser import BrowserSession, Screen, session
from shared_library.errors import (
    ApplicationException,
    ElementNotFound,
    LockedByOther,
    LoginRefused,
    ReadBackDiffers,
    SessionEnded,
    SystemFailed,
)
from shared_library.systems.hr.interface import Decided, HrSystemPages, ReadsDecisions, Wanted
from shared_library.systems.hr.tidvis import TidvisPages, pages
from tests.infra.testbed.as_leave_facts import facts
from tests.support.tidvis import MUNICIPALITY, ROBOT, Bed, served_tidvis

pytestmark = pytest.mark.browser
Json = dict[str, Any]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def tidvis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with served_tidvis(tmp_path_factory.mktemp("tidvis"), plan(3, 40, MUNICIPALITY, DAY)) as bed:
        yield bed


@pytest.fixture(scope="module")
def own_browser() -> Iterator[None]:
    yield
    BrowserSession.shared().close()


@pytest.fixture
def seen(tidvis: Bed, own_browser: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TidvisPages]:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: (ROBOT["username"], ROBOT["password"]))
    hr = TidvisPages(f"{tidvis.url}/tidvis/")
    hr.log_in()
    yield hr
    hr.screen.page.set_default_timeout(10_000)
    tidvis.no_faults()


def _everything(seen: TidvisPages) -> Json:
    return {
        "schema": "leave/1", "request": seen.read_request(), **seen.read_employment(), **seen.read_balances(),
        **seen.read_schedule(), "registered": seen.read_registered(), "staffing": seen.read_staffing(),
    }  # fmt: skip


def _unnumbered(told: Json) -> Json:
    """The numbers of other leave are Tidvis' own."""
    return told | {"registered": [{**row, "reference": ""} for row in told["registered"]]}


def wanted(reference: str, days: str) -> Wanted:
    return Wanted(f"{reference}:1:1:registration", days)


def test_the_pages_are_all_that_a_vendor_must_have() -> None:
    hr: HrSystemPages = TidvisPages("http://127.0.0.1/")
    assert isinstance(hr, ReadsDecisions)


# Between them: holidays, a part of a week, nights, saved days, a tick, a ground, other leave, pending days, a remark.
TELLING = ("vacation_part_time_christmas", "vacation_night", "vacation_saved", "parental_periods_edge", "private",
           "overlap_own", "balance_short", "several", "staffing_below_minimum")  # fmt: skip


def test_every_fact_is_read_as_it_was_planned(seen: TidvisPages, tidvis: Bed) -> None:
    for kind in TELLING:
        _as_planned(seen, tidvis, tidvis.of(kind))


@pytest.mark.long
def test_every_fact_of_every_kind_of_request_is_read_as_it_was_planned(seen: TidvisPages, tidvis: Bed) -> None:
    assert len({case.kind for case in tidvis.cases.values()}) == 40
    for reference in tidvis.cases:
        _as_planned(seen, tidvis, reference)


def _as_planned(seen: TidvisPages, tidvis: Bed, reference: str) -> None:
    case, cases = tidvis.cases[reference], list(tidvis.cases.values())
    seen.open_request(reference)
    assert _unnumbered(_everything(seen)) == _unnumbered(facts(case, cases, reference)), case.kind
    seen.close_request()


def test_the_list_is_read_to_its_end_and_the_protected_have_no_address(seen: TidvisPages, tidvis: Bed) -> None:
    found = {row.reference: row for row in seen.new_requests()}
    assert set(found) == set(tidvis.cases)
    for reference, row in found.items():
        case = tidvis.cases[reference]
        assert (row.kind, row.person) == (case.asks, case.number)
        assert (row.contact is None) == case.protected
        assert row.received_at.startswith(case.received_on.isoformat())
    some = found[tidvis.of("vacation")]
    assert some.contact is not None
    assert some.contact["channel"] == "email"
    assert some.contact["address"].endswith("@example.com")
    assert some.contact["address"] not in repr(some)


def test_a_registration_stands_under_its_key_and_a_recalled_one_is_no_registration(
    seen: TidvisPages, tidvis: Bed
) -> None:
    reference = tidvis.of("vacation_part_time_christmas")
    ours = wanted(reference, tidvis.cases[reference].answer["effects"]["registration"])
    seen.open_request(reference)
    assert (seen.find_registration(ours), seen.read_decision()) == ("absent", None)
    seen.register(ours)
    assert seen.find_registration(ours) == "present"
    assert seen.read_decision() == Decided("granted", f"{ours.days} days", ours.key)
    assert tidvis.truth(reference)["effects"] == [{"kind": "registration", "key": ours.key, "value": ours.days}]
    with pytest.raises(ReadBackDiffers):
        seen.find_registration(wanted(reference, "1.00"))
    seen.screen.press(_recall(seen), f"Ansökan {reference}")
    assert tidvis.truth(reference)["effects"] == []
    assert seen.read_decision() is None
    with pytest.raises(ReadBackDiffers):
        seen.find_registration(ours)
    seen.close_request()


def _recall(seen: TidvisPages) -> str:
    """The button's name bears the registration's number."""
    number = seen.screen.read().table("Registreringar av ansökan", "Löpnr")[0]["Löpnr"]
    return f"Återta registrering {number}"


def test_the_same_key_twice_is_a_difference_and_not_a_registration(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("vacation_night")
    ours = wanted(reference, "2.00")
    seen.open_request(reference)
    seen.register(ours)
    seen.register(ours)
    with pytest.raises(ReadBackDiffers):
        seen.find_registration(ours)
    seen.close_request()


def test_the_lease_is_asked_for_before_the_registration_and_not_before_its_confirmation(
    seen: TidvisPages, tidvis: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = tidvis.of("study")
    asked: list[int] = []
    monkeypatch.setattr(
        Screen, "before_save", staticmethod(lambda: asked.append(len(tidvis.truth(reference)["effects"])))
    )
    seen.open_request(reference)
    seen.register(wanted(reference, "33.00"))
    assert asked == [0]
    seen.close_request()


def test_too_little_left_is_a_refused_form_in_tidvis_own_words(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("saved_short")
    seen.open_request(reference)
    with pytest.raises(ApplicationException, match="Saldot räcker inte") as refused:
        seen.register(wanted(reference, "5.00"))
    assert refused.value.code == "form_refused"
    assert tidvis.truth(reference)["effects"] == []
    seen.close_request()


def test_what_a_manager_decides_is_read_and_nothing_is_kept_in_hand(seen: TidvisPages, tidvis: Bed) -> None:
    for kind, path, form, outcome in (
        ("private", "bekrafta", {"dagar": "2", "nyckel": "", "kontrollerat": "1"}, Decided("granted", "2.00 days", "")),
        ("unpaid", "avsla", {"skal": "Vi behöver dig."}, Decided("rejected", None, "")),
    ):
        reference = tidvis.of(kind)
        tidvis.as_manager(f"/ansokan/{reference}/{path}", form)
        seen.open_request(reference)
        assert seen.read_decision() == outcome
        seen.close_request()


def test_a_request_in_other_hands_is_told_and_can_be_opened_later(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("parental")
    tidvis.admin("lock", reference=reference, username="chef.lindh")
    with pytest.raises(LockedByOther):
        seen.open_request(reference)
    tidvis.admin("lock", reference=reference, username=None)
    tidvis.fault("lock_held", times=1)
    with pytest.raises(LockedByOther):
        seen.open_request(reference)
    seen.open_request(reference)
    seen.close_request()
    assert tidvis.store.rows("SELECT 1 FROM wish WHERE held_by IS NOT NULL") == []


def test_a_request_that_is_not_there_is_told(seen: TidvisPages) -> None:
    with pytest.raises(ApplicationException) as missing:
        seen.open_request("LA-2026-99999")
    assert missing.value.code == "case_not_found"


def test_an_ended_session_is_told_wherever_it_ends(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("parental_part")
    for verb in (seen.read_employment, seen.read_schedule, seen.read_staffing):
        seen.open_request(reference)
        tidvis.fault("logged_out", times=1)
        with pytest.raises(SessionEnded):
            verb()
        seen.log_in()
    seen.open_request(reference)
    assert len(seen.read_schedule()["schedule"]) > 20
    seen.close_request()


def test_a_fault_of_the_system_is_told_and_the_request_can_be_read_again(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("vacation_saved")
    seen.open_request(reference)
    tidvis.fault("http_500", times=1)
    with pytest.raises(SystemFailed, match="fault 500"):
        seen.read_balances()
    assert seen.read_balances()["balances"]["saved"] == [{"year": 2023, "days": "2.00"}, {"year": 2025, "days": "4.00"}]
    tidvis.fault("http_500", times=1)
    with pytest.raises(SystemFailed):
        seen.read_balances()
    seen.close_request()
    assert seen.screen.sees_link("Att hantera")


def test_a_renamed_column_and_a_renamed_button_are_named(
    seen: TidvisPages, tidvis: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = tidvis.of("vacation_easter")
    seen.open_request(reference)
    tidvis.fault("label_changed")
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", 2.5)
    seen.screen.page.set_default_timeout(2500)
    with pytest.raises(ElementNotFound, match="the column 'Bemannade'"):
        seen.read_staffing()
    with pytest.raises(ElementNotFound, match="the button 'Till bekräftelse'"):
        seen.register(wanted(reference, "8.00"))
    assert tidvis.truth(reference)["effects"] == []


def test_a_save_that_does_nothing_shows_when_it_is_read_back(seen: TidvisPages, tidvis: Bed) -> None:
    reference = tidvis.of("vacation_ascension")
    ours = wanted(reference, "4.00")
    seen.open_request(reference)
    tidvis.fault("save_does_nothing", times=1)
    seen.register(ours)
    assert seen.find_registration(ours) == "absent"
    seen.close_request()


def test_a_wrong_code_is_a_refused_login(seen: TidvisPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "credentials", lambda _name: (ROBOT["username"], "fel"))
    with pytest.raises(LoginRefused):
        seen.log_in()


def test_pictures_cover_names_numbers_and_addresses(seen: TidvisPages, tidvis: Bed) -> None:
    seen.new_requests()
    page = seen.screen.page
    case = next(one for one in tidvis.cases.values() if page.get_by_text(words_for(one.number), exact=True).count())
    covered = page.locator(", ".join(pages.PERSONAL))
    for text in (words_for(case.number), f"{case.first_name} {case.last_name}"):
        assert page.get_by_text(text, exact=True).count() <= covered.filter(has_text=text).count()
    assert seen.screen.picture()[:2] == b"\xff\xd8"


def words_for(number: str) -> str:
    return f"{number[:4]} {number[4:8]} {number[8:]}"
