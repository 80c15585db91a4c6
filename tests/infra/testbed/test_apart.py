"""The testbed stands alone: its answer key would be worth nothing if it asked the rules, and two vendors that shared
words or pages would prove nothing about a robot."""

import ast
import hashlib
import itertools
import re
from pathlib import Path

import pytest

from infra.testbed.klarven import words as klarven_words
from infra.testbed.sambis import words as sambis_words
from infra.testbed.tidvis import words as tidvis_words

TESTBED = Path(__file__).parents[3] / "infra" / "testbed"
OURS = {"orchestrator", "processes", "shared_library", "robots", "dashboards"}
SYSTEMS = ("sambis", "klarven", "tidvis", "myllra", "raknar", "ssbtek", "eservice", "messages", "generator")
VENDORS = ("sambis", "klarven", "tidvis")
WORDS = {"sambis": sambis_words, "tidvis": tidvis_words}
# The trade's own words and the plainest of Swedish: no case system does without them. Nothing longer is shared.
ORDINARY = {"Avbryt", "Belopp", "Dag", "Från", "Föräldraledighet", "Inkommen", "Inkomst", "Inkomster", "Månad", "Namn",
            "Norm", "Normer", "Nummer", "Registrerad", "Skäl", "Slag", "Till", "Ändra"}  # fmt: skip


def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split(".")[0] in OURS:
            names.add(node.value)
    return names


def test_the_testbed_imports_nothing_of_the_platform_the_rules_or_the_robots() -> None:
    files = list(TESTBED.rglob("*.py"))
    assert len(files) > 40
    found = {(file.name, name) for file in files for name in _imported(file) if name.split(".")[0] in OURS}
    assert not found


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_shares_nothing_with_the_others_but_the_shell_and_the_faults(system: str) -> None:
    files = list((TESTBED / system).rglob("*.py"))
    assert files
    for file in files:
        ours = {name for name in _imported(file) if name.startswith("infra.testbed.")}
        allowed = (f"infra.testbed.{system}", "infra.testbed.shell", "infra.testbed.faults")
        assert not {name for name in ours if not name.startswith(allowed)}, file


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(VENDORS, 2)))
def test_two_vendors_share_no_page_script_style_or_model(one: str, other: str) -> None:
    shown = {}
    for vendor in (one, other):
        files = [file for file in (TESTBED / vendor).rglob("*") if file.suffix in {".html", ".js", ".css", ".sql"}]
        names = {file.name for file in files if file.suffix != ".sql"}
        tables = set(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", (TESTBED / vendor / "schema.sql").read_text()))
        shown[vendor] = names, {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}, tables
        assert all(shown[vendor])
    for mine, theirs in zip(shown[one], shown[other], strict=True):
        assert not mine & theirs


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(VENDORS, 2)))
def test_two_vendors_call_nothing_the_same_but_what_everybody_calls_so(one: str, other: str) -> None:
    mine, theirs = _texts(one), _texts(other)
    assert len(mine) > 100
    assert len(theirs) > 100
    assert mine & theirs <= ORDINARY


def test_every_file_is_short() -> None:
    long = {file.name for file in TESTBED.rglob("*.py") if len(file.read_text().splitlines()) > 250}
    assert not long


def _texts(vendor: str) -> set[str]:
    """What a page object may look for: headings, buttons, labels, captions, columns, codes in words."""
    return _klarven_texts() if vendor == "klarven" else _server_texts(vendor)


def _server_texts(vendor: str) -> set[str]:
    found = {
        word for name, table in vars(WORDS[vendor]).items()
        if isinstance(table, dict) and name.isupper() and name != "RENAMED" for word in table.values()
    }  # fmt: skip
    for file in (TESTBED / vendor / "templates").glob("*.html"):
        tags = r"<(?:h1|h2|button|label|caption|th|dt|a|option)\b[^>]*>([^<{}]{2,60})<"
        found |= {text.strip() for text in re.findall(tags, file.read_text()) if text.strip()}
    return found


def _klarven_texts() -> set[str]:
    """The same of Klarven; its client writes every text as a string."""
    found = {word for table in klarven_words.CODES.values() for word in table.values()}
    found |= set(klarven_words.LABELS.values())
    static = TESTBED / "klarven" / "static"
    for file in static.rglob("*.js"):
        found |= {text.strip() for text in re.findall(r"['`]([^'`\n$]{2,60})['`]", file.read_text())}
    return found | {text.strip() for text in re.findall(r">([^<{}\n]{2,60})<", (static / "index.html").read_text())}
