"""Myllra's page objects against its real pages: what is written is found again, and every failure is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from infra.testbed.app import Stores
from infra.testbed.myllra import access, intake, truth
from shared_library.browser import BrowserSession, session
from shared_library.errors import (
    BusinessException,
    ElementNotFound,
    LockedByOther,
    LoginRefused,
    ReadBackDiffers,
    SessionEnded,
)
from shared_library.systems.child_care.interface import Answer, ChildCarePages, Offer, ReadsDecisions, Right
from shared_library.systems.child_care.myllra import MyllraPages, pages
from tests.infra.testbed.conftest import on_a_port
from tests.infra.testbed.test_myllra import application

pytestmark = pytest.mark.browser
RIGHT = Right("BO:1:1:right", 30, "2027-02-02", 154_700)
OFFER = Offer("BO:1:1:offer", "Sol", "Sol 1", "2027-01-11", "2026-12-03")
YES = Answer("BO:1:2:answer", "accepted", "2026-11-30", "Sol 1")


class Bed:
    def __init__(self, url: str, data: Path, stores: Stores) -> None:
        self.url, self.data, self.store = url, data, stores.case_systems["myllra"]

    def fault(self, name: str, times: int | None = 1) -> None:
        httpx.post(f"{self.url}/myllra/admin/faults", json={"name": name, "times": times}).raise_for_status()

    def written(self, reference: str) -> list[str]:
        (case,) = [one for one in truth.read(self.data)["cases"] if one["reference"] == reference]
        return [effect["value"] for effect in case["effects"]]


@pytest.fixture(scope="module")
def browser() -> Iterator[None]:
    yield
    BrowserSession.shared().close()


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Bed]:
    stores = Stores.open(tmp_path)
    store = stores.case_systems["myllra"]
    access.add_account(store, "robot-1287", "robot-demo-2026", "Robot 1287", "1287")
    for unit in ("Sol", "Ek"):
        intake.add_unit(store, "1287", unit, {"north_m": 6_150_000, "east_m": 380_000} if unit == "Sol" else None)
    for number in range(1, 43):
        intake.add_place(store, "1287", "Sol", f"Sol {number}", "2027-01-04" if number != 2 else None)
    intake.add_place(store, "1287", "Ek", "Ek 1", None)
    with on_a_port(stores) as url:
        yield Bed(url, tmp_path, stores)


@pytest.fixture
def seen(bed: Bed, browser: None, monkeypatch: pytest.MonkeyPatch) -> MyllraPages:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: ("robot-1287", "robot-demo-2026"))
    found = MyllraPages(f"{bed.url}/myllra/")
    found.log_in()
    return found


@pytest.fixture
def reference(bed: Bed) -> str:
    return intake.receive_application(bed.store, application(current_unit="Ek", current_place="Ek 1"))


def test_the_pages_are_all_that_a_vendor_must_have() -> None:
    found: ChildCarePages = MyllraPages("http://127.0.0.1/")
    assert isinstance(found, ReadsDecisions)


def test_the_queue_is_read_to_its_end_and_the_protected_have_no_address(bed: Bed, seen: MyllraPages) -> None:
    for number in range(12):
        hidden = application()["child"] | {"protected_identity": number == 11}
        intake.receive_application(bed.store, application(child=hidden))
    found = seen.new_applications()
    assert len(found) == 12
    assert (found[0].contact, found[-1].contact) == ({"channel": "email", "address": "v@example.test"}, None)
    assert found[0].received_at == "2026-10-02T07:12:00+00:00"


def test_free_places_are_read_page_by_page_and_whose_the_others_are(seen: MyllraPages, reference: str) -> None:
    told = seen.read_places()
    free = {unit["unit"]: [place["place"] for place in unit["places"]] for unit in told["units"]}
    assert (len(free["Sol"]), "Sol 2" in free["Sol"], free["Ek"]) == (41, False, [])
    assert told["units"][0]["at"] is None
    assert told["current_places"] == {reference: "Ek 1"}


def test_right_offer_and_answer_are_written_once_and_found_again(bed: Bed, seen: MyllraPages, reference: str) -> None:
    seen.open_application(reference)
    for find, write in (
        (lambda: seen.find_right(RIGHT), lambda: seen.register_right(RIGHT)),
        (lambda: seen.find_offer(OFFER), lambda: seen.make_offer(OFFER)),
        (lambda: seen.find_answer(YES), lambda: seen.register_answer(YES)),
    ):
        assert find() == "absent"
        write()
        assert find() == "present"
    assert bed.written(reference) == ["30/2027-02-02/154700", "Sol/Sol 1/2027-01-11", "accepted"]
    decided = seen.read_decision()
    assert decided is not None
    assert (decided.outcome, decided.amount_ore, decided.key) == ("granted", 154_700, OFFER.key)
    seen.close_application()


def test_another_under_our_key_or_the_key_twice_is_told(seen: MyllraPages, reference: str) -> None:
    seen.open_application(reference)
    seen.register_right(RIGHT)
    with pytest.raises(ReadBackDiffers):
        seen.find_right(replace(RIGHT, fee_ore=1))
    seen.register_right(RIGHT)
    with pytest.raises(ReadBackDiffers):
        seen.find_right(RIGHT)
    seen.make_offer(OFFER)
    with pytest.raises(ReadBackDiffers):
        seen.find_offer(replace(OFFER, place="Sol 3"))


def test_a_place_that_is_gone_before_or_in_the_middle_goes_to_a_person(
    bed: Bed, seen: MyllraPages, reference: str
) -> None:
    seen.open_application(reference)
    with pytest.raises(BusinessException) as gone:
        seen.make_offer(replace(OFFER, place="Sol 2"))
    assert gone.value.code == "place_gone"
    bed.fault("place_gone")
    with pytest.raises(BusinessException, match="inte ledig längre"):
        seen.make_offer(OFFER)
    assert bed.written(reference) == []


def test_a_child_that_has_an_offer_already_is_no_place_that_is_gone(seen: MyllraPages, reference: str) -> None:
    seen.open_application(reference)
    seen.make_offer(OFFER)
    with pytest.raises(BusinessException, match="redan ett erbjudande") as refused:
        seen.make_offer(replace(OFFER, key="BO:1:2:offer", place="Sol 3"))
    assert refused.value.code == "offer_refused"


def test_an_answer_is_read_back_with_its_day(seen: MyllraPages, reference: str) -> None:
    seen.open_application(reference)
    seen.make_offer(OFFER)
    silence = replace(YES, answer="expired", answered_on=None)
    seen.register_answer(silence)
    assert seen.find_answer(silence) == "present"
    with pytest.raises(ReadBackDiffers):
        seen.find_answer(replace(silence, answered_on="2026-12-01"))


def test_an_answer_to_a_place_that_is_not_offered_any_more_goes_to_a_person(
    bed: Bed, seen: MyllraPages, reference: str
) -> None:
    seen.open_application(reference)
    seen.make_offer(replace(OFFER, place="Sol 3"))
    with pytest.raises(BusinessException, match="Another place than Sol 1"):
        seen.register_answer(YES)
    assert bed.written(reference) == ["Sol/Sol 3/2027-01-11"]


def test_a_save_that_says_yes_and_keeps_nothing_is_found_out(bed: Bed, seen: MyllraPages, reference: str) -> None:
    seen.open_application(reference)
    bed.fault("save_does_nothing")
    seen.make_offer(OFFER)
    assert seen.find_offer(OFFER) == "absent"


def test_what_is_held_by_another_and_a_dropped_session_are_told(bed: Bed, seen: MyllraPages, reference: str) -> None:
    bed.fault("lock_held")
    with pytest.raises(LockedByOther):
        seen.open_application(reference)
    bed.fault("logged_out")
    with pytest.raises(SessionEnded):
        seen.open_application(reference)


def test_a_renamed_button_is_told_with_its_name_and_nothing_is_saved(
    bed: Bed, seen: MyllraPages, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen.open_application(reference)
    bed.fault("label_changed", times=None)
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", 3.0)
    seen.screen.page.set_default_timeout(3000)
    try:
        with pytest.raises(ElementNotFound, match="Granska erbjudandet"):
            seen.make_offer(OFFER)
    finally:
        seen.screen.page.set_default_timeout(10_000)
    assert bed.written(reference) == []


def test_a_wrong_password_is_a_refused_login(bed: Bed, browser: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: ("robot-1287", "fel"))
    with pytest.raises(LoginRefused):
        MyllraPages(f"{bed.url}/myllra/").log_in()
