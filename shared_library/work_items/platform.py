"""``RPA.Robocorp.WorkItems`` on the platform's queue.

One request a case: ``reserve`` brings payload and file names, which are cached, so that the library's
own calls (payload, list of files) cost nothing. Beside the nine verbs of rpaframework stand those that
an item of ours has more: assess, commit, effects, evidence, lease.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Any

from RPA.Robocorp.WorkItems import BaseAdapter, EmptyQueue, State

from shared_library.client import ApiClient, Json
from shared_library.environment import Environment
from shared_library.errors import LeaseLost, RunStopped
from shared_library.work_items.lease import Lease, end_process

POLL_SECONDS = 20.0


class PlatformAdapter(BaseAdapter):
    """Set ``RPA_WORKITEMS_ADAPTER=shared_library.work_items.PlatformAdapter``."""

    def __init__(self) -> None:
        self.env = Environment.read()
        self.client = ApiClient.from_environment()
        self.lease: Lease | None = None
        self.stopping = False
        self._items: dict[str, Json] = {}
        self._phases: list[Json] = []

    # -- the nine verbs ---------------------------------------------------------------------------

    def reserve_input(self) -> str:
        """The next item's id. EmptyQueue after lingering for more work, or when the run is to end."""
        if self.stopping:
            raise EmptyQueue("The run takes no more items")
        ends_at = time.monotonic() + self.env.linger_seconds
        while True:
            if _told_to_end():  # SIGTERM while waiting: there is no case to give back
                raise EmptyQueue("The run was told to end")
            left = max(0.0, ends_at - time.monotonic())
            try:
                item = self.client.reserve(min(left, POLL_SECONDS))
            except RunStopped as stopped:
                self.stopping = True
                raise EmptyQueue("The run takes no more items") from stopped
            if item is not None:
                return self._take(item)
            if time.monotonic() >= ends_at - 0.05:
                raise EmptyQueue("No work items in the queue")

    def release_input(self, item_id: str, state: State, exception: dict | None = None) -> None:
        """Give the item back. A lease that was lost meanwhile ends the process, as everywhere."""
        done = state is State.DONE
        phases, self._phases = self._phases, []
        lease, self.lease = self.lease, None
        try:
            self.client.release(item_id, self.fence(item_id), "done" if done else "failed", exception, phases)
        except LeaseLost:
            end_process(item_id)
        finally:
            if lease is not None:
                self.stopping = self.stopping or lease.stop_wanted
                lease.end()
            self._items.pop(item_id, None)

    def create_output(self, parent_id: str, payload: Any = None) -> str:
        """rpaframework's child item: ``payload`` must name its ``reference``; ``occurrence`` is 1 by default."""
        payload = payload or {}
        item = {
            "reference": str(payload["reference"]),
            "occurrence": str(payload.get("occurrence", "1")),
            "payload": payload,
            "received_at": datetime.now(UTC).isoformat(),
            "person": None,
            "due_at": None,
            "parent_id": parent_id,
            "parent_fence": self.fence(parent_id) if parent_id else None,
        }
        answer = self.client.add_items([item])
        return str((answer["added"] + answer["existing"])[0])

    def load_payload(self, item_id: str) -> Any:
        return self._items[item_id]["payload"]

    def save_payload(self, item_id: str, payload: Any) -> None:
        self.client.save_payload(item_id, self.fence(item_id), payload)
        self._items[item_id]["payload"] = payload

    def list_files(self, item_id: str) -> list[str]:
        return [file["name"] for file in self._items[item_id]["files"]]

    def get_file(self, item_id: str, name: str) -> bytes:
        return self.client.get_file(item_id, name)

    def add_file(self, item_id: str, name: str, *, original_name: str, content: bytes) -> None:  # noqa: ARG002
        self.client.put_file(item_id, self.fence(item_id), name, content)
        self._items[item_id]["files"].append({"name": name, "size": len(content)})

    def remove_file(self, item_id: str, name: str) -> None:
        self.client.delete_file(item_id, self.fence(item_id), name)
        files = self._items[item_id]["files"]
        files[:] = [file for file in files if file["name"] != name]

    # -- what a case of ours has more ---------------------------------------------------------------

    def item(self, item_id: str) -> Json:
        return self._items[item_id]

    def fence(self, item_id: str) -> int:
        return int(self._items[item_id]["fence"])

    def ensure_lease(self) -> None:
        if self.lease is not None:
            self.lease.ensure()

    def assess(self, item_id: str, facts: Json) -> Json:
        return self.client.assess(item_id, self.fence(item_id), facts)

    def commit(self, item_id: str, effects: list[Json]) -> list[Json]:
        self.ensure_lease()
        return self.client.commit(item_id, self.fence(item_id), effects)

    def set_effect(self, item_id: str, seq: int, state: str, detail: Json | None = None) -> None:
        self.client.set_effect(item_id, self.fence(item_id), seq, state, detail)

    def keep_evidence(self, item_id: str, evidence: Json, content: bytes) -> None:
        self.client.keep_item_evidence(item_id, self.fence(item_id), evidence, content)

    def keep_run_evidence(self, evidence: Json, content: bytes) -> None:
        self.client.keep_run_evidence(self.env.run_id, evidence, content)

    def outcomes_to_read(self) -> list[Json]:
        return self.client.outcomes_to_read()

    def tell_outcome(self, item_id: str, outcome: Json) -> None:
        self.client.tell_outcome(item_id, outcome)

    def tell_looked_up(self, item_id: str) -> None:
        self.client.tell_looked_up(item_id)

    def lay_round(self, places: Json) -> Json:
        return self.client.lay_round(places)

    def progress(self, text: str, item_id: str | None) -> None:
        self.client.progress(self.env.run_id, text, item_id)

    def add_items(self, items: list[Json]) -> Json:
        return self.client.add_items(items)

    def set_phases(self, phases: list[Json]) -> None:
        """The seconds of each phase, sent with the release."""
        self._phases = phases

    def _take(self, item: Json) -> str:
        item_id = str(item["id"])
        item.setdefault("files", [])
        self._items[item_id] = item
        self.lease = Lease(self.client, item_id, int(item["fence"]), float(item["lease_seconds"]))
        return item_id


def _told_to_end() -> bool:
    """Whether SIGTERM has come to a robot with a browser; without one Robot Framework's own handler ends it."""
    session = sys.modules.get("shared_library.browser.session")
    return session is not None and bool(session.BrowserSession.stopping)
