"""A package tried in a test environment of its own: with every vendor, and with every fault that a system can have.

What it asks of any package: the robot ends in order, every case ends with a word of its own, no fault makes one that is
unexpected, and after the fault has gone the case is done, or with a person, as without it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.cli.demo_verdict import expected
from orchestrator.entrypoints.cli.robot_laptop import Json, Package, Start, on_a_laptop, start
from orchestrator.entrypoints.testbed_process import fill
from orchestrator.governance.catalogue.rules_host import rules_host
from orchestrator.operations.documents import intake

PLAIN = "plain"
_PLAIN_CASES, _CASES = 4, 20
_TWICE = 2
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Check:
    """`what`: plain, or system and fault. `told` says what was found."""

    vendor: str
    what: str
    passed: bool
    told: str


@dataclass
class Trial:
    """One vendor's part, in the test environment at `testbed` with its files in `data`; evidence goes to `output`."""

    package: Package
    testbed: str
    vendor: str
    municipality: str
    output: Path
    data: Path

    def checks(self, *, faults: bool, tell: Tell = lambda _text: None) -> Iterator[Check]:
        """Plain first; with `faults`, each fault of each system that the configuration names."""
        items = self._items()
        tell(f"{self.vendor or self.package.name}: {PLAIN}")
        yield self._plain(items[:_PLAIN_CASES])
        # A fault in saving is met only by a case that is written: those that the answer key says come first.
        written = self._answers()
        rest = sorted(items[_PLAIN_CASES:] or items, key=lambda item: not written.get(_reference(item), False))
        for number, (system, fault) in enumerate(self._faults() if faults else []):
            tell(f"{self.vendor or self.package.name}: {system} {fault}")
            yield self._with(system, fault, rest[number % len(rest)])

    def _plain(self, items: list[Json]) -> Check:
        code, record = self._run("plain", items)
        failed = [entry for entry in record if _kind(entry) == "APPLICATION"]
        open_ = len(items) - sum(1 for entry in record if entry.get("state"))
        key = self._answers()
        known = [entry for entry in record if entry["reference"] in key]
        wrong = [entry["reference"] for entry in known if _is_done(entry) is not key[entry["reference"]]]
        done = sum(map(_is_done, record))
        told = f"{done} done, {len(record) - done} with a person" if not failed else _why(failed[0])
        if wrong:
            told = f"ended otherwise than the answer key says: {', '.join(wrong)}"
        if open_:
            told = f"{open_} of {len(items)} cases did not end"
        return Check(self.vendor, PLAIN, code == 0 and not failed and not open_ and not wrong, told)

    def _with(self, system: str, fault: str, item: Json) -> Check:
        what = f"{system} {fault}"
        self._switch(system, fault, on=True)
        told = []
        for attempt in range(1, _TWICE + 1):
            code, record = self._run(f"{system}-{fault}-{attempt}", [item])
            self._switch(system, fault, on=False)
            if not record or not record[0].get("state"):
                return Check(self.vendor, what, False, f"attempt {attempt}: the case did not end (exit code {code})")
            entry = record[0]
            told.append("done" if _is_done(entry) else _why(entry))
            if (entry.get("exception") or {}).get("code") == "unexpected":
                return Check(self.vendor, what, False, f"attempt {attempt}: {told[-1]}")
            if _kind(entry) != "APPLICATION":
                return Check(self.vendor, what, True, ", then ".join(told))
            # The next attempt knows what was declared, as on the platform.
            declared = entry.get("effects") or []
            purpose = "verify" if declared else "handle"
            item = item | {"effects": declared, "purpose": purpose, "decision": entry.get("decision")}
        return Check(self.vendor, what, False, ", then ".join(told))

    def _items(self) -> list[Json]:
        """Of the test environment: documents that come in, or cases found by the package's own task that collects; else
        its devdata."""
        collect = self.package.task("collect")
        if not self.vendor:
            return _read(self.package.folder / "devdata" / "work-items.json")
        documents = fill(self.testbed, self.municipality, self.vendor, _CASES)
        if documents or collect is None:
            return [self._of_document(one) for one in documents]
        empty = self.output / "none.json"
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.write_text("[]")
        wanted = self._start("collect", empty)
        code, _record = start(self.package, collect, wanted)
        found = wanted.output / "work-items-out.json"
        if code != 0 or not found.is_file():
            raise BadInput(f"The task {collect} found no case in the test environment. See {wanted.output}/log.html.")
        return [item | {"mode": "decide"} for item in _read(found)]

    def _of_document(self, document: dict[str, str]) -> Json:
        """The work item that the platform makes of a document: read by the process, judged by the official rules."""
        on_a_laptop()
        process, content = str(self.package.manifest.get("process") or self.package.name), document["content"].encode()
        reference, payload = intake.prepared(rules_host(), process, document["name"], content)
        return {"reference": reference, "occurrence": "1", "payload": payload, "mode": "decide"}

    def _run(self, name: str, items: list[Json]) -> tuple[int, list[Json]]:
        path = self.output / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(items, ensure_ascii=False))
        task = self.package.task("handle")
        if task is None:
            raise BadInput("manifest.yaml names no task that handles cases (`tasks: handle:`).")
        return start(self.package, task, self._start(name, path))

    def _start(self, name: str, items: Path) -> Start:
        return Start(self.testbed, self.vendor, self.municipality, self.output / name, items, quiet=True)

    def _faults(self) -> list[tuple[str, str]]:
        """(system, fault) of every system that the configuration has an address of."""
        found = []
        for values in self.package.configuration(self.testbed, self.vendor).values():
            system = urlsplit(str(values.get("url", ""))).path.strip("/").partition("/")[0]
            answer = httpx.get(f"{self.testbed}/{system}/admin/faults", timeout=10)
            if system and answer.status_code == httpx.codes.OK:
                found += [(system, name) for name in answer.json()["known"]]
        return found

    def _switch(self, system: str, fault: str, *, on: bool) -> None:
        told = {"name": fault, "on": on, "times": 1}
        httpx.post(f"{self.testbed}/{system}/admin/faults", json=told, timeout=10).raise_for_status()

    def _answers(self) -> dict[str, bool]:
        """reference → whether the answer key says that the robot finishes it; empty where there is no key."""
        path = self.data / "answer_key.json"
        if not path.is_file():
            return {}
        cases = map(expected, json.loads(path.read_text())["cases"])
        return {case["reference"]: case["outcome"] == "granted" for case in cases}


def _read(path: Path) -> list[Json]:
    if not path.is_file():
        raise BadInput(f"There are no work items in {path}: the package is tried on them.")
    found: list[Json] = json.loads(path.read_text())
    return found


def _reference(item: Json) -> str:
    """As the file adapter finds it: the item's own, or its payload's."""
    return str(item.get("reference") or (item.get("payload") or {}).get("reference", ""))


def _is_done(entry: Json) -> bool:
    return entry.get("state") == "COMPLETED"


def _kind(entry: Json) -> str:
    return str((entry.get("exception") or {}).get("type", ""))


def _why(entry: Json) -> str:
    why = entry.get("exception") or {}
    return f"{why.get('code', '?')}: {why.get('message', '')}".strip()
