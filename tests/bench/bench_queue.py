"""The queue over HTTP on PostgreSQL: claim and complete, also with a million waiting; adding one by one and in bulk.

CPU is that of the portal and of every process of the database together. The limit is the same work by raw psycopg
statements, in the same run: no HTTP, no token, no encryption, no checks.
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from orchestrator.governance.vault import service as vault
from tests.bench.lines import Json, line
from tests.bench.served import ServedPortal, cpu_of, descendants, postgres_for_measuring, served_portal
from tests.support.house import PROCESS, House
from tests.support.postgres import Server

IDS = ("claim", "claim-1m", "add", "add-bulk")
CODE = "1287"
_PAYLOAD = {"reference": "EB-1", "month": "2026-12", "contact": {"channel": "sms", "address": "0701740605"}}
_MILLION, _CASES = 1_000_000, 200


def measure(wanted: set[str]) -> list[Json]:
    """The rows that are wanted."""
    with (
        tempfile.TemporaryDirectory() as folder, postgres_for_measuring() as server,
        served_portal(server, "bench_queue", Path(folder), (CODE,)) as portal,
    ):  # fmt: skip
        house = House(portal.database, code=CODE, mode="shadow", effects=())
        _run, token = house.start_run()
        rows = []
        if wanted & {"add", "add-bulk"}:
            rows += _adding(portal, server, token)
        if wanted & {"claim", "claim-1m"}:
            rows += _claiming(portal, server, house, wanted)
        return [one for one in rows if one["id"] in wanted]


# -- claim and complete -------------------------------------------------------------------------------


def _claiming(portal: ServedPortal, server: Server, house: House, wanted: set[str]) -> list[Json]:
    _empty(server)
    _fill(portal, server, 4000)
    _handle(portal, house, 300)
    small, raw = [], []
    for _ in range(3):  # turn by turn, so that a busy machine slows both
        small.append(_handle(portal, house, 600))
        raw.append(_raw_claims(server, 600))
    told = "claim + complete over HTTP, processor of portal and database; limit: raw psycopg; wanted at most 5 ms"
    rows = [line("claim", told, "CPU-ms", statistics.median(small), statistics.median(raw))]
    if "claim-1m" not in wanted:
        return rows
    _fill(portal, server, _MILLION)
    _handle(portal, house, 300)
    large = [_handle(portal, house, 600) for _ in range(3)]
    rows.append(line("claim-1m", "the same with 1,000,000 waiting; limit: with 4,000, wanted at most 1.2 times that",
                    "CPU-ms", statistics.median(large), statistics.median(small)))  # fmt: skip
    return rows


def _handle(portal: ServedPortal, house: House, count: int) -> float:
    """CPU milliseconds a case of server and database; a run after the other, each with as many cases as one run has."""
    clients = [Client(portal.url, house.start_run()[1]) for _ in range(0, count, _CASES)]
    before = portal.cpu_seconds()
    for number in range(count):
        client = clients[number // _CASES]
        item = client.post("/work-items/reserve", {"wait_seconds": 0})
        client.post(f"/work-items/{item['id']}/release", {"fence": item["fence"], "state": "done"})
    return (portal.cpu_seconds() - before) * 1000 / count


def _raw_claims(server: Server, count: int) -> float:
    """The same two changes by hand: claim with SKIP LOCKED, attempt and transition, complete; this process included."""
    with psycopg.connect(f"{server.plain_url}/bench_queue") as base:
        before = _raw_cpu(server)
        for _ in range(count):
            taken = base.execute(
                "UPDATE work_item SET state = 'leased', fence = fence + 1 WHERE id = (SELECT id FROM work_item WHERE "
                "state IN ('new', 'verify') AND municipality_code = %s AND process = %s AND available_at <= now() "
                "ORDER BY priority, available_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, payload",
                (CODE, PROCESS),
            ).fetchone()
            assert taken is not None
            base.execute(_RAW_TRANSITION, (taken[0], CODE, taken[0], "new", "leased"))
            base.commit()
            base.execute("UPDATE work_item SET state = 'done' WHERE id = %s", (taken[0],))
            base.execute(_RAW_TRANSITION, (taken[0][:-1] + "x", CODE, taken[0], "leased", "done"))
            base.commit()
        return (_raw_cpu(server) - before) * 1000 / count


_RAW_TRANSITION = (
    "INSERT INTO transition (id, municipality_code, work_item_id, from_state, to_state, at, actor, reason) "
    "VALUES (%s, %s, %s, %s, %s, now(), 'raw', '') ON CONFLICT DO NOTHING"
)


def _raw_cpu(server: Server) -> float:
    return time.process_time() + sum(map(cpu_of, [server.process.pid, *descendants(server.process.pid)]))


# -- add ---------------------------------------------------------------------------------------------


def _adding(portal: ServedPortal, server: Server, token: str) -> list[Json]:
    _fill(portal, server, 4000)  # as on any day but the first: PostgreSQL knows the table, and plans its checks by that
    with ProcessPoolExecutor(4) as clients:
        _adds(portal, token, clients, "warm", 50)
        _bulk(portal, token, "warm-b", 2)
        single, raw_single, bulk, raw_bulk = [], [], [], []
        for turn in range(3):
            single.append(_adds(portal, token, clients, f"s{turn}", 250))
            raw_single.append(_raw_adds(server, f"r{turn}", 1000, at_once=1))
            bulk.append(_bulk(portal, token, f"b{turn}", 5))
            raw_bulk.append(_raw_adds(server, f"q{turn}", 5000, at_once=1000))
    one = "adding one by one, 4 clients, all checks on; limit: raw psycopg inserts, 1 client; wanted at least 300/s"
    many = "adding 1,000 at once, all checks on; limit: raw psycopg inserts of 1,000; wanted at least 5,000/s"
    return [
        line("add", one, "items/s", statistics.median(single), statistics.median(raw_single)),
        line("add-bulk", many, "items/s", statistics.median(bulk), statistics.median(raw_bulk)),
    ]


def _adds(portal: ServedPortal, token: str, clients: ProcessPoolExecutor, name: str, each: int) -> float:
    began = time.monotonic()
    list(clients.map(_add_one_by_one, *zip(*[(portal.url, token, f"{name}-{n}", each) for n in range(4)], strict=True)))
    return 4 * each / (time.monotonic() - began)


def _add_one_by_one(url: str, token: str, name: str, count: int) -> None:
    client = Client(url, token)
    for number in range(count):
        client.post("/work-items", {"items": [new_item(f"{name}-{number}")]})


def _bulk(portal: ServedPortal, token: str, name: str, batches: int) -> float:
    client = Client(portal.url, token)
    bodies = [{"items": [new_item(f"{name}-{batch}-{n}") for n in range(1000)]} for batch in range(batches)]
    began = time.monotonic()
    for body in bodies:
        assert len(client.post("/work-items", body)["added"]) == 1000
    return batches * 1000 / (time.monotonic() - began)


def new_item(reference: str) -> dict[str, Any]:
    return {"reference": reference, "occurrence": "2026-12", "payload": _PAYLOAD, "person": "198801122384"}


def _raw_adds(server: Server, name: str, count: int, at_once: int) -> float:
    began = time.monotonic()
    with psycopg.connect(f"{server.plain_url}/bench_queue") as base, base.cursor() as cursor:
        for first in range(0, count, at_once):
            numbers = range(first, min(first + at_once, count))
            cursor.executemany(_RAW_ITEM, [(f"{name}{n:026d}"[:32], CODE, PROCESS, f"{name}-{n}") for n in numbers])
            base.commit()
    return count / (time.monotonic() - began)


_COLUMNS = (
    "id, municipality_code, process, reference, occurrence, state, purpose, priority, payload, received_at, "
    "available_at, max_attempts, attempts, fence, created_at"
)
_RAW_ITEM = (
    f"INSERT INTO work_item ({_COLUMNS}) VALUES "
    "(%s, %s, %s, %s, '2026-12', 'new', 'handle', 100, '\\x00', now(), now(), 3, 0, 0, now())"
)


# -- what both need ----------------------------------------------------------------------------------


class Client:
    """As little as a client can be: one kept connection, JSON in and out."""

    def __init__(self, url: str, token: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._connection = http.client.HTTPConnection(host, int(port), timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{path} answered {answer.status}: {told[:500]!r}")
        found: dict[str, Any] = json.loads(told) if told else {}
        return found


def _empty(server: Server) -> None:
    with psycopg.connect(f"{server.plain_url}/bench_queue", autocommit=True) as base:
        base.execute("TRUNCATE work_item CASCADE")


def _fill(portal: ServedPortal, server: Server, count: int) -> None:
    """So many waiting items, laid by the database itself; their payload opens as any other."""
    with portal.database.session(House(portal.database).scope) as session:
        sealed = vault.seal_json(session, CODE, "payload", _PAYLOAD)
    with psycopg.connect(f"{server.plain_url}/bench_queue", autocommit=True) as base:
        held = base.execute("SELECT count(*) FROM work_item").fetchone()
        first = held[0] if held else 0
        base.execute(
            f"INSERT INTO work_item ({_COLUMNS}) SELECT lpad(to_hex(n), 32, '0'), %s, %s, 'F-' || n, '2026-12', 'new', "
            "'handle', 100, %s, now() - n * interval '1 second', now() - interval '1 hour', 3, 0, 0, now() "
            "FROM generate_series(%s::bigint, %s::bigint) n",
            (CODE, PROCESS, sealed, first + 1, first + count),
        )  # fmt: skip
        base.execute("VACUUM ANALYZE work_item")
        base.execute("CHECKPOINT")  # what the filling left to write is not the claims' cost
