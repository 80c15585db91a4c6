"""`coe retention`: how long ended cases are kept in each municipality, and their erasure when the time is out."""

import typer
from sqlalchemy import select

from orchestrator.core.db import own_database
from orchestrator.entrypoints.cli import show
from orchestrator.entrypoints.cli.queue_reads import scope
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.testbed import is_twin
from orchestrator.outcomes.retention.models import Erasure
from orchestrator.outcomes.retention.queries import kept
from orchestrator.outcomes.retention.service import erase_due

app = typer.Typer(help="How long ended cases are kept, and what was erased: show, log, run.", no_args_is_help=True)
_KEPT = {
    "municipality": "municipality", "process": "process", "class": "class", "years": "years", "from": "counted from",
    "keep_from": "kept since", "erased": "erased", "waits": "waits for",
}  # fmt: skip
_LOG = {"at": "at", "municipality": "municipality", "process": "process", "items": "cases", "files": "files",
        "first_on": "ended from", "last_on": "ended to", "rule": "rule", "by": "by"}  # fmt: skip


@app.command("show")
def show_kept(municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """For each municipality and process how long, since which day, and what is missing. Example: coe retention show"""
    rows = []
    with own_database().session(scope(municipality)) as session:
        asked = select(Subscription).order_by(Subscription.municipality_code, Subscription.process)
        for uses in session.scalars(asked).all():
            if is_twin(uses.municipality_code):
                continue
            told = kept(session, uses, released.in_force(session, uses).describe(uses.process))
            row = {"municipality": uses.municipality_code, "process": uses.process, "keep_from": told.keep_from,
                   "erased": told.erased}  # fmt: skip
            if told.period:
                row |= {"class": told.period.data_class, "years": told.period.years, "from": told.period.counted,
                        "waits": told.period.waits, "ground": told.period.ground}  # fmt: skip
            rows.append(row)
    show.rows(rows, _KEPT, as_json, "Nobody subscribes to anything yet.")


@app.command("log")
def show_log(municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """What was erased: how much, under which rule. Nothing of whom. Example: coe retention log"""
    with own_database().session(scope(municipality)) as session:
        found = session.scalars(select(Erasure).order_by(Erasure.at)).all()
        rows = [{**{name: getattr(row, name) for name in _LOG if name != "municipality"},
                 "municipality": row.municipality_code, "rows": row.rows} for row in found]  # fmt: skip
    show.rows(rows, _LOG, as_json, "Nothing was erased yet.")


@app.command()
def run() -> None:
    """Erase now what is due; the portal does it by itself every hour. Example: coe retention run"""
    print(f"{erase_due(own_database())} cases were erased.")
