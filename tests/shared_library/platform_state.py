"""What the double of the platform holds: its queue, what it was told, and what a test may set."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Assess = Callable[[Json, Json], Json]


@dataclass
class Platform:
    """State and record of the double."""

    assess: Assess
    lease_seconds: float = 45
    mode: str = "decide"
    items: dict[str, Json] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    configuration: Json = field(default_factory=dict)
    pictures: list[tuple[str, str, bytes]] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    rounds: list[Json] = field(default_factory=list)
    to_read: list[Json] = field(default_factory=list)
    outcomes: dict[str, Json] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    run_pictures: list[str] = field(default_factory=list)
    heartbeats: int = 0
    stopping: bool = False
    answer_503: int = 0
    on_call: Callable[[str], None] = lambda _path: None
    url: str = ""

    def add(self, reference: str, payload: Json | None = None, **more: Any) -> Json:
        item = {
            "id": f"item-{len(self.items) + 1}",
            "reference": reference,
            "occurrence": "2026-12",
            "payload": payload or {"reference": reference, "month": "2026-12"},
            "files": [],
            "state": "new",
            "fence": 0,
            "attempt": 0,
            "mode": self.mode,
            "purpose": "handle",
            "decision": None,
            "effects": [],
            "released": [],
            "leased_until": 0.0,
            **more,
        }
        self.items[item["id"]] = item
        return item

    def by_reference(self, reference: str) -> Json:
        return next(item for item in self.items.values() if item["reference"] == reference)

    def next_item(self) -> Json | None:
        now = time.monotonic()
        for item in self.items.values():
            lost = item["state"] == "leased" and item["leased_until"] < now
            if item["state"] == "new" or lost:
                if item["effects"]:
                    item["purpose"] = "verify"
                item.update(
                    state="leased",
                    fence=item["fence"] + 1,
                    attempt=item["attempt"] + 1,
                    leased_until=now + self.lease_seconds,
                )
                return item
        return None
