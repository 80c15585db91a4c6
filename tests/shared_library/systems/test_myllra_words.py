"""Myllra's words, days and numbers in ours; what is not known is an error that tells its shape and never the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_library import swedish
from shared_library.errors import UnknownText
from shared_library.systems.child_care.myllra import words


@given(st.integers(0, 10_000_000))
def test_a_fee_is_typed_as_it_is_read_back(ore: int) -> None:
    assert swedish.ore(words.typed_kronor(ore), "Avgift") == ore


def test_what_stands_there_is_read() -> None:
    assert words.day_or_none("–", "dag") is None
    assert words.utc("2026-11-02 09:12", "Inkom") == "2026-11-02T08:12:00+00:00"
    assert words.day_of("2026-11-02 09:12", "Inkom") == "2026-11-02"
    assert words.whole("30 timmar", "Tid", "timmar") == 30
    assert (words.metres("850 m", "Gångväg"), words.metres("Okänd", "Gångväg")) == (850, None)
    assert words.point("N 6150000 E 380000", "Läge") == {"north_m": 6_150_000, "east_m": 380_000}
    assert words.point("Okänt", "Läge") is None
    assert words.person_number("19880412-2394", "Nummer") == "198804122394"


@pytest.mark.parametrize(
    ("text", "kind", "hours"),
    [("Nej", "none", None), ("Begärt", "claimed", None), ("Bedömt, 15 timmar", "assessed", 15)],
)
def test_special_support_is_read_with_its_hours(text: str, kind: str, hours: int | None) -> None:
    assert words.support(text, "Stöd") == {"special_support": kind, "special_support_hours": hours}


@pytest.mark.parametrize(("read", "text"), [
    (words.day, "2026-11-31"), (words.day, "31.11.2026"), (words.utc, "2026-11-03"), (words.metres, "en bit"),
    (words.point, "N 61 E 38"), (words.support, "Kanske"), (words.person_number, "198804122394"),
])  # fmt: skip
def test_what_is_not_known_is_told_without_the_text(read: object, text: str) -> None:
    with pytest.raises(UnknownText) as told:
        read(text, "Fält")  # type: ignore[operator]
    assert text not in told.value.message
