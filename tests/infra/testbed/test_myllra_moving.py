"""Whose a place is in Myllra once children move on from places that they were given there."""

from typing import Any

import pytest

from infra.testbed.myllra import intake, truth
from tests.infra.testbed.test_myllra import Office, application, office

__all__ = ["office"]


def given(at: Office, place: str) -> list[str]:
    found: list[dict[str, Any]] = truth.read(at.data)["places"]
    return next(row["given"] for row in found if row["place"] == place)


def moves_in(at: Office, place: str, reference: str = "", key: str = "k1") -> None:
    assert "Erbjudandet är skickat." in at.offers(place, reference, key)
    assert "Svaret är sparat." in at.saves("svar", reference, svar="accepted", nyckel=f"{key}-svar")


@pytest.fixture
def moved(office: Office) -> Office:
    """The child has taken Sol 1, and Sol 3 stands free."""
    intake.add_place(office.store, "1287", "Sol", "Sol 3", "2027-01-04")
    moves_in(office, "Sol 1")
    return office


def test_a_child_that_accepts_another_place_leaves_the_one_it_was_given(moved: Office) -> None:
    moves_in(moved, "Sol 3", key="k2")
    assert (moved.place("Sol 1")["state"], moved.place("Sol 1")["from_on"]) == ("free", "2027-01-11")
    assert (moved.place("Sol 3")["holder"], given(moved, "Sol 1")) == (moved.reference, [])


def test_so_does_one_that_asks_for_it_in_a_new_application_and_the_place_goes_on_to_the_next(moved: Office) -> None:
    asks = intake.receive_application(moved.store, application(current_unit="Sol", current_place="Sol 1"))
    assert moved.place("Sol 1")["state"] == "taken"
    moves_in(moved, "Sol 3", asks, "k2")
    assert (moved.place("Sol 1")["state"], given(moved, "Sol 1")) == ("free", [])
    third = intake.receive_application(moved.store, application())
    moved.offers("Sol 1", third, "k3")
    assert (moved.place("Sol 1")["state"], given(moved, "Sol 1")) == ("offered", [third])
    moved.saves("svar", third, svar="declined", nyckel="k4")
    assert moved.place("Sol 1")["state"] == "free"


def test_a_child_that_moves_back_holds_its_old_place_and_leaves_the_new(moved: Office) -> None:
    moves_in(moved, "Sol 3", key="k2")
    moves_in(moved, "Sol 1", key="k3")
    assert (moved.place("Sol 1")["holder"], moved.place("Sol 3")["state"]) == (moved.reference, "free")
    assert (given(moved, "Sol 1"), given(moved, "Sol 3")) == ([moved.reference], [])


def test_a_place_that_is_withdrawn_after_it_was_offered_tells_whose_it_is(office: Office) -> None:
    office.offers("Sol 1")
    intake.withdraw_place(office.store, "1287", "Sol 1")
    assert (office.place("Sol 1")["state"], office.place("Sol 1")["holder"]) == ("withdrawn", office.reference)
