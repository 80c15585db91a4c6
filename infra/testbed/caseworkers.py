"""The caseworkers' month in a municipality that is in shadow: they decide every case in their own system.

``python -m infra.testbed.caseworkers --data DIR --municipality 1233``, after the robot's shadow run; with ``--process
leave`` the managers. What they decide stands in the answer key. It goes through the system's own functions, without an
external key: that is for integrations. A case that has its decision is left alone, so it may be run again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.testbed import answer_key
from infra.testbed.app import Stores
from infra.testbed.eservice import service as eservice
from infra.testbed.klarven import access as klarven_access
from infra.testbed.klarven import records, saving
from infra.testbed.logins import login_of
from infra.testbed.myllra import access as myllra_access
from infra.testbed.myllra import records as myllra_records
from infra.testbed.myllra import saving as placing
from infra.testbed.sambis import access as sambis_access
from infra.testbed.sambis import cases, ledger
from infra.testbed.seed import CASEWORKERS, PROCESS
from infra.testbed.seed_leave import MANAGERS
from infra.testbed.seed_preschool import PLACERS
from infra.testbed.shell import today
from infra.testbed.tidvis import access as tidvis_access
from infra.testbed.tidvis import booking
from infra.testbed.tidvis import records as tidvis_records
from infra.testbed.vendors import VENDORS

Json = dict[str, Any]
GROUNDS = "Beräkning enligt riksnormen, se månadens beräkning."
REFUSAL = "Ansökan kan inte beviljas, se det som vi har talat om."


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.caseworkers", description="Play the caseworkers' decisions.")
    parser.add_argument("--data", type=Path, required=True, help="The testbed's data folder.")
    parser.add_argument("--municipality", required=True)
    parser.add_argument("--process", default=PROCESS)
    use = parser.parse_args()
    print(json.dumps(decide(Stores.open(use.data), use.municipality, use.process)))


def decide(stores: Stores, municipality: str, process: str = PROCESS) -> Json:
    """Decide every case that is still undecided; how many, and how many of them are slips."""
    key = answer_key.read(stores.data)
    lines = [line for line in key["cases"] if (line["municipality"], line["process"]) == (municipality, process)
             and line.get("caseworker")]  # fmt: skip
    about = answer_key.filled(stores.data, municipality, process)
    if not lines or about is None:
        sys.exit(f"The answer key holds no caseworkers' decisions for {municipality}: seed it with --shadow-slips.")
    vendor = about["vendor"]
    known = {case["reference"]: case for case in VENDORS[vendor].truth.read(stores.data)["cases"]}
    done = slips = 0
    for line, name in zip(lines, itertools.cycle(CASEWORKERS), strict=False):
        if known[line["reference"]]["decisions"]:
            continue
        _SAVE[vendor](stores, municipality, name, line)
        done, slips = done + 1, slips + bool(line["caseworker"]["slip"])
    return {"municipality": municipality, "vendor": vendor, "decided": done, "slips": slips}


def _in_sambis(stores: Stores, municipality: str, name: str, line: Json) -> None:
    store, decided = stores.case_systems["sambis"], line["caseworker"]
    user = sambis_access.User(login_of(name, municipality), CASEWORKERS[name], municipality)
    case = cases.find(store, user, line["reference"])
    if case is None:
        raise LookupError(f"Sambis has no case {line['reference']} in {municipality}.")
    rows = [{("role" if key == "person" else key): value for key, value in row.items()} for row in decided["lines"]]
    ledger.save_calculation(store, case, user, {"month": case["month"], "norm": "riksnorm", "key": "", "lines": rows})
    saved = ledger.save_decision(store, case, user, {
        "month": case["month"], "outcome": decided["outcome"], "amount_ore": decided["amount_ore"],
        "motivation": GROUNDS, "key": "",
    })  # fmt: skip
    eservice.receive_decision(stores.eservice, ledger.told(saved))


def _in_klarven(stores: Stores, municipality: str, name: str, line: Json) -> None:
    store, decided = stores.case_systems["klarven"], line["caseworker"]
    staff = klarven_access.Staff(login_of(name, municipality), CASEWORKERS[name], municipality)
    found = records.akt(store, staff, line["reference"])
    if found is None:
        raise LookupError(f"Klarven has no akt {line['reference']} in {municipality}.")
    common = {"month": found["month"], "own_key": ""}
    saving.save_reckoning(store, found, staff, {**common, "norm": "riksnorm", "rows": decided["lines"]})
    stance = {**common, "result": decided["outcome"], "amount_ore": decided["amount_ore"], "grounds": GROUNDS}
    saving.save_stance(store, found, staff, stance, lambda told: eservice.receive_decision(stores.eservice, told))


def _in_tidvis(stores: Stores, municipality: str, _name: str, line: Json) -> None:
    """The manager of the employee's unit registers with the days they count, or refuses."""
    store, decided = stores.case_systems["tidvis"], line["caseworker"]
    for username, name in MANAGERS.items():
        manager = tidvis_access.Handler(login_of(username, municipality), name, municipality)
        wish = tidvis_records.find(store, manager, line["reference"])
        if wish is None:
            continue
        if decided["outcome"] == "rejected":
            booking.refuse(store, wish, name, REFUSAL)
        else:
            booking.register(store, wish, name, int(decided["days"].replace(".", "")), "")
        return
    raise LookupError(f"No manager in {municipality} sees the request {line['reference']} in Tidvis.")


def _in_myllra(stores: Stores, municipality: str, name: str, line: Json) -> None:
    """A placement officer registers the right with the fee they reckon, offers the place, and hears a yes by phone."""
    store, decided = stores.case_systems["myllra"], line["caseworker"]
    placer = myllra_access.Placer(login_of(next(iter(PLACERS)), municipality), name, municipality)
    application = myllra_records.find(store, placer, line["reference"])
    if application is None:
        raise LookupError(f"Myllra has no application {line['reference']} in {municipality}.")
    right = {"hours_week": decided["hours_week"], "guarantee_on": decided["guarantee_on"],
             "fee_ore": decided["amount_ore"], "own_key": ""}  # fmt: skip
    placing.save_right(store, application, name, right)
    day = today().isoformat()
    offer = {"place": decided["place"], "start_on": decided["start_on"], "answer_by": day, "own_key": ""}
    placing.save_offer(store, application, name, offer)
    placing.save_answer(store, application, "accepted", day, "")


_SAVE: dict[str, Callable[[Stores, str, str, Json], None]] = {
    "sambis": _in_sambis, "klarven": _in_klarven, "tidvis": _in_tidvis,
    "myllra": _in_myllra,
}  # fmt: skip


if __name__ == "__main__":
    main()
