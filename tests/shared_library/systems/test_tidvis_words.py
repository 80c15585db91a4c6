"""What Tidvis prints, in our words; strict: another text is an error that tells its shape, never the text."""

from typing import Any

import pytest

from shared_library.errors import UnknownText
from shared_library.systems.hr.tidvis import words


def test_days_times_and_numbers_are_read_as_tidvis_prints_them() -> None:
    assert words.day("mån 21 dec 2026", "Här") == "2026-12-21"
    assert words.day_or_none("–", "Här") is None
    assert words.utc("fre 20 nov 2026 kl. 09.14", "Här") == "2026-11-20T08:14:00+00:00"
    assert words.utc("ons 1 juli 2026 kl. 00.30", "Här") == "2026-06-30T22:30:00+00:00"
    assert (words.days("3,33", "Här"), words.typed_days("3.33"), words.whole("2,00", "Här")) == ("3.33", "3,33", 2)
    assert words.number("1984 0502 2384", "Här") == "198405022384"


@pytest.mark.parametrize(("read", "text"), [
    (words.day, "2026-12-21"), (words.day, "tis 21 dec 2026"), (words.day, "mån 31 nov 2026"), (words.clock, "07:00"),
    (words.clock, "24.00"), (words.days, "7"), (words.days, "3.33"), (words.whole, "2,50"),
    (words.number, "198405022384"), (words.utc, "lör 21 nov 2026"),
])  # fmt: skip
def test_a_text_that_is_not_tidvis_is_no_guess(read: Any, text: str) -> None:
    with pytest.raises(UnknownText) as unknown:
        read(text, "Saldon, Här")
    assert "Saldon, Här" in unknown.value.message
    assert text not in unknown.value.message
