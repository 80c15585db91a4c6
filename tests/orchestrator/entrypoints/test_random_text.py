"""Keys are told from names, paths and words by how their characters are spread."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.entrypoints.random_text import bits, looks_random


@given(st.binary(min_size=32, max_size=64))
def test_entropy_lies_between_nothing_and_what_the_alphabet_holds(content: bytes) -> None:
    assert 0 <= bits(base64.b64encode(content).decode()) <= 6.1


@pytest.mark.parametrize(
    "line",
    [
        "https://github.com/robotframework/robotframework/tree/master",
        "registration_read_back_differs_from_what_was_written",
        "TestbedHandlesEveryApplicationWithoutAnybody",
        "00000000000000000000000000000000",
        "a sentence of ordinary words that goes on for quite some time",
        "2026-11-23T09:14:02.123456+01:00",
    ],
)
def test_what_people_write_is_not_taken_for_a_key(line: str) -> None:
    assert not looks_random(line)


@pytest.mark.parametrize(
    "line",
    [
        "token: dGhpcyBpcyBub3QgYSByZWFsIGtleSAx",
        "x = 9c1d7a35e0b84f62a7f3d2c8419be605",
        "Log    Zx8Kq1Lw9Pt3Vb7Nm5Rs2Yd6",
    ],
)
def test_a_key_is_found_wherever_it_stands(line: str) -> None:
    assert looks_random(line)
