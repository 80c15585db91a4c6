"""Speed as ratios, each against a limit that is measured in the same run: `make bench ARGS="start-warm case"`.

Without ids everything is measured. The rows are merged into one list, {"id", "what", "unit", "ours", "limit", "ratio"}:
what was not measured this time stays as it was.
"""

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path

from tests.bench.lines import Json, keep, tell

# id → the module that measures it: its `measure(ids)` answers rows.
MODULES = {
    "claim": "bench_queue", "claim-1m": "bench_queue", "add": "bench_queue", "add-bulk": "bench_queue",
    "idle-200": "bench_idle", "idle-page": "bench_idle", "pages": "bench_pages", "case": "bench_case",
    "package-warm": "bench_package", "invoice-rules": "bench_invoices", "round": "bench_round",
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
            measure: Callable[[set[str]], list[Json]] = importlib.import_module(f"tests.bench.{name}").measure
            lines = measure(ids)
            keep(asked.out, lines)
            tell(lines)


if __name__ == "__main__":
    main()
