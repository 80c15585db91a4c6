"""Rule sets for tests: two small ones of our own, which run where the official ones are not; and where those are."""

import os
from pathlib import Path

import pytest

_SHEET = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"
  xmlns:svrl="http://purl.oclc.org/dsdl/svrl"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <!-- {says} -->
  <xsl:template match="/">
    <svrl:schematron-output><xsl:apply-templates select="{asked}"/></svrl:schematron-output>
  </xsl:template>
  <xsl:template match="node()">
    <svrl:failed-assert id="{rule}" flag="fatal" location="/Invoice">
      <svrl:text>{mark}-{told}</svrl:text>
    </svrl:failed-assert>
  </xsl:template>
</xsl:stylesheet>"""


def small_sets(folder: Path) -> Path:
    """A folder with two sets that the installer takes for the official ones: one wants an ID, the other no note."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "EN16931-UBL-validation.xslt").write_text(
        _SHEET.format(
            says="Schematron version 0.0.1", asked="/*[not(cbc:ID)]", rule="BR-02", mark="[BR-CO-10]", told="ID"
        )
    )
    (folder / "PEPPOL-EN16931-UBL.xslt").write_text(
        _SHEET.format(says="release 0.0.2", asked="//cbc:Note", rule="PEPPOL-EN16931-R002",
                      mark="PEPPOL-EN16931-R003", told="no note")
    )  # fmt: skip
    return folder


def official_material() -> Path:
    """The folder with official rules and documents; the test is skipped where they are not."""
    path = Path(os.environ.get("COE_TEST_DATA") or "nowhere") / "peppol"
    if not (path / "rules").is_dir():
        pytest.skip("the official rules are not here: set COE_TEST_DATA to the folder that holds peppol/rules")
    return path
