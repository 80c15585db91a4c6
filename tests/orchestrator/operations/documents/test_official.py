"""The official verdict of an e-invoice: the rules' own, with id, text and version; and never valid without them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from orchestrator.core.errors import BadInput, TooLarge, Unavailable
from orchestrator.core.settings import settings
from orchestrator.operations.documents import official_helper, rule_sets
from orchestrator.operations.documents.official import OfficialRules
from tests.support.deaf import deaf
from tests.support.invoice_rules import official_material, small_sets

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
GOOD = f'<Invoice xmlns:cbc="{_UBL}"><cbc:ID>Ö 1</cbc:ID></Invoice>'.encode()
BAD = f'<Invoice xmlns:cbc="{_UBL}"><cbc:Note/></Invoice>'.encode()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings(), "home", tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def asked() -> Iterator[OfficialRules]:
    rules = OfficialRules()
    yield rules
    rules.close()


@pytest.fixture
def rules(asked: OfficialRules, tmp_path: Path) -> OfficialRules:
    rule_sets.install(str(small_sets(tmp_path / "rules")))
    return asked


def test_without_rules_nothing_is_called_valid_and_half_of_them_are_none(asked: OfficialRules, tmp_path: Path) -> None:
    assert asked.verdict(GOOD).accepted is None
    rule_sets.install(str(small_sets(tmp_path / "rules") / "PEPPOL-EN16931-UBL.xslt"))
    told = asked.verdict(GOOD)
    assert (told.installed, told.accepted, told.rule_sets) == (False, None, ())
    assert asked.pid is None, "no helper is started for nothing"


def test_each_finding_says_rule_text_place_and_whose_rule_it_is(rules: OfficialRules) -> None:
    assert rules.verdict(GOOD).accepted is True
    told = rules.verdict(BAD)
    assert told.accepted is False
    assert [(one.rule_set, one.rule, one.flag) for one in told.findings] == [
        ("EN 16931 (UBL)", "BR-02", "fatal"), ("Peppol BIS Billing 3", "PEPPOL-EN16931-R002", "fatal"),
    ]  # fmt: skip
    assert told.findings[0].text == "[BR-CO-10]-ID"
    assert [(one["name"], one["version"]) for one in told.as_json()["rule_sets"]] == [
        ("EN 16931 (UBL)", "0.0.1"), ("Peppol BIS Billing 3", "0.0.2"),
    ]  # fmt: skip


@pytest.mark.parametrize("folder", ["examples", "swedish"])
def test_what_is_published_as_right_is_accepted(folder: str, asked: OfficialRules) -> None:
    material = official_material()
    rule_sets.install(str(material / "rules"))
    files = sorted((material / folder).glob("*.xml"))
    assert len(files) >= 9
    assert {file.name: asked.verdict(file.read_bytes()).findings for file in files} == {file.name: () for file in files}


def test_what_breaks_a_rule_is_stopped_with_the_rules_own_id_and_text(asked: OfficialRules) -> None:
    material = official_material()
    rule_sets.install(str(material / "rules"))
    for file in sorted((material / "swedish_as_published").glob("*.xml")):
        told = asked.verdict(file.read_bytes(), file.name)
        assert told.accepted is False, file.name
        fatal = [one for one in told.findings if one.flag == "fatal"]
        assert {one.rule for one in fatal} <= {"PEPPOL-COMMON-R040", "PEPPOL-COMMON-R049", "SE-R-013"}, file.name
        assert all(one.text and one.location for one in fatal)


def test_a_value_that_no_rule_can_reckon_with_is_no_reason_to_accept(asked: OfficialRules) -> None:
    material = official_material()
    rule_sets.install(str(material / "rules"))
    whole = (material / "examples" / "base-example.xml").read_text()
    broken = whole.replace('<cbc:PayableAmount currencyID="EUR">', '<cbc:PayableAmount currencyID="EUR">tre', 1)
    assert broken != whole
    assert asked.verdict(broken.encode()).accepted is False


_LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Invoice>&b;</Invoice>'
_FILE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>'


@pytest.mark.parametrize(
    "content",
    [
        _LAUGHS, _FILE, b"", b"not xml", b"%PDF-1.7", GOOD[:-4], '<a>Ö</a>'.encode("latin-1"),
        b'<?xml version="1.0" encoding="no-such"?><a/>', b"<a>" * 1000,
    ],
    ids=["laughs", "file", "empty", "text", "pdf", "cut", "latin-1", "encoding", "deep"],
)  # fmt: skip
def test_attacks_are_refused_with_words_and_the_next_invoice_is_judged(rules: OfficialRules, content: bytes) -> None:
    rules.verdict(GOOD)
    helper = rules.pid
    with pytest.raises(BadInput) as refused:
        rules.verdict(content, "Fakturan")
    assert refused.value.message.startswith("Fakturan ")
    assert rules.verdict(GOOD).accepted is True
    assert rules.pid == helper, "the helper never saw it"


def test_a_hundred_megabytes_are_refused_before_they_are_read(rules: OfficialRules) -> None:
    with pytest.raises(TooLarge):
        rules.verdict(GOOD[:-10] + b" " * 100 * 1024**2 + GOOD[-10:])


@examples(deadline=None, max_examples=30)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_judged_or_refused_and_nothing_else(content: bytes) -> None:
    with contextlib.suppress(BadInput):
        assert OfficialRules().verdict(content).accepted is None


def test_every_encoding_that_xml_may_have_is_read(rules: OfficialRules) -> None:
    text = GOOD.decode()
    for encoding, declared in (("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "UTF-8")):
        content = f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(encoding)
        assert rules.verdict(content).accepted is True, encoding


def test_a_helper_that_was_killed_is_started_again_for_the_next_invoice(rules: OfficialRules) -> None:
    rules.verdict(GOOD)
    first = rules.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert rules.verdict(BAD).accepted is False
    assert rules.pid != first


def test_a_helper_that_no_longer_listens_is_replaced_and_the_invoice_judged(rules: OfficialRules) -> None:
    """What it was not told any more lies unwritten in the pipe, and must not stand in the way of its end."""
    rules.verdict(GOOD)
    rules._child = deaf(rules._child)
    assert rules.verdict(BAD).accepted is False


def test_new_rules_are_used_from_the_next_invoice_on(rules: OfficialRules, tmp_path: Path) -> None:
    rules.verdict(GOOD)
    file = tmp_path / "rules" / "PEPPOL-EN16931-UBL.xslt"
    file.write_text(file.read_text().replace("//cbc:Note", "//cbc:ID").replace("0.0.2", "0.0.3"))
    rule_sets.install(str(file))
    told = rules.verdict(GOOD)
    assert told.accepted is False
    assert told.rule_sets[1].version == "0.0.3"


def test_rules_that_never_end_are_stopped_and_said_so(tmp_path: Path) -> None:
    folder = small_sets(tmp_path / "rules")
    file = folder / "PEPPOL-EN16931-UBL.xslt"
    endless = '<xsl:template name="on"><xsl:call-template name="on"/></xsl:template></xsl:stylesheet>'
    called, report = file.read_text().replace("</xsl:stylesheet>", endless), "<svrl:schematron-output>"
    file.write_text(called.replace(report, f'{report}<xsl:call-template name="on"/>'))
    rule_sets.install(str(folder))
    slow = OfficialRules(document_seconds=0.5)
    with pytest.raises(Unavailable, match="kept"):
        slow.verdict(GOOD)
    assert slow.pid is None, "nothing is left running"


def test_the_helper_ends_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    rule_sets.install(str(small_sets(tmp_path / "rules")))
    told = [f"{one.name}={one.path}" for one in rule_sets.whole()]
    helper = subprocess.Popen(
        [sys.executable, official_helper.__file__, *told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert helper.stdin is not None
    assert helper.stdout is not None
    assert "ready" in helper.stdout.readline()
    helper.stdin.close()
    assert helper.wait(20) == 0
    helper.stdout.close()
