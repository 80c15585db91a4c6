"""The helper process: both official rule sets, compiled once, and one document after the other on standard input.

    python official_helper.py NAME=PATH …        the sets, in the order in which they are asked

It says `{"ready": true}`, then answers each line `{"xml": base64}` by `{"findings": [{rule_set, rule, flag, text,
location}]}`. It holds 240 MB and knows nothing of the platform: it imports nothing of it, and ends with whoever started
it, or when nobody has asked for a while.
"""

import base64
import json
import re
import select
import sys
from typing import Any
from xml.etree import ElementTree

from saxonche import PySaxonApiError, PySaxonProcessor

IDLE_SECONDS = 600
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def main(sets: list[str]) -> None:
    """Answer until standard input ends, or nobody has asked for `IDLE_SECONDS`."""
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    named = (one.split("=", 1) for one in sets)
    rules = [(name, compiler.compile_stylesheet(stylesheet_file=path)) for name, path in named]
    _say({"ready": True})
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        _say(_answer(processor, rules, base64.b64decode(json.loads(line)["xml"])))


def _answer(processor: Any, rules: list[tuple[str, Any]], content: bytes) -> dict[str, Any]:
    try:
        document = processor.parse_xml(xml_text=_text(content))
    except (PySaxonApiError, UnicodeError, LookupError) as error:
        return {"error": " ".join(str(error).split())}
    return {"findings": [finding for name, rule in rules for finding in _findings(name, rule, document)]}


def _findings(name: str, rule: Any, document: Any) -> list[dict[str, Any]]:
    try:
        report = rule.transform_to_string(xdm_node=document)
    except PySaxonApiError as error:
        # A value that the rules cannot even reckon with, such as a sum that is no number: no rule can say it is right.
        told = " ".join(str(error).split())
        return [{"rule_set": name, "rule": "not evaluated", "flag": "fatal", "text": told, "location": "/"}]
    return [
        {
            "rule_set": name, "rule": failed.get("id", ""), "flag": failed.get("flag", "fatal"),
            "text": " ".join("".join(failed.itertext()).split()),
            "location": failed.get("location", ""),
        }
        for failed in ElementTree.fromstring(report).iter(f"{_SVRL}failed-assert")  # noqa: S314 - the rules' own report
    ]  # fmt: skip


def _text(content: bytes) -> str:
    """As text, without the declaration, which speaks of bytes that are no more."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _bare(content.decode(encoding))
    said = _DECLARATION.match(content[:200].decode("latin-1"))
    return _bare(content.decode(said[1] if said else "utf-8"))


def _bare(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).lstrip()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
