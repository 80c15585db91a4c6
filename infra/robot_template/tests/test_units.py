"""Which unit: tried without a browser."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "resources"))

from units import unit_of


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Klagomål på buller", "Miljö"),
        ("Fråga om BYGGLOV för altan", "Bygglov"),
        ("Allmän fråga", None),
        ("Buller från gatan", None),  # two units: a person sees which
    ],
)
def test_the_words_of_a_title_say_the_unit(title: str, unit: str | None) -> None:
    assert unit_of(title) == unit
