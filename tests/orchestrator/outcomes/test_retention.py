"""Content of ended cases is erased when its years are out: everywhere, once, with a record; the case is known still."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from orchestrator.core import outbox
from orchestrator.core.clock import now, today
from orchestrator.core.db import Base, Database, Scope
from orchestrator.core.errors import Unavailable
from orchestrator.entrypoints import models
from orchestrator.governance.audit import service as audit
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.queues import add, erased
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending, Exit
from orchestrator.operations.runs.models import Evidence, Run, RunLine
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions import effects, release
from orchestrator.outcomes.retention import service
from orchestrator.outcomes.retention.models import Erasure
from orchestrator.outcomes.retention.queries import kept
from orchestrator.outcomes.retention.rows import tables
from tests.support.casework import EFFECTS, PROCESS, Robot, Rules, furnished
from tests.support.house import House

LONG_AGO = timedelta(days=6 * 366)
YEARS: dict[str, Any] = {
    "key": "retention.years", "valid_from": "2020-01-01", "valid_to": None, "value": 5, "unit": "years",
    "legal": "SoL 16 kap. 1 §", "source": "read", "confidence": "V",
}  # fmt: skip
PROCESS_TOLD: dict[str, Any] = {
    "retention": {"class": "social_file", "counted": "last_note", "sv": "Akt", "en": "File"}, "parameters": [YEARS],
}  # fmt: skip
TOLD = "evidence of the case"


@pytest.fixture
def told(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the process says of itself; a test may change it."""
    del rules
    process = dict(PROCESS_TOLD)
    monkeypatch.setattr(Rules, "describe", lambda *_asked: process, raising=False)
    return process


@pytest.fixture
def house(database: Database, told: dict[str, Any]) -> House:
    del told
    return furnished(database)


def ended(house: House, reference: str, *, ago: timedelta = LONG_AGO) -> str:
    """A case that a robot decided, with all that hangs on it, so long ago."""
    house.add_item(reference)
    robot = Robot(house)
    robot.assess()
    robot.do(effects.declare, [effects.NewEffect(one.kind, f"{reference}:{one.kind}") for one in EFFECTS])
    for seq in (1, 2):
        robot.do(effects.report, seq, "done")
        robot.do(effects.report, seq, "confirmed")
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        audit.note(session, house.code, "case_read", "work_item", robot.item_id, reference=reference)
    keep_picture(house, robot)
    age(house, robot.item_id, ago)
    return robot.item_id


def keep_picture(house: House, robot: Robot) -> None:
    run, _token = house.start_run()
    with house.database.session(house.scope) as session:
        evidence.keep(session, run, "log", f"{robot.item_id}.txt", f"{TOLD} {robot.item_id}".encode(), "text/plain",
                      robot.item_id, robot.fence)  # fmt: skip


def age(house: House, item_id: str, ago: timedelta) -> None:
    with house.database.session(Scope.steward("test")) as session:
        then = now() - ago
        session.execute(update(WorkItem).where(WorkItem.id == item_id).values(ended_at=then, received_at=then))
        session.execute(update(Transition).where(Transition.work_item_id == item_id).values(at=then))


def erase(house: House) -> int:
    return service.erase_due(house.database)


def rows_of(house: House, item_id: str) -> dict[str, int]:
    """How many rows of each table that has a column for the case still name it."""
    found = {}
    with house.database.session(Scope.steward("test")) as session:
        for table in Base.metadata.sorted_tables:
            column = "id" if table.name == "work_item" else "work_item_id"
            if column in table.c and table.name != "erased_item":
                count = select(func.count()).select_from(table).where(table.c[column] == item_id)
                found[table.name] = session.scalar(count) or 0
    return {name: count for name, count in found.items() if count}


def test_everything_that_hangs_on_a_case_goes_when_its_years_are_out_and_its_hours_stay(house: House) -> None:
    old, young = ended(house, "EB-2020-01-0001"), ended(house, "EB-2025-01-0002", ago=timedelta(days=300))
    before = rows_of(house, old)
    assert {"work_item", "assessment", "attempt", "decision", "transition", "evidence"} <= set(before)
    with house.database.session(house.scope) as session:
        hours = session.scalar(select(func.count(BenefitLine.id)))
    assert erase(house) == 1
    assert rows_of(house, old) == {}
    assert rows_of(house, young) == before, "the younger case has all that the old one had"
    with house.database.session(house.scope) as session:
        assert session.scalar(select(func.count(BenefitLine.id))) == hours == 2
        record = session.scalars(select(Erasure)).one()
        assert (record.items, record.files, record.data_class) == (1, 1, "social_file")
        assert record.rule == "5 years from last_note: SoL 16 kap. 1 § (read)"
        assert record.rows["work_item"] == 1
        assert record.rows["decision"] == 1
        told = kept(session, session.scalars(select(Subscription)).one(), PROCESS_TOLD)
        assert (told.erased, told.last_on) == (1, today())
    assert erase(house) == 0


def test_the_trail_stays_provable_and_has_no_detail_of_the_case(house: House) -> None:
    old = ended(house, "EB-2020-01-0001")
    erase(house)
    with house.database.session(house.scope) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.entity_id == old)).all()
        assert [row.action for row in rows if row.detail is not None] == ["trail_erased"]
        assert len(rows) > 1


