"""Every text has its English; times, amounts and durations are said as in the style guide."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from orchestrator.entrypoints import portal
from orchestrator.entrypoints.portal.i18n import LOCALE, language_of
from orchestrator.entrypoints.portal.words import words

PORTAL = Path(portal.__file__).parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
SAID = words("sv")
MOMENT = datetime(2026, 11, 2, 7, 14, 2, tzinfo=UTC)


def _texts() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(PORTAL, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    return {text for _file, _line, text, _comments, _context in found}


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    with (LOCALE / "en" / "LC_MESSAGES" / "portal.po").open("rb") as source:
        catalogue = {message.id: message for message in read_po(source) if message.id}
    texts = _texts()
    assert len(texts) > 300
    assert texts - set(catalogue) == set(), "missing in portal.po"
    assert set(catalogue) - texts == set(), "no longer used"
    for message in catalogue.values():
        parts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(parts), message.id
        assert not message.fuzzy


def test_every_english_text_has_the_same_fields_as_the_swedish() -> None:
    with (LOCALE / "en" / "LC_MESSAGES" / "portal.po").open("rb") as source:
        for message in read_po(source):
            if not message.id:
                continue
            swedish = message.id[1] if isinstance(message.id, tuple) else message.id
            english = message.string[1] if isinstance(message.string, tuple) else message.string
            assert sorted(re.findall(r"%\(\w+\)s|%d", swedish)) == sorted(re.findall(r"%\(\w+\)s|%d", english)), swedish


def test_texts_neither_shout_nor_deplore() -> None:
    for text in _texts():
        for part in text if isinstance(text, tuple) else (text,):
            assert "!" not in part
            assert not re.search("tyvärr|ogiltig", part, re.IGNORECASE)


def test_no_template_has_a_script_or_a_style_of_its_own() -> None:
    for path in (PORTAL / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://", text), path.name


@pytest.mark.parametrize(
    ("said", "swedish", "english"),
    [
        ("day", "2 november 2026", "2 November 2026"),
        ("time", "08.14", "08:14"),
        ("clock", "08.14.02", "08:14:02"),
        ("moment", "2 november 2026, 08.14", "2 November 2026, 08:14"),
        ("weekday", "Måndag 2 november 2026", "Monday 2 November 2026"),
    ],
)
def test_times_are_stockholms_and_said_as_in_the_style_guide(said: str, swedish: str, english: str) -> None:
    assert getattr(words("sv"), said)(MOMENT) == swedish
    assert getattr(words("en"), said)(MOMENT) == english


@pytest.mark.parametrize(
    ("ore", "swedish", "english"),
    [
        (730200, "7\u00a0302\u00a0kr", "SEK\u00a07,302"),
        (-621250, "−6\u00a0212,50\u00a0kr", "SEK\u00a0−6,212.50"),
        (0, "0\u00a0kr", "SEK\u00a00"),
    ],
)
def test_amounts_have_non_breaking_spaces_and_a_real_minus(ore: int, swedish: str, english: str) -> None:
    assert (words("sv").kronor(ore), words("en").kronor(ore)) == (swedish, english)


@pytest.mark.parametrize(
    ("seconds", "span", "short"),
    [
        (160, "2 minuter och 40 sekunder", "2 min"),
        (6720, "1 timme och 52 minuter", "1 h 52 min"),
        (0.4, "under en sekund", "0 s"),
        (259200, "3 dagar", "3 dagar"),
        (3605, "1 timme", "1 h 0 min"),
    ],
)
def test_durations_are_said_in_two_units_at_most(seconds: float, span: str, short: str) -> None:
    assert (SAID.span(seconds).replace("\u00a0", " "), SAID.short_span(seconds).replace("\u00a0", " ")) == (span, short)


def test_a_decimal_is_shown_where_there_is_one() -> None:
    assert (SAID.minutes("22.0"), SAID.minutes(Decimal("22.5")), SAID.number(Decimal("-0.04"), 1)) == (
        "22",
        "22,5",
        "0,0",
    )


@pytest.mark.parametrize(("wish", "language"), [("en", "en"), ("fr, en;q=0.1", "en"), ("sv-SE", "sv"), ("x;q=y", "sv")])
def test_the_browsers_wish_picks_one_of_our_languages(wish: str, language: str) -> None:
    assert language_of(wish) == language
