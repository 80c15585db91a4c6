"""What really stands in the case systems, read from their own databases past every screen.

``python -m infra.testbed.truth --data DIR`` prints it as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from infra.testbed.eservice import service as eservice
from infra.testbed.vendors import VENDORS

Json = dict[str, Any]


def read(data: Path) -> Json:
    """``{"cases": [{"vendor", "reference", "state", "decisions", "calculations", "journal", "letters"}]}``.

    Amounts in öre. ``letters`` are the e-service's: ``arrived_at`` and, once the citizen has read it, ``opened_at``.
    """
    found = [vendor for vendor in VENDORS.values() if (Path(data) / f"{vendor.name}.db").exists()]
    if not found:
        raise FileNotFoundError(f"No case system has kept anything in {data}: is this the testbed's --data folder?")
    letters = eservice.letters_opened(Path(data))
    return {
        "cases": [
            {"vendor": vendor.name, **case, "letters": letters.get(case["reference"], [])}
            for vendor in found
            for case in vendor.truth.read(Path(data))["cases"]
        ]
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.truth", description="What the case systems' databases hold.")
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(read(parser.parse_args().data), ensure_ascii=False))


if __name__ == "__main__":
    main()
