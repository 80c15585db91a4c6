"""What a row of the trail says, and what the database itself refuses to do with it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput
from orchestrator.governance.audit import service as audit
from orchestrator.governance.audit.models import RegionRow, TrailRow
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.operations.fleet import service as fleet

_PERSON = Scope.of("person:abc", "1287")
_EVERYWHERE = Scope.of("person:abc", "1285", "1287")


@pytest.fixture
def base(database: Database) -> Database:
    with database.session(Scope.steward("test")) as session:
        for code, name in (("1287", "Trelleborg"), ("1285", "Eslöv")):
            add_municipality(session, code, name)
    return database


def _noted(base: Database, scope: Scope = _PERSON, **told: object) -> TrailRow:
    with base.session(scope) as session:
        audit.in_role(session, "caseworker", "1287/economic_assistance")
        audit.note(session, "1287", "case_opened", "work_item", "1", **told)  # type: ignore[arg-type]
    with base.session(scope) as session:
        return session.scalars(select(TrailRow).where(TrailRow.entity_id == "1")).one()


def test_a_row_says_who_in_which_role_and_where_what_before_and_after_and_why(base: Database) -> None:
    row = _noted(base, before={"mode": "shadow"}, after={"mode": "decide"}, reason="beslut § 24", number=1)
    assert (row.actor, row.role, row.scope) == ("person:abc", "caseworker", "1287/economic_assistance")
    told = {"before": {"mode": "shadow"}, "after": {"mode": "decide"}, "reason": "beslut § 24", "number": 1}
    assert row.detail == told
    assert (row.seq, row.seal) == (None, None)


def test_numbers_of_persons_are_masked_wherever_they_stand_in_the_detail(base: Database) -> None:
    row = _noted(base, reason="gäller 19880112-2395", after={"who": ["198801122395"]})
    assert "2395" not in str(row.detail)
    assert "1988" in str(row.detail)


def test_a_character_that_no_database_keeps_is_no_reason_to_lose_the_row(base: Database) -> None:
    assert _noted(base, reason="a\x00b\ud800c").detail == {"reason": "a\x00b?c"}


def test_a_machine_without_a_role_stands_with_its_municipality(base: Database) -> None:
    with base.session(Scope.of("run:1", "1287")) as session:
        audit.note(session, "1287", "secret_used", "run", "1", name="case_system")
        session.flush()
        row = session.scalars(select(TrailRow)).one()
        assert (row.actor, row.role, row.scope) == ("run:1", "", "1287")


def test_a_worker_that_is_to_rest_stands_in_the_regions_trail(base: Database) -> None:
    with base.session(_EVERYWHERE) as session:
        fleet.beat(session, fleet.Beat("w1", "b", "machine", "region", 2, "1"))
        fleet.drain(session, "w1", "ny kärna")
        fleet.undrain(session, "w1")
    with base.session(Scope.steward("test")) as session:
        rows = session.scalars(select(RegionRow).order_by(RegionRow.id)).all()
        assert [(row.action, row.actor) for row in rows] == [
            ("worker_drained", "person:abc"),
            ("worker_undrained", "person:abc"),
        ]
        assert rows[0].detail is not None
        assert rows[0].detail["reason"] == "ny kärna"
        assert rows[0].detail["before"]["drain"] is False
        assert rows[0].detail["after"]["drain"] is True


def test_a_session_of_municipalities_writes_the_regions_rows_and_reads_none(postgres_database: Database) -> None:
    with postgres_database.session(Scope.of("person:abc", "1287")) as session:
        audit.note(session, None, "worker_drained", "worker", "1")
    with postgres_database.session(Scope.of("person:abc", "1287")) as session:
        assert session.scalars(select(RegionRow)).all() == []
    with postgres_database.session(Scope.steward("test")) as session:
        assert len(session.scalars(select(RegionRow)).all()) == 1


def test_a_municipalitys_rows_are_not_seen_from_another(base: Database) -> None:
    _noted(base)
    with base.session(Scope.of("person:eva", "1285")) as session:
        assert session.scalars(select(TrailRow)).all() == []


@pytest.mark.parametrize("model", [TrailRow, RegionRow])
@pytest.mark.parametrize(
    "column", ["at", "actor", "role", "scope", "action", "entity", "entity_id", "detail_hash", "stamp", "salt"]
)
def test_no_field_of_a_row_can_be_changed(base: Database, model: type[TrailRow], column: str) -> None:
    place = "1287" if model is TrailRow else None
    with base.session(Scope.steward("test")) as session:
        audit.note(session, place, "case_opened", "work_item", "1", reason="x")
    value = text("'2026-01-01 00:00:00.000000'") if column == "at" else "x"
    _refused(base, lambda session: session.execute(update(model).values({column: value})))


@pytest.mark.parametrize("model", [TrailRow, RegionRow])
def test_no_row_is_deleted_and_no_detail_taken_away_alone(base: Database, model: type[TrailRow]) -> None:
    place = "1287" if model is TrailRow else None
    with base.session(Scope.steward("test")) as session:
        audit.note(session, place, "case_opened", "work_item", "1", reason="x")
    _refused(base, lambda session: session.execute(delete(model)))
    _refused(base, lambda session: session.execute(update(model).values(detail=None)))
    _refused(base, lambda session: session.execute(update(model).values(detail={"reason": "y"})))
    _refused(base, lambda session: session.execute(update(model).values(seq=1)))  # a place without a seal
    if base.is_postgres:
        _refused(base, lambda session: session.execute(text(f"TRUNCATE {model.__tablename__}")))


def test_a_sealed_place_is_never_changed_or_taken_back(base: Database) -> None:
    _noted(base)
    with base.session(Scope.steward("test")) as session:
        session.execute(update(TrailRow).values(seq=1, seal="a" * 64))
    _refused(base, lambda session: session.execute(update(TrailRow).values(seq=2, seal="b" * 64)))
    _refused(base, lambda session: session.execute(update(TrailRow).values(seq=None, seal=None)))


def test_erasure_takes_detail_and_salt_away_and_says_under_which_rule(base: Database) -> None:
    _noted(base, reason="x")
    with base.session(Scope.steward("retention")) as session:
        assert audit.erase(session, "1287", "work_item", "1", "gallring 5 år") == 1
        assert audit.erase(session, "1287", "work_item", "1", "gallring 5 år") == 0
        first, second = audit.trail_of(session, "work_item", "1")
        assert (first.detail, first.salt) == (None, None)
        assert (second.action, second.detail) == (audit.ERASED, {"rule": "gallring 5 år", "rows": [first.id]})
        with pytest.raises(BadInput, match="Name the rule"):
            audit.erase(session, "1287", "work_item", "1", " ")


def test_what_is_shown_again_and_again_is_noted_once_in_a_while(base: Database) -> None:
    for _ in range(3):
        with base.session(_PERSON) as session:
            audit.note_once(session, "1287", "case_opened", "work_item", "1", timedelta(minutes=10))
    with base.session(Scope.of("person:other", "1287")) as session:
        audit.note_once(session, "1287", "case_opened", "work_item", "1", timedelta(minutes=10))
    with base.session(_PERSON) as session:
        assert [row.actor for row in audit.trail_of(session, "work_item", "1")] == ["person:abc", "person:other"]


def _refused(base: Database, change: object) -> None:
    session: Session
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        base.session(Scope.steward("test")) as session,
    ):
        change(session)  # type: ignore[operator]
