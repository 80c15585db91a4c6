"""The citizens' evening: some of them open the letters that the platform has written them, on Mina sidor.

``python -m infra.testbed.citizens --url URL --data DIR --share 0.6``, through the e-service's own pages. What has been
read is read already, so it may be run again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import httpx

from infra.testbed.eservice import platform
from infra.testbed.eservice import service as eservice
from infra.testbed.seed import share
from infra.testbed.shell import Store


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.citizens", description="Let citizens read their letters.")
    parser.add_argument("--url", required=True, help="Where the testbed answers.")
    parser.add_argument("--data", type=Path, required=True, help="The running testbed's data folder.")
    parser.add_argument("--share", type=share, default=1.0, help="How many of the letters are opened, 0 to 1.")
    use = parser.parse_args()
    print(f"{read_letters(eservice.open_store(use.data), use.url, use.share)} letters opened")


def read_letters(store: Store, url: str, part: float) -> int:
    """Fetch what has been written, open the first ones, and tell the platform; how many were opened."""
    platform.exchange(store)
    rows = store.rows("SELECT id, number, opened_at FROM platform_letter ORDER BY id")
    wanted = [row for row in rows[: round(len(rows) * part)] if row["opened_at"] is None]
    for row in wanted:
        with httpx.Client(base_url=f"{url}/e-tjanst", timeout=30, follow_redirects=True) as citizen:
            citizen.post("/legitimera", data={"personnummer": row["number"]}).raise_for_status()
            citizen.get(f"/beslut/{row['id']}").raise_for_status()
    platform.exchange(store)
    return len(wanted)


if __name__ == "__main__":
    main()
