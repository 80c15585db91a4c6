"""Klarven's page objects against its real pages: every fact read as it was registered, every failure told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from infra.testbed.klarven import access, intake
from shared_library.browser import BrowserSession, session
from shared_library.errors import (
    ApplicationException,
    DoubleDecision,
    ElementNotFound,
    LockedByOther,
    LoginRefused,
    ReadBackDiffers,
    SessionEnded,
    SystemFailed,
    UnknownText,
)
from shared_library.systems.case_system.interface import Decided, Saved
from shared_library.systems.case_system.klarven import KlarvenPages, pages, words
from tests.support.klarven import ROBOT, Bed, ServedKlarven, planned
from tests.support.klarven_household import APPLICATION, HISTORY, NUMBERS

pytestmark = pytest.mark.browser
Json = dict[str, Any]


@pytest.fixture(scope="module")
def klarven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with ServedKlarven(tmp_path_factory.mktemp("klarven"), planned(36)) as bed:
        yield bed


@pytest.fixture(scope="module")
def rich(klarven: Bed) -> str:
    """A household with something in every place."""
    intake.add_history(klarven.store, HISTORY)
    return intake.receive_application(klarven.store, APPLICATION)


@pytest.fixture(scope="module")
def own_browser() -> Iterator[None]:
    yield
    BrowserSession.shared().close()


@pytest.fixture
def seen(klarven: Bed, own_browser: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[KlarvenPages]:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: (ROBOT["username"], ROBOT["password"]))
    case_system = KlarvenPages(f"{klarven.url}/klarven/")
    case_system.log_in()
    yield case_system
    case_system.screen.page.set_default_timeout(10_000)
    klarven.no_faults()


def wanted(reference: str, kind: str, **more: Any) -> Saved:
    values: Json = {
        "key": f"{reference}:2026-12:1:{kind}",
        "month": "2026-12",
        "amount_ore": 730200,
        "outcome": "granted",
    }
    return Saved(**(values | more))


LINES = [
    {"part": "norm", "kind": "", "person": "", "label": "Riksnorm", "amount_ore": 394000},
    {"part": "costs", "kind": "rent", "person": "", "label": "Hyra", "amount_ore": 546250},
    {"part": "incomes", "kind": "housing_allowance", "person": "applicant", "label": "Bidrag", "amount_ore": 210050},
]


def test_every_fact_is_read_as_it_was_registered(seen: KlarvenPages, rich: str) -> None:
    seen.open_case(rich)
    assert seen.read_case() == {
        "reference": rich, "application_month": "2026-12", "application_type": "renewal", "received_on": "2026-11-20",
        "protected_identity": True, "warnings": ["Bevaka svar"], "month_already_decided": False,
    }  # fmt: skip
    household = seen.read_household()
    assert household.facts == {
        "civil_status": "couple", "housing_form": "sublet", "shared_dwelling_persons": 5,
        "adults": [{"person": "applicant", "birth_on": "1988-03-05"},
                   {"person": "co_applicant", "birth_on": "1989-06-01"}],
        "children": [{**HISTORY["household"]["children"][0], "birth_on": "2014-01-01"}],
    }  # fmt: skip
    assert household.numbers == {role: NUMBERS[role] for role in ("applicant", "co_applicant")}
    assert household.activity == HISTORY["activity"]
    assert household.medical_certificate == HISTORY["certificate"]
    assert household.work_incentive == HISTORY["incentive"]
    assert household.child_earnings == HISTORY["child_earning"]
    assert seen.read_previous_month("2026-12") == {
        "month": "2026-11", "norms": HISTORY["calculations"][0]["norms"], "adults": 2,
        "children": ["2014-01-01", "2016-02-03"], "housing_form": "sublet", "civil_status": "couple",
        "costs": [{"kind": "rent", "approved_ore": 745050}],
        "incomes": [{"kind": "salary", "person": "applicant", "net_ore": 400000}],
        "outcome": "partly_granted", "amount_ore": 1645050,
    }  # fmt: skip
    names = ("changed", "self_employment", "other_request", "costs", "incomes")
    assert seen.read_application("2026-12") == {name: APPLICATION[name] for name in names}
    with pytest.raises(ElementNotFound, match="the request for 2027-01"):
        seen.read_application("2027-01")


def test_the_inbox_is_read_to_its_end_although_few_rows_are_in_the_page(
    seen: KlarvenPages, klarven: Bed, rich: str
) -> None:
    rows = {row.reference: row for row in seen.new_applications()}
    assert set(rows) >= {*klarven.answers, rich} - {_begun(klarven)}
    assert seen.screen.page.locator(".window [role=row]").count() < len(rows)
    row = rows[rich]
    assert (row.month, row.received_at, row.person) == ("2026-12", "2026-11-20T08:14:00Z", NUMBERS["applicant"])
    assert row.contact == {"channel": "sms", "address": "+46701740600"}


def _begun(bed: Bed) -> str:
    row = bed.store.row("SELECT reference FROM akt WHERE stage != 'in'")
    return str(row["reference"]) if row else ""


def test_what_is_saved_is_found_by_its_key_and_compared_to_the_ore(seen: KlarvenPages, klarven: Bed) -> None:
    reference = klarven.of("granted")
    seen.open_case(reference)
    calculation, decision, note = (wanted(reference, kind) for kind in ("calculation", "decision", "journal_note"))
    assert [seen.find_calculation(calculation), seen.find_decision(decision), seen.find_journal_note(note)] == [
        "absent"
    ] * 3
    seen.save_calculation(calculation, LINES)
    seen.save_decision(decision, "Beviljas enligt norm.")
    seen.save_journal_note(note, "Klart.")
    assert [seen.find_calculation(calculation), seen.find_decision(decision), seen.find_journal_note(note)] == [
        "present"
    ] * 3
    assert seen.read_decision("2026-12") == Decided("granted", 730200, decision.key)
    assert seen.read_decision("2027-01") is None
    for find, other in (
        (seen.find_calculation, wanted(reference, "calculation", amount_ore=730201)),
        (seen.find_decision, wanted(reference, "decision", outcome="rejected")),
        (seen.find_decision, wanted(reference, "decision", month="2026-11")),
        (seen.find_journal_note, wanted(reference, "journal_note", draft=True)),
    ):
        with pytest.raises(ReadBackDiffers):
            find(other)
    with pytest.raises(DoubleDecision):
        seen.save_decision(wanted(reference, "decision", key="en annan"), "Igen.")
    seen.close_case()
    assert len(klarven.truth(reference)["decisions"]) == 1
    held = klarven.store.row("SELECT holder FROM akt WHERE reference = ?", reference)
    assert held is not None
    assert held["holder"] is None


def test_a_calculation_that_the_system_reckons_otherwise_is_not_saved(seen: KlarvenPages, klarven: Bed) -> None:
    reference = klarven.of("granted")
    seen.open_case(reference)
    with pytest.raises(ReadBackDiffers, match="reckons another result"):
        seen.save_calculation(wanted(reference, "calculation", amount_ore=730300), LINES)
    assert klarven.truth(reference)["calculations"] == []


def test_a_form_that_comes_back_is_told_with_the_systems_own_words(seen: KlarvenPages, klarven: Bed) -> None:
    seen.open_case(klarven.of("granted"))
    with pytest.raises(ApplicationException, match="Uträkningen har inga rader") as refused:
        seen.save_calculation(wanted("x", "calculation"), [])
    assert refused.value.code == "form_refused"


def test_a_toast_that_has_vanished_is_still_told_and_only_once(seen: KlarvenPages, klarven: Bed) -> None:
    seen.open_case(klarven.of("handed_over"))
    klarven.fault("http_500", times=1)
    seen.screen.follow("Dagbok")
    seen.screen.page.wait_for_selector(".toast.error")
    began = time.monotonic()
    seen.screen.page.wait_for_selector(".toast.error", state="detached")
    assert 2 < time.monotonic() - began < 5
    with pytest.raises(SystemFailed, match="fault 500"):
        seen.screen.expect("Sidan kunde inte visas")
    klarven.fault("http_500", times=1)
    with pytest.raises(SystemFailed, match="fault 500"):
        seen.screen.press("Försök igen", "Dagbok")
    seen.screen.press("Försök igen", "Dagbok")  # the first toast still stands there


def test_a_dropped_session_leads_to_the_login_form_and_the_address_stays(seen: KlarvenPages, klarven: Bed) -> None:
    reference = klarven.of("handed_over")
    seen.open_case(reference)
    klarven.fault("logged_out", times=1)
    with pytest.raises(SessionEnded):
        seen.open_tab("Familj")
    assert seen.screen.page.url.endswith(f"/klarven/akt/{reference}/familj")
    assert "gäller inte längre" in seen.screen.texts("form#entry")[0]
    seen.log_in()
    seen.open_case(reference)
    assert seen.read_case()["reference"] == reference


def test_a_new_tab_has_the_ticket_and_leads_to_the_inbox_and_nobody_logs_in_again(
    seen: KlarvenPages, klarven: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CASES_PER_TAB", 1)
    before, old = klarven.calls["/klarven/api/entry/phrase"], seen.screen.page
    first, second = klarven.of("granted"), klarven.of("granted")
    seen.open_case(first)
    seen.close_case()
    BrowserSession.shared().tidy()
    assert old.is_closed()
    assert seen.screen.blank
    seen.open_case(second)
    assert seen.screen.page.url.endswith(f"/akt/{second}")
    seen.close_case()
    BrowserSession.shared().tidy()
    assert len(seen.new_applications()) > 10
    assert klarven.calls["/klarven/api/entry/phrase"] == before


def test_an_akt_of_somebody_elses_and_one_that_is_not_there(seen: KlarvenPages, klarven: Bed) -> None:
    reference = klarven.of("handed_over")
    access.lock_for(klarven.store, reference, "anna.lund")
    with pytest.raises(LockedByOther):
        seen.open_case(reference)
    access.lock_for(klarven.store, reference, None)
    seen.open_case(reference)
    with pytest.raises(ApplicationException) as missing:
        seen.open_case("KV-2026-12-9999")
    assert missing.value.code == "case_not_found"


def test_a_wrong_pass_phrase_is_a_refused_login(seen: KlarvenPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "credentials", lambda _name: (ROBOT["username"], "wrong"))
    with pytest.raises(LoginRefused):
        seen.log_in()


def test_a_missing_element_is_told_with_its_name_and_its_page(
    seen: KlarvenPages, klarven: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen.open_case(klarven.of("handed_over"))
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", 0.7)
    seen.screen.page.set_default_timeout(700)
    with pytest.raises(ElementNotFound) as missing:
        seen.open_tab("Översikt")
    assert missing.value.element == "the link 'Översikt'"
    assert "Klarven's page 'Sammanfattning, akt KV-2026-12-" in missing.value.page


def test_pictures_cover_names_numbers_and_what_is_typed(seen: KlarvenPages, rich: str) -> None:
    seen.open_case(rich)
    seen.open_tab("Familj")
    page = seen.screen.page
    for text in ("Applicant Provsson", "19880305 2383"):
        covered = page.locator(".personal").filter(has_text=text)
        assert page.get_by_text(text, exact=True).count() == covered.count() > 0
    assert seen.screen.picture()[:2] == b"\xff\xd8"


@pytest.mark.parametrize(("read", "text"), [
    (words.day, "2026-11-23"), (words.day, "31.11.2026"), (words.utc, "21.11.2026"), (words.number, "198803052383"),
    (words.count, "3,5"), (words.person, "Barn 1"),
])  # fmt: skip
def test_a_text_that_is_not_klarvens_is_no_guess(read: Any, text: str) -> None:
    with pytest.raises(UnknownText) as unknown:
        read(text, "Familj, Här")
    assert "Familj, Här" in unknown.value.message
    assert text not in unknown.value.message
