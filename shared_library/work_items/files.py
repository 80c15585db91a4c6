"""Work items on a laptop: rpaframework's own file in, and beside it a record of what became of each.

``RPA_INPUT_WORKITEM_PATH`` names the JSON list of items (``devdata/``). An item may say its ``mode``
(``shadow`` when silent), ``purpose``, ``reference`` and ``occurrence``; the two last are else taken from
the payload. rpaframework's FileAdapter writes nothing on release, so this one records releases, effects
and evidence under ``ROBOT_ARTIFACTS``. Only the assessment goes over HTTP, to the address that
``coe robot run`` opens.
"""

from __future__ import annotations

import json
from typing import Any

from RPA.Robocorp.WorkItems import FileAdapter, State

from shared_library.client import ApiClient, Json
from shared_library.environment import artifacts_folder


class FileCases(FileAdapter):
    """Set ``RPA_WORKITEMS_ADAPTER=shared_library.work_items.FileCases``."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping = False
        self.lease = None
        self.record: dict[str, Json] = {}
        self._phases: list[Json] = []
        self._client: ApiClient | None = None

    @property
    def client(self) -> ApiClient:
        if self._client is None:
            self._client = ApiClient.from_environment()
        return self._client

    def release_input(self, item_id: str, state: State, exception: dict | None = None) -> None:
        super().release_input(item_id, state, exception)
        entry = self._entry(item_id)
        entry.update(state=state.value, exception=exception, phases=self._phases)
        self._phases = []
        self._write()

    def item(self, item_id: str) -> Json:
        _, raw = self._get_item(item_id)
        payload = raw.get("payload") or {}
        return {
            "id": item_id,
            "reference": raw.get("reference") or payload.get("reference") or f"laptop-{item_id}",
            "occurrence": raw.get("occurrence") or payload.get("month") or "1",
            "mode": raw.get("mode", "shadow"),
            "purpose": raw.get("purpose", "handle"),
            "attempt": 1,
            "payload": payload,
            "decision": raw.get("decision"),
            "effects": raw.get("effects", []),
        }

    def ensure_lease(self) -> None:
        """A file is nobody else's: the lease is always long enough."""

    def assess(self, item_id: str, facts: Json) -> Json:
        answer = self.client.assess(item_id, 1, facts)
        if decision := answer.get("decision"):  # what a later attempt, that only writes or looks, gets with its item
            self._entry(item_id)["decision"] = {**decision, "assessment": answer["assessment"]}
            self._write()
        return answer

    def commit(self, item_id: str, effects: list[Json]) -> list[Json]:
        declared = [{**effect, "seq": n, "state": "declared"} for n, effect in enumerate(effects, 1)]
        self._entry(item_id)["effects"] = declared
        self._write()
        return [dict(effect) for effect in declared]

    def set_effect(self, item_id: str, seq: int, state: str, detail: Json | None = None) -> None:
        effect = next(e for e in self._entry(item_id).get("effects", []) if e["seq"] == seq)
        effect.update(state=state, detail=detail or {})
        self._write()

    def keep_evidence(self, item_id: str, evidence: Json, content: bytes) -> None:
        suffix = evidence["content_type"].rsplit("/", 1)[-1]
        folder = artifacts_folder() / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{item_id}-{evidence['name']}.{suffix}").write_bytes(content)

    def keep_run_evidence(self, evidence: Json, content: bytes) -> None:
        self.keep_evidence("run", evidence, content)

    def outcomes_to_read(self) -> list[Json]:
        """The input file's items: on a laptop they are what to look up."""
        return [self.item(str(number)) for number in range(len(self.inputs))]

    def tell_outcome(self, item_id: str, outcome: Json) -> None:
        self._entry(item_id)["outcome"] = outcome
        self._write()

    def tell_looked_up(self, item_id: str) -> None:
        """A laptop looks up the whole file each time."""

    def lay_round(self, places: Json) -> Json:
        """On a laptop nobody waits for a round: what was read is laid in a file to look at."""
        folder = artifacts_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "places.json").write_text(json.dumps(places, ensure_ascii=False, indent=2), encoding="utf-8")
        return {"id": "laptop", "number": 0, "children": 0}

    def progress(self, text: str, item_id: str | None) -> None:
        """Nobody watches a laptop run but its own console."""

    def add_items(self, items: list[Json]) -> Json:
        """Collected cases go to rpaframework's output file, ready to be the input of the next task."""
        ids = []
        for item in items:
            self.outputs.append({"payload": item["payload"]})
            ids.append(str(len(self.inputs) + len(self.outputs) - 1))
        self._save_to_disk("output")
        return {"added": ids, "existing": []}

    def set_phases(self, phases: list[Json]) -> None:
        self._phases = phases

    def _entry(self, item_id: str) -> dict[str, Any]:
        """What is written down of an item; with the effects that an earlier attempt had declared."""
        if item_id not in self.record:
            item = self.item(item_id)
            before = {"effects": [dict(effect) for effect in item["effects"]]} if item["effects"] else {}
            self.record[item_id] = {"id": item_id, "reference": item["reference"], **before}
        return self.record[item_id]

    def _write(self) -> None:
        folder = artifacts_folder()
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(list(self.record.values()), ensure_ascii=False, indent=2)
        (folder / "work_items_record.json").write_text(text, encoding="utf-8")
