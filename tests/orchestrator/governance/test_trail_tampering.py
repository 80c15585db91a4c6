"""Whatever is done to the trail past the platform is found: any byte, any row, the last ones and the files too."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from orchestrator.core.db import Database, Scope, new_id
from orchestrator.governance.audit import rules, seal, service
from orchestrator.governance.audit.heads import Heads
from orchestrator.governance.audit.verify import Report, verify
from orchestrator.governance.catalogue.service import add_municipality
from tests.support.tampering import REGION_TRAIL, TRAIL, Row, Tampering, other_json

_MANY = examples(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_FIELDS = ("id", "at", "actor", "role", "scope", "action", "entity", "entity_id", "detail", "salt", "detail_hash",
           "stamp", "seq", "seal", "municipality_code")  # fmt: skip
_ROWS = 12


@pytest.fixture
def hand(database: Database) -> Tampering:
    """Two municipalities' chains and the region's, with an erased row, a checkpoint and sealed rows behind it."""
    with database.session(Scope.steward("test")) as session:
        for code, name in (("1287", "Trelleborg"), ("1285", "Eslöv")):
            add_municipality(session, code, name)
        for number in range(8):
            service.note(session, "1287", "case_opened", "work_item", str(number), reason="skäl", before=None, after=1)
        service.note(session, "1285", "case_opened", "work_item", "1")
        service.note(session, None, "worker_drained", "worker", "1", reason="ny kärna")
        service.erase(session, "1287", "work_item", "3", "gallring 5 år")
    seal.seal_all(database, Heads())
    seal.checkpoint(database, Heads(), "asked")
    with database.session(Scope.steward("test")) as session:
        for number in range(8, 10):
            service.note(session, "1287", "case_closed", "work_item", str(number), reason="skäl")
    seal.seal_all(database, Heads())
    return Tampering(database)


def _of(hand: Tampering, code: str = "1287") -> list[Row]:
    return [row for row in hand.rows() if row["municipality_code"] == code]


def _verified(database: Database) -> Report:
    return verify(database, Heads())


def test_an_untouched_trail_holds_and_tells_what_was_erased(database: Database, hand: Tampering) -> None:
    report = _verified(database)
    assert report.findings == []
    told = {chain.chain: chain for chain in report.chains}
    assert dict(told["1287"].erased) == {"gallring 5 år": 1}
    assert (report.waiting, report.checkpoints) == (0, 1)
    hand.put_back()
    assert _verified(database).holds, "else what the next tests find would be their own doing"


@_MANY
@given(data=st.data())
def test_any_changed_field_of_any_row_is_found_and_the_row_is_named(
    data: st.DataObject, database: Database, hand: Tampering
) -> None:
    rows = _of(hand)
    row = data.draw(st.sampled_from(rows), "row")
    field = data.draw(st.sampled_from(_FIELDS), "field")
    value = _changed(data, field, row[field])
    assume(value != row[field])
    try:
        hand.change(row, **{field: value})
        report = _verified(database)
    except IntegrityError:
        assume(False)
    finally:
        hand.put_back()
    assert not report.holds, (field, row[field], value)
    # a changed word about an erasure shows first at the row that was erased
    if field not in ("id", "seq", "municipality_code") and row["action"] != service.ERASED:
        found = report.findings[0]
        assert (found.chain, found.place, found.row) == ("1287", row["seq"], row["id"])


def _changed(data: st.DataObject, field: str, value: Any) -> Any:
    """One byte of it."""
    if field == "at":
        return value + timedelta(microseconds=data.draw(st.sampled_from([-1, 1, 1_000_000])))
    if field == "seq":
        return data.draw(st.one_of(st.none(), st.integers(-3, _ROWS + 3)))
    if field == "municipality_code":
        return "1285"
    if not value:
        return data.draw(st.sampled_from(["x", None] if field in ("detail", "salt") else ["x"]))
    if field in ("detail", "salt", "seal") and data.draw(st.booleans(), "take it away"):
        return None
    if field == "detail" and data.draw(st.booleans(), "still readable"):
        return other_json(value)
    place = data.draw(st.integers(0, len(value) - 1), "place")
    byte = data.draw(st.sampled_from([byte for byte in "0aZ~" if byte != value[place]]), "byte")
    return value[:place] + byte + value[place + 1 :]


@pytest.mark.parametrize("which", range(3))
def test_a_time_written_in_another_way_is_a_change_too(
    which: int, sqlite_database: Database, request: pytest.FixtureRequest
) -> None:
    del sqlite_database
    hand = Tampering(_filled(request))
    row = hand.rows()[which]
    raw = rules.moment(row["at"])
    hand.do(lambda c: c.exec_driver_sql("UPDATE trail SET at = ? WHERE id = ?", (raw.replace(" ", "T"), row["id"])))
    assert not _verified(_filled(request)).holds


def _filled(request: pytest.FixtureRequest) -> Database:
    database: Database = request.getfixturevalue("sqlite_database")
    if not Heads().read():
        with database.session(Scope.steward("test")) as session:
            add_municipality(session, "1287", "Trelleborg")
            for number in range(3):
                service.note(session, "1287", "case_opened", "work_item", str(number))
        seal.seal_all(database, Heads())
    return database


@_MANY
@given(data=st.data())
def test_any_row_taken_away_put_in_or_moved_is_found(data: st.DataObject, database: Database, hand: Tampering) -> None:
    rows = _of(hand)
    what = data.draw(st.sampled_from([_delete, _cut, _swap, _copy_behind, _slip_in, _forge_last, _forge_from, _unseal]))
    try:
        what(data, hand, rows)
        report = _verified(database)
    finally:
        hand.put_back()
    assert not report.holds
    assert {found.chain for found in report.findings} == {"1287"}


def _delete(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    hand.remove(data.draw(st.sampled_from(rows)))


def _cut(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    hand.remove(*rows[-data.draw(st.integers(1, len(rows))) :])


def _swap(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    one, other = data.draw(st.permutations(rows))[:2]
    hand.change(one, seq=None)
    hand.change(other, seq=one["seq"], seal=one["seal"])
    hand.change(one, seq=other["seq"], seal=other["seal"])


def _copy_behind(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    row = data.draw(st.sampled_from(rows))
    place = data.draw(st.sampled_from([None, rows[-1]["seq"] + 1, 0]))
    hand.add(row | {"id": new_id(), "seq": place, "seal": row["seal"] if place is not None else None})


def _slip_in(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    """A row in the middle, and everything behind it moved by one."""
    at = data.draw(st.integers(0, len(rows) - 1))
    for row in reversed(rows[at:]):
        hand.change(row, seq=row["seq"] + 1)
    hand.add(rows[at] | {"id": new_id()})


def _forge_last(_data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    """A row behind the last, sealed as the sealer would: seals need no key."""
    new = rows[-1] | {"id": new_id(), "seq": rows[-1]["seq"] + 1, "actor": "person:forger"}
    hand.add(new | {"seal": _seal(new, rows[-1]["seal"])})


def _forge_from(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    """A row changed, and the whole chain behind it written anew so that it fits."""
    at = data.draw(st.integers(0, len(rows) - 1))
    before = rows[at - 1]["seal"] if at else rules.FIRST
    for row in rows[at:]:
        changed = row | ({"actor": "person:forger"} if row is rows[at] else {})
        before = _seal(changed, before)
        hand.change(row, actor=changed["actor"], seal=before)


def _unseal(data: st.DataObject, hand: Tampering, rows: list[Row]) -> None:
    """The last rows back among those that wait, for the sealer to seal them once more in another order."""
    for row in rows[-data.draw(st.integers(1, 3)) :]:
        hand.change(row, seq=None, seal=None)


def _seal(row: Row, before: str) -> str:
    told = {name: row[name] for name in rules.Fields._fields} | {"at": rules.moment(row["at"])}
    return rules.seal(before, "1287", row["seq"], rules.Fields(**told), row["stamp"])


@_MANY
@given(data=st.data())
def test_head_and_checkpoints_cut_or_changed_are_found(
    data: st.DataObject, database: Database, hand: Tampering
) -> None:
    del hand
    heads = Heads()
    file = data.draw(st.sampled_from([heads.head_file, heads.checkpoint_file]))
    kept = file.read_bytes()
    place = data.draw(st.integers(0, len(kept) - 1))
    cut = (
        kept[:place] if data.draw(st.booleans(), "cut") else kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :]
    )
    assume(cut.strip() != kept.strip())
    try:
        file.write_bytes(cut)
        report = _verified(database)
    finally:
        file.write_bytes(kept)
    assert not report.holds


@pytest.mark.parametrize("name", ["head_file", "checkpoint_file"])
def test_a_file_that_is_gone_is_found(name: str, database: Database, hand: Tampering) -> None:
    del hand
    getattr(Heads(), name).unlink()
    assert not _verified(database).holds


def test_an_older_head_put_back_is_found_by_the_checkpoints(database: Database, hand: Tampering) -> None:
    """Both the database and the head go back: the line of the day says that there was more."""
    older = Heads().head_file.read_text()
    rows = _of(hand)
    with database.session(Scope.steward("test")) as session:
        service.note(session, "1287", "case_opened", "work_item", "99")
    seal.seal_all(database, Heads())
    seal.checkpoint(database, Heads(), "asked")
    newest = _of(hand)[len(rows) :]
    hand.remove(*newest)
    Heads().head_file.write_text(older)
    assert not _verified(database).holds


def test_a_chain_that_is_gone_whole_is_found(database: Database, hand: Tampering) -> None:
    hand.remove(*hand.rows(REGION_TRAIL), of=REGION_TRAIL)
    hand.remove(*_of(hand, "1285"))
    assert {found.chain for found in _verified(database).findings} == {"1285", "region"}


def test_detail_taken_away_without_a_rule_is_found_and_so_is_a_rule_taken_away(
    database: Database, hand: Tampering
) -> None:
    row = next(row for row in _of(hand) if row["detail"] and row["action"] == "case_opened")
    hand.change(row, detail=None, salt=None)
    assert "no row says under which rule" in _verified(database).findings[0].what
    hand.put_back()
    ruled = next(row for row in _of(hand) if row["action"] == service.ERASED)
    hand.change(ruled, detail=other_json(ruled["detail"]).replace("gallring 5 år", "annat"))
    assert not _verified(database).holds


def test_the_memory_of_a_verification_does_not_grow_with_the_trail(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of rows, never all of them: here 500 rows in pages of ten."""
    with sqlite_database.session(Scope.steward("test")) as session:
        add_municipality(session, "1287", "Trelleborg")
        for number in random.Random(1).sample(range(500), 500):
            service.note(session, "1287", "case_opened", "work_item", str(number))
    seal.seal_all(sqlite_database, Heads())
    monkeypatch.setattr("orchestrator.governance.audit.verify._PAGE", 10)
    told: list[int] = []
    report = verify(sqlite_database, Heads(), lambda _rows: told.append)
    assert report.holds
    assert sum(told) == 500
    assert max(told) == 10
    assert TRAIL.name == "trail"
