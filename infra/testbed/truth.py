"""What really stands in the case systems, read from their own databases past every screen.

``python -m infra.testbed.truth --data DIR`` prints it as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from infra.testbed import answer_key
from infra.testbed.eservice import service as eservice
from infra.testbed.myllra import truth as preschool
from infra.testbed.raknar import truth as ledger
from infra.testbed.vendors import LEDGER, VENDORS

Json = dict[str, Any]


def read(data: Path) -> Json:
    """``{"cases": [{"vendor", "process", "reference", "state", "effects", …}]}``, and what else the vendor tells.

    ``effects``: ``{"kind", "key", "value"}`` of all that was written; the key is empty where a person wrote it.
    Amounts in öre. ``letters`` are the e-service's: ``arrived_at`` and, once the citizen has read it, ``opened_at``. An
    invoice has ``paid_in`` too: the payment files that name it, as the files themselves say.
    """
    found = [vendor for vendor in VENDORS.values() if (Path(data) / f"{vendor.name}.db").exists()]
    if not found:
        raise FileNotFoundError(f"No case system has kept anything in {data}: is this the testbed's --data folder?")
    letters = eservice.letters_opened(Path(data))
    return {
        "cases": [
            {"vendor": vendor.name, "process": vendor.process, **case, "letters": letters.get(case["reference"], [])}
            for vendor in found
            for case in vendor.truth.read(Path(data))["cases"]
        ]
        + _invoices(Path(data)),
        "places": _places(Path(data)),
    }


def _places(data: Path) -> list[Json]:
    """Every place in preschool and whose it is by an offer: more than one is a place given twice."""
    found: list[Json] = preschool.read(data)["places"] if (data / "myllra.db").exists() else []
    return found


def _invoices(data: Path) -> list[Json]:
    """An invoice that nobody has registered is in no system; it is told all the same, with nothing written."""
    filed = [case for case in answer_key.read(data)["cases"] if case["process"] == LEDGER.process]
    written, paid = (ledger.effects(data), ledger.paid(data)) if filed else ({}, {})
    return [
        {"vendor": LEDGER.name, "process": LEDGER.process, "reference": case["reference"], "state": "",
         "effects": written.get(case["reference"], []), "letters": [], "paid_in": paid.get(case["reference"], [])}
        for case in filed
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.truth", description="What the case systems' databases hold.")
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(read(parser.parse_args().data), ensure_ascii=False))


if __name__ == "__main__":
    main()
