"""`coe retention`: how long cases are kept, what waits, and what was erased."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.cli import retention as commands
from orchestrator.entrypoints.cli.main import app
from orchestrator.operations.queues.models import Transition, WorkItem
from tests.support.house import PROCESS, House
from tests.support.releases import real_rules

RUN = CliRunner()


@pytest.fixture(autouse=True)
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(commands, "own_database", lambda: sqlite_database)
    made = House(sqlite_database).furnish()
    real_rules(sqlite_database, PROCESS)
    return made


def coe(*words: str) -> str:
    done = RUN.invoke(app, ["retention", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_file_of_the_social_services_is_kept_five_years_and_then_erased_with_a_record(house: House) -> None:
    item_id = house.add_item()
    with house.database.session(Scope.steward("test")) as session:
        then = now() - timedelta(days=6 * 366)
        session.execute(update(WorkItem).where(WorkItem.id == item_id).values(state="done", ended_at=then))
        session.execute(update(Transition).values(at=then))
    (row,) = json.loads(coe("show", "--json"))
    assert (row["class"], row["years"], row["from"], row["erased"]) == ("social_file", 5, "last_note", 0)
    assert "Nothing was erased yet" in coe("log")
    assert "1 cases were erased" in coe("run")
    assert "0 cases were erased" in coe("run")
    (record,) = json.loads(coe("log", "--json"))
    assert (record["items"], record["rows"]["work_item"]) == (1, 1)
    assert "SoL 16 kap. 1 §" in record["rule"]
