"""A file is what its content says."""

import pytest

from orchestrator.core import content
from orchestrator.core.errors import BadInput
from tests.journeys.town import picture


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("a.png", picture()), ("a.pdf", b"%PDF-1.7\n"), ("a.txt", b"anything"), ("a", b""),
        ("A.JPG", b"\xff\xd8\xff\xe0"),
        ("a.docx", b"PK\x03\x04...."), ("a.csv", b"a;b"), ("a.webp", b"RIFF\0\0\0\0WEBPVP8 "),
    ],
)  # fmt: skip
def test_what_keeps_its_word_is_taken(name: str, held: bytes) -> None:
    content.check(held, name)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("a.pdf", b"<html><script>"), ("a.png", b"%PDF-1.7"), ("a.PDF", b"PK\x03\x04"), ("x/a.jpg", b""),
        ("a.xlsx", b"\xd0\xcf\x11\xe0"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(name: str, held: bytes) -> None:
    with pytest.raises(BadInput, match="not what its name says"):
        content.check(held, name)


@pytest.mark.parametrize("start", [b"\x7fELF\2", b"MZ\x90", b"#!/bin/sh\n", b"\xca\xfe\xba\xbe"])
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a"])
def test_programs_are_refused_whatever_they_are_called(start: bytes, name: str) -> None:
    with pytest.raises(BadInput, match="is a program"):
        content.check(start + b"more", name)


def test_the_media_type_is_by_content() -> None:
    assert content.media_type(picture()) == "image/png"
    assert content.media_type(b"\x00\x01\x02") == content.UNKNOWN
