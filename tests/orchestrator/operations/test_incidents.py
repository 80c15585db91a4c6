"""A release that was refused or halted is an incident: shown until somebody says what was done about it."""

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope, act_as
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.audit.models import RegionRow
from orchestrator.governance.packages.models import Release
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.incidents.models import Incident
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from tests.support.house import House

STEWARD = Scope.steward("test")
CHANGED = "The release's archive is not what was published: its hash differs. It is not run."


def _refused(house: House) -> str:
    run, _token = house.start_run()
    with house.database.session(STEWARD) as session:
        runs.close(session, run.id, told(Exit.REFUSED, cause=CHANGED))
    return run.id


def test_a_refused_release_is_one_incident_however_many_runs_meet_it(database: Database) -> None:
    house = House(database).furnish()
    _refused(house)
    last = _refused(house)
    with database.session(STEWARD) as session:
        (row,) = incidents.open_ones(session)
        assert (row.kind, row.times, row.run_id, row.cause) == ("refused", 2, last, CHANGED)
        assert row.package == session.scalars(select(Release)).one().package
        assert session.get_one(Run, last).state == "failed"
        trail = session.scalars(select(RegionRow.action).where(RegionRow.entity == "incident")).all()
        assert trail == ["incident_noted"] * 2


def test_it_is_closed_once_with_what_was_done_and_comes_the_same_again_it_is_a_new_one(database: Database) -> None:
    house = House(database).furnish()
    _refused(house)
    with database.session(STEWARD) as session:
        act_as(session, "person:johan")
        (row,) = incidents.open_ones(session)
        for nothing in ("", "   ", "x" * (incidents.LONGEST + 1)):
            with pytest.raises(BadInput, match="what was done"):
                incidents.close(session, row.id, nothing)
        incidents.close(session, row.id, "  Built and\nsigned anew. ")
        assert (row.closing, row.closed_by) == ("Built and signed anew.", "person:johan")
        assert incidents.open_ones(session) == []
        with pytest.raises(Conflict, match="closed already"):
            incidents.close(session, row.id, "Again.")
    _refused(house)
    with database.session(STEWARD) as session:
        assert [one.closed_at is None for one in session.scalars(select(Incident).order_by(Incident.first_at))] == [
            False, True,
        ]  # fmt: skip


def test_a_run_that_ends_otherwise_is_no_incident(database: Database) -> None:
    house = House(database).furnish()
    for kind in (Exit.NOT_STARTED, Exit.CRASHED, Exit.TASK_FAILED, Exit.PASSED):
        run, _token = house.start_run()
        with database.session(STEWARD) as session:
            runs.close(session, run.id, told(kind))
    with database.session(STEWARD) as session:
        assert incidents.open_ones(session) == []
