"""Installing the official rule sets: recognised by their content, kept with their hash, never half."""

import zipfile
from pathlib import Path

import pytest

from orchestrator.core.errors import BadInput
from orchestrator.core.settings import settings
from orchestrator.operations.documents import rule_sets
from tests.support.invoice_rules import official_material, small_sets


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings(), "home", tmp_path / "home")
    return tmp_path / "home"


def test_both_sets_of_a_folder_are_installed_with_version_and_hash(tmp_path: Path) -> None:
    told = rule_sets.install(str(small_sets(tmp_path / "rules")))
    assert [(one.name, one.version) for one in rule_sets.installed()] == [
        ("EN 16931 (UBL)", "0.0.1"), ("Peppol BIS Billing 3", "0.0.2"),
    ]  # fmt: skip
    assert {one.sha256 for one in told} == {one.sha256 for one in rule_sets.whole()}


def test_the_official_ones_say_their_versions_themselves() -> None:
    rule_sets.install(str(official_material() / "rules"))
    versions = {one.name: one.version for one in rule_sets.whole()}
    assert versions == {"EN 16931 (UBL)": "1.3.16", "Peppol BIS Billing 3": "3.0.19"}


def test_a_zip_file_and_single_files_do_as_well(tmp_path: Path) -> None:
    folder = small_sets(tmp_path / "rules")
    packed = tmp_path / "release.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(folder / "EN16931-UBL-validation.xslt", "xslt/EN16931-UBL-validation.xslt")
        archive.writestr("README.md", "not a rule set")
    rule_sets.install(str(packed))
    assert rule_sets.whole() == [], "one of two is not enough to call an invoice valid"
    rule_sets.install(str(folder / "PEPPOL-EN16931-UBL.xslt"))
    assert len(rule_sets.whole()) == 2


def test_a_new_version_takes_the_old_ones_place(tmp_path: Path) -> None:
    folder = small_sets(tmp_path / "rules")
    rule_sets.install(str(folder))
    file = folder / "EN16931-UBL-validation.xslt"
    file.write_text(file.read_text().replace("0.0.1", "0.0.9"))
    rule_sets.install(str(file))
    assert [one.version for one in rule_sets.installed()] == ["0.0.9", "0.0.2"]


def test_a_version_that_the_rules_do_not_say_is_asked_for_and_taken_from_the_option(tmp_path: Path) -> None:
    file = small_sets(tmp_path / "rules") / "PEPPOL-EN16931-UBL.xslt"
    file.write_text(file.read_text().replace("release 0.0.2", "a release"))
    with pytest.raises(BadInput, match="--version"):
        rule_sets.install(str(file))
    assert rule_sets.install(str(file), "3.0.20")[0].version == "3.0.20"


def test_a_changed_byte_is_found_before_the_rules_are_used(tmp_path: Path) -> None:
    rule_sets.install(str(small_sets(tmp_path / "rules")))
    one = rule_sets.installed()[0]
    one.path.write_bytes(one.path.read_bytes() + b" ")
    with pytest.raises(BadInput, match="not as they were installed"):
        rule_sets.whole()


@pytest.mark.parametrize("what", ["nothing", "empty folder", "schematron", "other stylesheet", "not XML", "doctype"])
def test_what_holds_no_rules_is_refused_in_words(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    source = folder / "rules.xslt"
    written = {
        "schematron": '<schema xmlns="http://purl.oclc.org/dsdl/schematron">PEPPOL-EN16931-R003</schema>',
        "other stylesheet": '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"/>',
        "not XML": "rules",
        "doctype": "<!DOCTYPE x><x/>",
    }
    if what == "schematron":
        source = folder / "rules.sch"
    if what in written:
        source.write_text(written[what])
    with pytest.raises(BadInput) as refused:
        rule_sets.install(str(folder if what == "empty folder" else source))
    assert len(refused.value.message.split()) > 5
    assert rule_sets.installed() == []