def test_a_case_that_a_system_still_lists_is_known_and_not_handled_again(house: House) -> None:
    old = ended(house, "EB-2020-01-0001")
    with house.database.session(house.scope) as session:
        identity = (session.get_one(WorkItem, old).reference, session.get_one(WorkItem, old).occurrence)
    erase(house)
    with house.database.session(house.scope) as session:
        again = add.add_many(session, house.code, PROCESS, [
            add.NewItem(*identity), add.NewItem("EB-2026-01-0009", "2026-01"),
        ])  # fmt: skip
        assert again[0] == add.Added(old, False)
        assert again[1].is_new
        assert session.get(WorkItem, old) is None
        assert erased.known(session, house.code, PROCESS, [identity, ("EB-2026-01-0009", "2026-01")]) == {identity: old}
        kept_of_it = session.execute(select(erased.ErasedItem)).scalar_one()
        assert identity[0] not in str(vars(kept_of_it))


def test_a_picture_goes_from_the_disk_once_it_is_committed_and_one_that_another_case_has_stays(house: House) -> None:
    old = ended(house, "EB-2020-01-0001")
    with house.database.session(house.scope) as session:
        row = session.scalars(select(Evidence).where(Evidence.work_item_id == old)).one()
        path = evidence._path(house.code, row.sha256)
        assert path.exists()
    erase(house)
    assert path.exists(), "nothing outside is done before the commit"
    outbox.dispatch_due(house.database, {evidence.FORGET_TOPIC: evidence.unlink})
    assert not path.exists()


@pytest.mark.parametrize("state", ["waiting_human", "on_hold", "new"])
def test_a_case_that_is_not_ended_is_never_erased_however_old(house: House, state: str) -> None:
    old = ended(house, "EB-2020-01-0001")
    with house.database.session(Scope.steward("test")) as session:
        session.execute(update(WorkItem).where(WorkItem.id == old).values(state=state))
    assert erase(house) == 0


def test_a_later_note_keeps_the_case(house: House) -> None:
    old = ended(house, "EB-2020-01-0001")
    with house.database.session(Scope.steward("test")) as session:
        last = session.scalars(
            select(Transition.id).where(Transition.work_item_id == old).order_by(Transition.id)
        ).first()
        session.execute(update(Transition).where(Transition.id == last).values(at=now() - timedelta(days=30)))
    assert erase(house) == 0


@pytest.mark.parametrize(
    "change", [{"retention": None}, {"parameters": []}, {"parameters": [YEARS | {"confidence": "M"}]}]
)
def test_without_years_that_hold_nothing_is_erased(house: House, told: dict[str, Any], change: dict[str, Any]) -> None:
    old = ended(house, "EB-2020-01-0001")
    told.update(change)
    assert erase(house) == 0
    assert "work_item" in rows_of(house, old)


def test_what_a_run_said_and_showed_goes_too_and_that_it_ran_stays(house: House) -> None:
    run, _token = house.start_run()
    with house.database.session(Scope.steward("test")) as session:
        row = session.get_one(Run, run.id)
        runs.write_lines(session, row, ["Anna Lund, Storgatan 1"])
        evidence.keep(session, row, "log", "log.html", b"the whole run", "text/html")
        runs.close(session, row.id, Ending(Exit.PASSED, 0, ""))
    assert erase(house) == 0
    with house.database.session(Scope.steward("test")) as session:
        assert session.scalar(select(func.count(RunLine.id))) == 1, "it is young yet"
        session.get_one(Run, run.id).ended_at = now() - LONG_AGO
    assert erase(house) == 0
    with house.database.session(Scope.steward("test")) as session:
        assert session.scalar(select(func.count(RunLine.id))) == 0
        assert session.scalars(select(Evidence)).all() == []
        assert session.get_one(Run, run.id).state == "completed"
        record = session.scalars(select(Erasure)).one()
        assert (record.items, record.files, record.rows) == (0, 1, {"run_line": 1})


def test_rules_that_cannot_be_asked_stop_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ended(house, "EB-2020-01-0001")

    def cannot(*_asked: Any) -> Rules:
        raise Unavailable("The rules do not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(released, "in_force", cannot)
        assert erase(house) == 0
    assert erase(house) == 1


def test_a_parent_waits_for_the_cases_that_came_from_it(house: House) -> None:
    parent, child = ended(house, "EB-2020-01-0001"), ended(house, "EB-2020-01-0002", ago=timedelta(days=30))
    with house.database.session(Scope.steward("test")) as session:
        session.execute(update(WorkItem).where(WorkItem.id == child).values(parent_id=parent))
    assert erase(house) == 0
    age(house, child, LONG_AGO)
    assert erase(house) == 2 or erase(house) == 1
    assert rows_of(house, parent) == {} == rows_of(house, child)


def test_every_table_that_names_a_case_is_erased_or_said_to_outlive_it(sqlite_database: Database) -> None:
    """A new table with a column `work_item_id` and no foreign key would be forgotten: it fails here."""
    del sqlite_database
    named = {table.name for table in models.metadata.sorted_tables if "work_item_id" in table.c}
    assert named - set(tables()) == {"evidence"}, "evidence is erased by its own verb, with its files"


def _dump(session: Session) -> str:
    """Every row of every table, as text."""
    return "\n".join(
        str(row) for table in models.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608 - our own names
    )  # fmt: skip


def test_no_row_anywhere_names_the_cases_reference_any_more(house: House) -> None:
    ended(house, "EB-2020-01-7777")
    with house.database.session(Scope.steward("test")) as session:
        assert "EB-2020-01-7777" in _dump(session)
    erase(house)
    with house.database.session(Scope.steward("test")) as session:
        assert "EB-2020-01-7777" not in _dump(session)
