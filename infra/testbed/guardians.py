"""The guardians' evening in a municipality: each who means to answer an offer of a place answers it on Mina sidor.

``python -m infra.testbed.guardians --url URL --data DIR --municipality 1287``, through the e-service's own pages; who
says what stands in the answer key. What is answered is answered already, so it may be run again. It prints
``{"accepted", "declined", "silent", "refused"}``: how many said yes and no this time, how many have an offer and mean
to leave it, and how many answers the platform has not taken.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import httpx

from infra.testbed import answer_key
from infra.testbed.eservice import offers, platform
from infra.testbed.eservice import service as eservice
from infra.testbed.shell import Store

PROCESS = "preschool"
_SAID = {told: word for word, told in offers.ANSWERS.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.guardians", description="Let guardians answer offers.")
    parser.add_argument("--url", required=True, help="Where the testbed answers.")
    parser.add_argument("--data", type=Path, required=True, help="The running testbed's data folder.")
    parser.add_argument("--municipality", required=True)
    use = parser.parse_args()
    print(json.dumps(answer_offers(eservice.open_store(use.data), use.url, use.data, use.municipality)))


def answer_offers(store: Store, url: str, data: Path, municipality: str) -> dict[str, int]:
    """Fetch what is offered, answer as the key says, and tell the platform."""
    platform.exchange(store)
    means = {
        case["reference"]: case["answer"] for case in answer_key.read(data)["cases"]
        if (case["municipality"], case["process"]) == (municipality, PROCESS)
    }  # fmt: skip
    done = {"accepted": 0, "declined": 0, "silent": 0, "refused": 0}
    for offer in _waiting(store, municipality):
        said = means.get(offer["reference"])
        if said is None:
            done["silent"] += 1
            continue
        _answer(url, offer, said)
        done[said] += 1
    platform.exchange(store)
    refused = store.rows("SELECT 1 FROM platform_offer WHERE municipality = ? AND refused IS NOT NULL", municipality)
    return done | {"refused": len(refused)}


def _waiting(store: Store, municipality: str) -> list[dict[str, Any]]:
    rows = store.rows("SELECT * FROM platform_offer WHERE municipality = ? ORDER BY id", municipality)
    return [dict(row) for row in rows if offers.can_be_answered(dict(row))]


def _answer(url: str, offer: dict[str, Any], said: str) -> None:
    with httpx.Client(base_url=f"{url.rstrip('/')}/e-tjanst", timeout=30, follow_redirects=True) as guardian:
        guardian.post("/legitimera", data={"personnummer": offer["number"]}).raise_for_status()
        guardian.post(f"/erbjudande/{offer['id']}", data={"svar": _SAID[said]}).raise_for_status()


if __name__ == "__main__":
    main()
