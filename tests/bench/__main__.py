"""Speed as ratios, each against a limit that is measured in the same run: `make bench ARGS="start-warm case"`.

Without ids everything is measured. The rows are merged into one list, {"id", "what", "unit", "ours", "limit", "ratio"}:
what was not measured this time stays as it was.
"""

import argparse
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
# id → the module that measures it: its `measure(ids)` answers rows.
MODULES = {
    "case": "bench_case", "memory": "bench_case", "memory_growth": "bench_case",
    "start-warm": "bench_start", "start-cold": "bench_start", "start-8": "bench_start", "runs-minute": "bench_start",
}  # fmt: skip


def main() -> None:
    use = argparse.ArgumentParser(prog="tests.bench", description=__doc__.splitlines()[0])
    use.add_argument("ids", nargs="*", metavar="id", help=f"What to measure: {', '.join(MODULES)}; everything if none.")
    use.add_argument("--out", type=Path, default=Path("bench.json"))
    asked = use.parse_args()
    unknown = set(asked.ids) - set(MODULES)
    if unknown:
        use.error(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(MODULES)}.")
    wanted = set(asked.ids) or set(MODULES)
    for name in dict.fromkeys(MODULES.values()):
        ids = {one for one in wanted if MODULES[one] == name}
        if ids:
            measure: Callable[[set[str]], list[Row]] = importlib.import_module(f"tests.bench.{name}").measure
            keep(asked.out, measure(ids))


def keep(out: Path, rows: list[Row]) -> None:
    """Merge rows into the file, and print them."""
    known: list[Row] = json.loads(out.read_text()) if out.exists() else []
    ids = {row["id"] for row in rows}
    merged = [row for row in known if row["id"] not in ids] + rows
    out.write_text(json.dumps(merged, ensure_ascii=False, indent=1) + "\n")
    for row in rows:
        print(f"{row['id']}: {row['ours']} {row['unit']}, limit {row['limit']}, ratio {row['ratio']} ({row['what']})")


if __name__ == "__main__":
    main()
