"""Settings refuse default secrets, logs mask personal numbers, the clock stands where COE_TODAY says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from orchestrator.core import clock
from orchestrator.core.db import new_id
from orchestrator.core.masking import holds_personal_number, mask_personal_numbers
from orchestrator.core.settings import Settings


def test_default_secrets_are_refused_outside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COE_DEMO", "0")
    with pytest.raises(ValidationError, match="COE_MASTER_KEY is not set"):
        Settings()


def test_own_secrets_are_accepted_outside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COE_DEMO", "0")
    monkeypatch.setenv("COE_MASTER_KEY", "own-1")
    monkeypatch.setenv("COE_WORKER_TOKEN", "own-2")
    assert Settings().master_key.get_secret_value() == "own-1"


@pytest.mark.parametrize("text", ["19880112-2384", "198801122384", "880112-2384", "8801122384", "880112+2384"])
def test_every_way_to_write_a_personal_number_is_masked(text: str) -> None:
    masked = mask_personal_numbers(f"Sökande {text}, klart")
    assert "2384" not in masked
    assert masked.startswith("Sökande ")
    assert masked.endswith(", klart")


@pytest.mark.parametrize(
    "text", ["EB-2026-12-0102", "2026-11-23 08:14", "7 302 kr", "f" * 32, "01a20b7219880112238444b946bfa257"]
)
def test_references_dates_and_ids_are_left_as_they_are(text: str) -> None:
    assert not holds_personal_number(text)


@given(st.integers(1900, 2026), st.integers(1, 12), st.integers(1, 28), st.integers(2380, 2399))
def test_no_twelve_digit_number_survives_masking(year: int, month: int, day: int, tail: int) -> None:
    assert not holds_personal_number(mask_personal_numbers(f"{year}{month:02}{day:02}-{tail:04}"))


def test_the_clock_stands_on_the_day_that_is_set() -> None:
    assert clock.today().isoformat() == "2026-11-23"


def test_the_legal_date_is_stockholms_even_shortly_before_midnight_in_utc() -> None:
    assert clock.legal_date(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)).isoformat() == "2026-11-23"


def test_ids_of_one_process_rise_strictly() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {(len(one), one[12]) for one in made} == {(32, "7")}
