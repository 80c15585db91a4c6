"""Start the testbed: ``python -m infra.testbed --port 8090 --data DIR``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import uvicorn

from infra.testbed.app import Stores, create_app
from infra.testbed.eservice.platform import Exchange
from infra.testbed.messages.app import start_smtp
from infra.testbed.ssbtek import registers
from infra.testbed.tries import add_tries


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.testbed", description="The shared test environment, on loopback.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--smtp-port", type=int, default=8025)
    parser.add_argument("--data", type=Path, required=True, help="Where the systems keep their databases.")
    parser.add_argument("--seed", type=int, help="Fill an empty testbed with 12 applications of this number.")
    return parser.parse_args()


def main() -> None:
    use = arguments()
    stores = Stores.open(use.data)
    mail = start_smtp(stores.messages, use.smtp_port)
    letters = Exchange(stores.eservice)
    letters.start()
    if use.seed is not None and not registers.accounts(stores.registers):
        threading.Thread(target=_fill, args=(use.port, use.data, use.seed), daemon=True).start()
    app = create_app(stores)
    add_tries(app, stores)
    try:
        uvicorn.run(app, host="127.0.0.1", port=use.port, log_level="warning", access_log=False)
    finally:
        letters.stop()
        mail.stop()


def _fill(port: int, data: Path, seed: int) -> None:
    """Once we answer, file the applications through our own door."""
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(f"{url}/health").raise_for_status()
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    options = ("--url", url, "--data", str(data), "--seed", str(seed))
    subprocess.run([sys.executable, "-m", "infra.testbed.seed", *options], check=False)


if __name__ == "__main__":
    main()
