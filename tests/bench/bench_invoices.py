"""The official verdict of an e-invoice, beside bare saxonche on the same documents in the same run.

What ours adds is what is measured: the guard against attacks, the way to the helper process and back, and the report.
The documents and rules are those that `COE_TEST_DATA` names; without them there is nothing to measure.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from saxonche import PySaxonProcessor

from orchestrator.core.settings import settings
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.documents.official import OfficialRules
from tests.bench.lines import Json, line

LIMIT = 1.5
_ROUNDS = 7


def measure(_ids: set[str]) -> list[Json]:
    """The one row: how many times bare saxonche, the median of rounds that take turns."""
    material = Path(os.environ.get("COE_TEST_DATA") or "nowhere") / "peppol"
    if not (material / "rules").is_dir():
        print("invoice-rules: set COE_TEST_DATA to the folder that holds peppol/rules; nothing was measured.")
        return []
    files = [file for kind in ("examples", "swedish") for file in sorted((material / kind).glob("*.xml"))]
    documents = [file.read_bytes() for file in files]
    os.environ["COE_DEMO"] = "1"
    with tempfile.TemporaryDirectory(prefix="coe-bench-") as home:
        settings().home = Path(home)
        rule_sets.install(str(material / "rules"))
        ours, bare = OfficialRules(), _Bare([one.path for one in rule_sets.whole()])
        pairs = [(_seconds(ours.verdict, documents), _seconds(bare.verdict, documents)) for _ in range(_ROUNDS)][1:]
        ours.close()
    each = statistics.median(theirs for _mine, theirs in pairs) / len(documents) * 1000
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    return [line("invoice-rules", f"times bare saxonche ({each:.1f} ms an invoice)", "times", ratio, LIMIT)]


class _Bare:
    def __init__(self, paths: list[Path]) -> None:
        self._processor = PySaxonProcessor(license=False)
        compiler = self._processor.new_xslt30_processor()
        self._rules = [compiler.compile_stylesheet(stylesheet_file=str(path)) for path in paths]

    def verdict(self, content: bytes) -> None:
        document = self._processor.parse_xml(xml_text=content.decode().lstrip())
        for rule in self._rules:
            rule.transform_to_string(xdm_node=document)


def _seconds(judge: object, documents: list[bytes]) -> float:
    since = time.monotonic()
    for content in documents:
        judge(content)  # type: ignore[operator]
    return time.monotonic() - since
