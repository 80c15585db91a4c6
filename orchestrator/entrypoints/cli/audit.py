"""`coe audit`: verify the trail, write a checkpoint now, accept that a restored backup ends earlier."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from orchestrator.core.db import own_database
from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.cli import show
from orchestrator.entrypoints.cli.show import AsJson
from orchestrator.governance.audit import seal
from orchestrator.governance.audit.heads import Heads
from orchestrator.governance.audit.verify import Report, Told
from orchestrator.governance.audit.verify import verify as verify_trail

app = typer.Typer(help="The trail: who did and read what, sealed row by row.", no_args_is_help=True)
PublicKey = Annotated[
    Path | None, typer.Option("--public-key", help="The trail's public key, kept elsewhere than this machine.")
]


@app.command()
def verify(as_json: AsJson = False, public_key: PublicKey = None) -> None:
    """Verify every row, the head and the checkpoints. Exit code 1 when anything was changed, put in or taken away.

    Of each chain the first bad row is named. Rows whose detail was erased hold, and the rule is told.
    """
    if public_key is not None and not public_key.is_file():
        raise NotFound(f"There is no public key at {public_key}.")
    with _progress(show_it=not as_json) as begin:
        report = verify_trail(own_database(), Heads(public=public_key), begin)
    if as_json:
        show.whole(_as_json(report))
    else:
        _print(report)
    raise typer.Exit(0 if report.holds else 1)


@app.command()
def checkpoint() -> None:
    """Seal what waits and write a checkpoint: before the folder is copied away, or the master key is changed."""
    database, heads = own_database(), Heads()
    sealed = seal.seal_all(database, heads)
    written = seal.checkpoint(database, heads, "asked", getpass.getuser())
    place = f"checkpoint {written.lines} is in {heads.checkpoint_file}" if written else "the trail has no rows yet"
    print(f"Sealed {sealed} rows; {place}.")


@app.command()
def accept(
    reason: Annotated[str, typer.Option(prompt="Why", help="Why; verification tells it from now on.")],
) -> None:
    """Accept that the trail ends elsewhere than was recorded: an older backup was restored, on purpose."""
    database, heads = own_database(), Heads()
    ends = seal.accept(database, heads, getpass.getuser(), reason)
    seal.seal_all(database, heads)
    print(f"Accepted: {sum(end.seq for end in ends.values())} rows are the trail now. The checkpoints tell of it.")


@contextmanager
def _progress(*, show_it: bool) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A bar on standard error, while there is a terminal to draw it on."""
    bar = Progress(console=Console(stderr=True), transient=True, disable=not show_it)

    def begin(rows: int) -> Callable[[int], None]:
        task = bar.add_task("Verifying", total=rows)
        return lambda count: bar.advance(task, count)

    with bar:
        yield begin


def _print(report: Report) -> None:
    columns = {"chain": "Chain", "rows": "Rows that hold", "erased": "Detail erased", "says": "Says"}
    show.rows(
        [_line(report, told) for told in report.chains], columns, as_json=False, empty="The trail has no rows yet."
    )
    for finding in report.findings:
        where = " ".join(
            filter(None, (finding.chain, f"row {finding.place}" if finding.place is not None else "", finding.row))
        )
        print(f"{where}: {finding.what}")
    for line in report.accepted:
        print(f"Accepted before: {line}")
    rows = sum(told.rows for told in report.chains)
    rest = f"{report.checkpoints} checkpoints, {report.waiting} rows wait for their seal"
    print(f"The trail holds: {rows} rows, {rest}." if report.holds else f"The trail does not hold. {rest}.")


def _line(report: Report, told: Told) -> show.Row:
    bad = any(finding.chain == told.chain for finding in report.findings)
    erased = "; ".join(f"{count} erased under rule {rule}" for rule, count in sorted(told.erased.items()))
    return {"chain": told.chain, "rows": told.rows, "erased": erased, "says": "does not hold" if bad else "holds"}


def _as_json(report: Report) -> show.Row:
    return {
        "holds": report.holds,
        "chains": [{"chain": told.chain, "rows": told.rows, "erased": dict(told.erased)} for told in report.chains],
        "findings": [vars(finding) for finding in report.findings],
        "waiting": report.waiting, "checkpoints": report.checkpoints, "accepted": report.accepted,
    }  # fmt: skip
