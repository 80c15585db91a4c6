"""A release's way: gates, three people, rings, and back. Refused in the services, and below them by the database."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope, act_as
from orchestrator.core.errors import BadInput, Conflict, NotAllowed
from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.catalogue import versions
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import changes_of, gates_of, newest_for
from orchestrator.governance.packages.states import refusal
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.runs import rings
from tests.support import releases
from tests.support.house import PROCESS, House
from tests.support.releases import APPROVER, AUTHOR, PUBLISHER, published

STEWARD = Scope.steward("test")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    signing.ensure_keys(settings().home)
    return sqlite_database


def draft(session: Session) -> Release:
    act_as(session, AUTHOR)
    return packages.draft_robot(session, ROOT, PROCESS)


def other(session: Session, version: str, ring: str = "all") -> Release:
    """A release as a row."""
    row = Release(package=PROCESS, version=version, sha256=version.ljust(64, "0"), signature=b"",
                  manifest=session.scalars(select(Release).limit(1)).one().manifest, **published(ring))  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_release_goes_from_draft_to_all_by_three_people_and_every_step_is_a_row(database: Database) -> None:
    with database.session(STEWARD) as session:
        release = draft(session)
        with pytest.raises(Conflict, match="rebuilt, lint, unit, testbed, faults not passed"):
            gates.finish(session, release)
        releases.through(session, release)
        told = [(row.what, row.to_state, row.ring, row.by) for row in reversed(changes_of(session, release))]
        assert told == [
            ("built", "draft", None, AUTHOR), ("tested", "tested", None, AUTHOR),
            ("approved", "approved", None, APPROVER), ("published", "published", "testbed", PUBLISHER),
            ("published", "published", "pilot", PUBLISHER), ("published", "published", "all", PUBLISHER),
        ]  # fmt: skip
        act_as(session, PUBLISHER)
        with pytest.raises(Conflict, match="no ring beyond"):
            pipeline.publish(session, release)


def test_nobody_approves_what_they_wrote_or_publishes_what_they_approved(database: Database) -> None:
    with database.session(STEWARD) as session:
        release = draft(session)
        releases.tested(session, release)
        with pytest.raises(NotAllowed, match="two people"):
            pipeline.approve(session, release, "mine")
        act_as(session, APPROVER)
        with pytest.raises(BadInput, match="Say what you looked at"):
            pipeline.approve(session, release, " ")
        pipeline.approve(session, release, "read")
        for actor in (AUTHOR, APPROVER.upper()):
            act_as(session, actor)
            with pytest.raises(NotAllowed, match="two people"):
                pipeline.publish(session, release)


@pytest.mark.parametrize(
    "change",
    [
        "approved_by = 'TEST:author'", "published_by = 'test:author'", "published_by = 'test:approver'",
        "approved_by = NULL", "tested_at = NULL", "ring = NULL", "ring = 'moon'", "state = 'tried'",
    ],
)  # fmt: skip
def test_the_database_refuses_what_a_service_let_pass(database: Database, change: str) -> None:
    House(database).furnish()
    with pytest.raises(IntegrityError), database.session(STEWARD) as session:
        session.execute(text(f"UPDATE robot_release SET {change}"))  # noqa: S608 - this file's own words


def test_a_gate_counts_for_the_very_bytes_that_it_saw(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.session(STEWARD) as session:
        release = draft(session)
        releases.tested(session, release)
        assert draft(session).state == "tested", "the same bytes are the same release"
        monkeypatch.setattr(packages.archives, "build_archive", lambda *_asked: b"other bytes")
        assert draft(session).state == "draft"
        assert gates_of(session, release) == {}
        act_as(session, "test:somebody else")
        monkeypatch.setattr(packages.archives, "build_archive", lambda *_asked: b"third bytes")
        with pytest.raises(Conflict, match="Somebody else builds"):
            packages.draft_robot(session, ROOT, PROCESS)


def test_what_was_approved_never_changes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.session(STEWARD) as session:
        releases.through(session, draft(session), "testbed")
        monkeypatch.setattr(packages.archives, "build_archive", lambda *_asked: b"other bytes")
        with pytest.raises(Conflict, match="never changes"):
            draft(session)


def test_a_gate_is_waived_by_another_than_the_author_with_a_reason_and_never_counts_as_passed(
    database: Database,
) -> None:
    with database.session(STEWARD) as session:
        release = draft(session)
        with pytest.raises(NotAllowed, match="two people"):
            gates.waive(session, release, "faults", "no time")
        act_as(session, PUBLISHER)
        with pytest.raises(BadInput, match="Say why"):
            gates.waive(session, release, "faults", "")
        gates.waive(session, release, "faults", "the testbed is rebuilt today")
        found = gates_of(session, release)["faults"]
        assert (found.passed, found.waived, found.by) == (False, True, PUBLISHER)


def test_a_gates_evidence_is_kept_under_its_hash(database: Database) -> None:
    with database.session(STEWARD) as session:
        release = draft(session)
        found = gates.record(session, release, "unit", passed=True, summary="3 passed", evidence=b"a\nb")
        assert gates.evidence_of(found) == "a\nb"


def test_each_ring_gets_what_is_published_at_least_as_far(database: Database) -> None:
    House(database).furnish()
    with database.session(STEWARD) as session:
        for version, ring in (("1.1.0", "pilot"), ("1.2.0", "testbed")):
            other(session, version, ring)
        found = {ring: newest_for(session, PROCESS, ring) for ring in ("testbed", "pilot", "all")}
        assert {ring: row and row.version for ring, row in found.items()} == {
            "testbed": "1.2.0", "pilot": "1.1.0", "all": "1.0.0",
        }  # fmt: skip


def attempts(session: Session, house: House, release: Release, failed: int, done: int) -> None:
    """Attempts of a run of this release, ended so."""
    run = house_run(session, house, release)
    item = session.scalars(select(WorkItem).where(WorkItem.municipality_code == house.code)).first()
    assert item is not None
    for number in range(failed + done):
        session.add(
            Attempt(
                municipality_code=house.code, work_item_id=item.id, run_id=run, number=number, fence=number,
                purpose="handle", started_at=now(), ended_at=now(), end="application" if number < failed else "done",
            )
        )  # fmt: skip
    session.flush()


def house_run(session: Session, house: House, release: Release) -> str:
    run = rings.Run(
        municipality_code=house.code, number=1, process=PROCESS, package=PROCESS, release_id=release.id, task="x",
        reason="test", requested_at=now(),
    )  # fmt: skip
    session.add(run)
    session.flush()
    return str(run.id)


def subscription(session: Session, code: str) -> Subscription:
    return session.scalars(select(Subscription).where(Subscription.municipality_code == code)).one()


def test_a_release_that_fails_in_the_pilot_ring_is_halted_by_itself_and_never_reaches_the_others(
    database: Database,
) -> None:
    pilot, rest = House(database).furnish(), House(database, "1285").furnish()
    pilot.add_item()
    with database.session(STEWARD) as session:
        former = session.scalars(select(Release)).one()
        attempts(session, pilot, former, 2, 198)
        coming = other(session, "1.1.0", "pilot")
        subscription(session, pilot.code).ring = "pilot"
        versions.offer_new(session)
        versions.take(session, subscription(session, pilot.code), coming, "test")
        attempts(session, pilot, coming, 4, 0)
        assert rings.watch(session) == [], "four are too few to tell"
        attempts(session, pilot, coming, 1, 0)
        assert rings.watch(session) == [coming]
        assert coming.state == "halted"
        (told_of,) = incidents.open_ones(session)
        assert (told_of.kind, told_of.version, told_of.cause) == ("halted", "1.1.0", coming.stopped_reason)
        assert "5 of 5 attempts" in coming.stopped_reason
        assert {row.release_id for row in session.scalars(select(Subscription))} == {former.id}
        versions.offer_new(session)
        assert subscription(session, rest.code).offered_release_id is None
        assert newest_for(session, PROCESS, "testbed") == former
        assert rings.watch(session) == []
        told: Any = refusal(coming)
        assert told.startswith("Release 1.1.0 was halted: Halted by itself in the ring pilot")


def test_who_has_no_former_release_keeps_the_withdrawn_one_and_no_worker_starts_it(database: Database) -> None:
    house = House(database).furnish()
    run, _token = house.start_run()
    with database.session(STEWARD) as session:
        release = session.get_one(Release, run.release_id)
        act_as(session, PUBLISHER)
        assert pipeline.withdraw(session, release, "It reads the wrong month.") == [house.code]
        assert subscription(session, house.code).release_id == release.id
        assert refusal(release) == "Release 1.0.0 was withdrawn: It reads the wrong month. It is not run."
        with pytest.raises(Conflict, match="Allowed: nothing: build a new version"):
            pipeline.publish(session, release)
