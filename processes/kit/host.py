"""The rules in an interpreter of their own: one JSON line in, one JSON line out. No network, no clock.

python -I -B processes/kit/host.py ROOT        ROOT: the folder that contains processes/

{"op": "assess", "process", "facts", "municipality", "config", "on"} → {"ok": true, "assessment"}
{"op": "schema", "process"}                                          → {"ok": true, "schema"}
{"op": "describe", "process"}                                        → {"ok": true, "process"}
{"op": "document", "process", "content"}         base64 → {"ok": true, "document": {"reference", "payload"}}
{"op": "sheet", "process", "payload", "reasons"}                     → {"ok": true, "sheet": {"title", "blocks"}}
{"op": "round", "process", "told"}                                   → {"ok": true, "round": {"input", "result", …}}
{"op": "after_answer", "process", "told"}                            → {"ok": true, "after": {"stays"}}
anything that cannot be done                  → {"ok": false, "error": {"kind", "message", "problems"}}
"""

import base64
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

if __name__ == "__main__":  # -I leaves our own folder out of the path, so that nothing else slips in
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "processes").is_dir():
        sys.exit("Give the folder that contains processes/: python -I -B processes/kit/host.py ROOT")
    sys.path.insert(0, str(Path(sys.argv[1]).resolve()))

from processes.kit.errors import FactsInvalid, KitError, problem
from processes.kit.process import Process
from processes.kit.process import load as load_process

Json = dict[str, Any]
load: Callable[[str], Process] = cache(load_process)


def answer(request: Any) -> Json:
    """The answer to one request. Never raises: an error of ours is told by its kind, without case data."""
    try:
        return {"ok": True, **_done(request)}
    except KitError as error:
        return {"ok": False, "error": error.as_json()}
    except Exception as error:  # the caller must get a line whatever happened; the facts stay out of it
        where = error.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
        fault = f"The rules failed ({type(error).__name__} at {place}). Nothing was assessed: tell the developers."
        return {"ok": False, "error": {"kind": "internal", "message": fault, "problems": []}}


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    """Answer line by line until the input ends."""
    for line in lines:
        if line.strip():
            out.write(json.dumps(_answer_line(line)).encode() + b"\n")
            out.flush()


def _answer_line(line: bytes) -> Json:
    try:
        request = json.loads(line)
    except ValueError:
        return answer(None)
    return answer(request)


def _done(request: Any) -> Json:
    operations: dict[str, Callable[[Json], Json]] = {
        "assess": _assess, "schema": _schema, "describe": _describe, "document": _document, "sheet": _sheet,
        "round": _round, "after_answer": _after_answer,
    }  # fmt: skip
    if not isinstance(request, dict) or request.get("op") not in operations:
        raise FactsInvalid([problem(
            "op", f"A request is one JSON object whose op is one of {', '.join(operations)}.",
            f"En fråga är ett JSON-objekt vars op är ett av {', '.join(operations)}.",
        )])  # fmt: skip
    return operations[request["op"]](request)


def _assess(request: Json) -> Json:
    process = load(str(request.get("process")))
    config = request.get("config")
    if not isinstance(config, dict):
        raise FactsInvalid([problem(
            "config", "Give the municipality's dated values as an object, empty if it has none.",
            "Ange kommunens daterade värden som ett objekt, tomt om den inte har några.",
        )])  # fmt: skip
    assessment = process.assess(request.get("facts"), str(request.get("municipality")), config, _day(request.get("on")))
    return {"assessment": assessment.as_json()}


def _schema(request: Json) -> Json:
    return {"schema": load(str(request.get("process"))).json_schema()}


def _describe(request: Json) -> Json:
    description = load(str(request.get("process"))).describe()
    return {"process": json.loads(json.dumps(description, default=str))}


def _document(request: Json) -> Json:
    try:
        content = base64.b64decode(request["content"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise FactsInvalid([problem(
            "content", "Give the document as base64.", "Ange dokumentet som base64.",
        )]) from None  # fmt: skip
    return {"document": load(str(request.get("process"))).read_document(content)}


def _sheet(request: Json) -> Json:
    process = load(str(request.get("process")))
    return {"sheet": process.sheet(request.get("payload") or {}, request.get("reasons") or [])}


def _round(request: Json) -> Json:
    return {"round": load(str(request.get("process"))).lay_round(request.get("told") or {})}


def _after_answer(request: Json) -> Json:
    return {"after": load(str(request.get("process"))).after_answer(request.get("told") or {})}


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise FactsInvalid([problem(
            "on", "Write the day of the assessment as YYYY-MM-DD, for example 2026-11-23.",
            "Skriv bedömningens dag som ÅÅÅÅ-MM-DD, till exempel 2026-11-23.",
        )]) from None  # fmt: skip


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
