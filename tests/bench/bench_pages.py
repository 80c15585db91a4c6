"""The item list, the search by reference and the case page with a million items, on PostgreSQL."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import httpx
import psycopg
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from tests.bench.lines import Json, line
from tests.bench.served import ServedPortal, postgres_for_measuring, served_portal
from tests.support.house import PROCESS, House
from tests.support.postgres import Server

IDS = ("pages",)
CODES = ("1287", "1285", "1273")
ITEMS, VISITS, LIMIT_MS = 1_000_000, 120, 60.0
_PASSWORD = "bänk-lösenord-2026"
_PAGES = {
    "list": "/work-items", "waiting": "/work-items?state=waiting", "month": "/work-items?month=2026-11",
    "search": "/work-items?q=F-5000", "exact": "/work-items?q=F-500000", "runs": "/runs",
}  # fmt: skip


def measure(_wanted: set[str]) -> list[Json]:
    """p95 over all of them, each visited in turn; limit 60 ms."""
    with (
        tempfile.TemporaryDirectory() as folder, postgres_for_measuring() as server,
        served_portal(server, "bench_pages", Path(folder), CODES) as portal,
    ):  # fmt: skip
        case_id = _fill(portal, server)
        with httpx.Client(base_url=portal.url, timeout=120, follow_redirects=True) as client:
            client.post("/sign-in", data={"username": "karin", "password": _PASSWORD})
            pages = _PAGES | {"case": f"/work-items/{case_id}"}
            times = {name: _visit(client, path) for name, path in pages.items()}
        with httpx.Client(base_url=portal.url, timeout=120, follow_redirects=True) as client:
            client.post("/sign-in", data={"username": "per", "password": _PASSWORD})
            times["region"] = _visit(client, "/work-items")
    each = ", ".join(f"{name} {_p95(seconds) * 1000:.0f}" for name, seconds in times.items())
    worst = max(_p95(seconds) for seconds in times.values()) * 1000
    return [line("pages", f"p95 of the slowest page with {ITEMS:,} items ({each})", "ms", worst, LIMIT_MS)]


def _visit(client: httpx.Client, path: str) -> list[float]:
    seconds = []
    for _ in range(VISITS):
        began = time.monotonic()
        answer = client.get(path)
        seconds.append(time.monotonic() - began)
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return sorted(seconds[20:])


def _p95(ordered: list[float]) -> float:
    return ordered[-(-len(ordered) * 95 // 100) - 1]


def _fill(portal: ServedPortal, server: Server) -> str:
    """A million items over three municipalities, most of them done, some of them with people, some in the queue."""
    with portal.database.session(Scope.steward("bench")) as session:
        sealed = {code: vault.seal_json(session, code, "payload", {"month": "2026-12"}) for code in CODES}
        karin = people.add_person(session, "karin", "Karin Bergström", _PASSWORD)
        people.grant_role(session, karin, Role.BUSINESS_OWNER, CODES[0])
        per = people.add_person(session, "per", "Per Lindqvist", _PASSWORD)
        people.grant_role(session, per, Role.OPERATIONS, None)
    with psycopg.connect(f"{server.plain_url}/bench_pages", autocommit=True) as base:
        for number, code in enumerate(CODES):
            base.execute(_ITEMS, (code, PROCESS, sealed[code], number + 1, ITEMS, len(CODES)))
        base.execute("VACUUM ANALYZE work_item")
    with portal.database.session(House(portal.database).scope) as session:
        return session.scalars(select(WorkItem.id).where(WorkItem.municipality_code == CODES[0]).limit(1)).one()


_ITEMS = (
    "INSERT INTO work_item (id, municipality_code, process, reference, occurrence, state, purpose, priority, payload, "
    "received_at, available_at, max_attempts, attempts, fence, created_at, exception_kind, exception_code, "
    "waiting_for) SELECT lpad(to_hex(n), 32, '0'), %s, %s, 'F-' || n, '2026-12', "
    "CASE n %% 20 WHEN 0 THEN 'new' WHEN 1 THEN 'waiting_human' ELSE 'done' END, 'handle', 100, %s, "
    "timestamptz '2026-11-23' - n * interval '30 second', now(), 3, 1, 1, now(), "
    "CASE n %% 20 WHEN 1 THEN 'business' END, CASE n %% 20 WHEN 1 THEN 'handed_over' END, "
    "CASE n %% 20 WHEN 1 THEN 'decision' END FROM generate_series(%s::bigint, %s::bigint, %s::bigint) n"
)
