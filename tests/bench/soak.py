"""A soak of the queue: twenty thousand items over HTTP on PostgreSQL, and the portal's memory stays flat.

python -m tests.bench.soak --items 20000          (`make soak`)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.bench_queue import CODE, Client, new_item
from tests.bench.pss import pss_mb
from tests.bench.served import ServedPortal, postgres_for_measuring, served_portal
from tests.support.house import House

_WARM, _LIMIT = 0.2, 1.05
# A run takes no more than its share; the next goes on.
_CASES_A_RUN = 100


def soak(portal: ServedPortal, house: House, items: int) -> tuple[float, float]:
    """PSS in MB of the portal and its children when a fifth is done, and at the end."""
    warm = 0.0
    for number in range(items):
        if number % _CASES_A_RUN == 0:
            client = Client(portal.url, house.start_run()[1])
        client.post("/work-items", {"items": [new_item(f"S-{number}")]})
        item = client.post("/work-items/reserve", {"wait_seconds": 5})
        client.post(f"/work-items/{item['id']}/heartbeat", {"fence": item["fence"]})
        client.post(f"/work-items/{item['id']}/release", {"fence": item["fence"], "state": "done"})
        if number + 1 == int(items * _WARM):
            warm = _pss(portal)
        if (number + 1) % 2000 == 0:
            print(f"  {number + 1} items, {_pss(portal):.1f} MB", flush=True)
    return warm, _pss(portal)


def _pss(portal: ServedPortal) -> float:
    return sum(pss_mb(portal.process.pid).values())


def main() -> None:
    use = argparse.ArgumentParser(prog="tests.bench.soak", description=__doc__.splitlines()[0])
    use.add_argument("--items", type=int, default=20_000)
    asked = use.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder, postgres_for_measuring() as server,
        served_portal(server, "soak", Path(folder), (CODE,)) as portal,
    ):  # fmt: skip
        house = House(portal.database, code=CODE, mode="shadow", effects=())
        began = time.monotonic()
        warm, last = soak(portal, house, asked.items)
        spent = time.monotonic() - began
    print(f"{asked.items} items in {spent:.0f} s: {warm:.1f} MB after a fifth, {last:.1f} MB at the end, "
          f"{last / warm:.3f} times (limit {_LIMIT})")  # fmt: skip
    sys.exit(0 if last <= warm * _LIMIT else 1)


if __name__ == "__main__":
    main()
