"""The sealer: every committed row gets a place, whoever commits when; and a process may die anywhere in between."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core import clock
from orchestrator.core.db import Database, Scope, new_id
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.settings import settings
from orchestrator.governance.audit import seal, service
from orchestrator.governance.audit.heads import Head, HeadBroken, Heads
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.audit.verify import verify
from orchestrator.governance.catalogue.service import add_municipality
from tests.support.tampering import Tampering


@pytest.fixture
def base(database: Database) -> Database:
    with database.session(Scope.steward("test")) as session:
        for code, name in (("1287", "Trelleborg"), ("1285", "Eslöv")):
            add_municipality(session, code, name)
    seal.seal_all(database, Heads())
    return database


def write(base: Database, count: int = 1, code: str | None = "1287") -> None:
    with base.session(Scope.steward("test")) as session:
        for number in range(count):
            service.note(session, code, "case_opened", "work_item", f"{number}", reason=f"skäl {number}")


def places(base: Database, code: str = "1287") -> list[int | None]:
    with base.session(Scope.of("test", code)) as session:
        return list(session.scalars(select(TrailRow.seq).order_by(TrailRow.id)))


def test_rows_get_their_places_chain_by_chain(base: Database) -> None:
    write(base, 3)
    write(base, 2, "1285")
    write(base, 2, None)
    before = len(places(base)) - 3
    assert seal.seal_all(base, Heads()) == 7
    assert places(base)[-3:] == [before + 1, before + 2, before + 3]
    report = verify(base, Heads())
    assert report.findings == []
    assert {told.chain for told in report.chains} == {"1287", "1285", "region"}


def test_a_row_that_is_committed_late_with_an_older_id_is_sealed_behind_the_others(
    base: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = new_id()
    write(base)
    seal.seal_all(base, Heads())
    end = Heads().read().end("1287").seq  # type: ignore[union-attr]
    monkeypatch.setattr(service, "new_id", lambda: early)
    write(base)
    assert seal.seal_all(base, Heads()) == 1
    with base.session(Scope.of("test", "1287")) as session:
        assert session.get_one(TrailRow, early).seq == end + 1
    assert verify(base, Heads()).holds


def test_a_writer_that_is_not_done_yet_holds_nobody_up_and_loses_nothing(postgres_database: Database) -> None:
    base = postgres_database
    with base.session(Scope.steward("test")) as session:
        add_municipality(session, "1287", "Trelleborg")
    with base.session(Scope.of("slow", "1287")) as session:
        service.note(session, "1287", "case_opened", "work_item", "slow")
        session.flush()
        write(base, 2)
        seal.seal_all(base, Heads())
        assert verify(base, Heads()).waiting == 0
    assert seal.seal_all(base, Heads()) == 1
    assert verify(base, Heads()).holds


def test_a_row_that_the_platform_did_not_write_is_never_sealed(base: Database) -> None:
    write(base)
    seal.seal_all(base, Heads())
    hand = Tampering(base)
    hand.add(hand.rows()[-1] | {"id": new_id(), "seq": None, "seal": None, "entity_id": "2"})
    write(base)
    assert seal.seal_all(base, Heads()) == 1
    assert [found.what for found in verify(base, Heads()).findings] == [
        "The platform did not write this row: it was put into the database."
    ]


class _Died(Exception):
    pass


@contextmanager
def dying(heads: Heads, monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[None]:
    """The process dies instead of writing the head for the nth time."""
    write_head, times = heads.write, 0

    def write(head: Head) -> None:
        nonlocal times
        times += 1
        if times == at:
            raise _Died
        write_head(head)

    with monkeypatch.context() as patched:
        patched.setattr(heads, "write", write)
        yield


@pytest.mark.parametrize("at", [1, 2])
def test_a_sealer_that_dies_before_or_behind_its_commit_leaves_a_trail_that_holds(
    at: int, base: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = Heads()
    write(base, 3)
    seal.seal_all(base, heads)
    write(base, 3)
    with dying(heads, monkeypatch, at), pytest.raises(_Died):
        seal.seal_round(base, heads)
    assert verify(base, heads).holds
    write(base)
    seal.seal_all(base, Heads())
    assert None not in places(base)
    assert verify(base, heads).holds


def test_a_sealer_that_dies_between_its_word_and_its_commit_begins_anew(
    base: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = Heads()
    write(base, 3)
    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", _die)
        with pytest.raises(_Died):
            seal.seal_round(base, heads)
    assert heads.read().pending is not None  # type: ignore[union-attr]
    assert verify(base, heads).holds
    hand = Tampering(base)
    hand.remove(hand.rows()[-1])
    assert "rows of it are gone" in verify(base, heads).findings[0].what
    with pytest.raises(HeadBroken):
        seal.seal_round(base, heads)


def _die(_session: Session) -> None:
    raise _Died


def test_nothing_is_sealed_while_the_chain_does_not_end_where_the_head_says(base: Database) -> None:
    write(base, 3)
    seal.seal_all(base, Heads())
    hand = Tampering(base)
    hand.remove(hand.rows()[-1])
    write(base)
    with pytest.raises(HeadBroken, match="1287 does not end where the head says"):
        seal.seal_all(base, Heads())
    Heads().head_file.unlink()
    with pytest.raises(HeadBroken, match="is gone"):
        seal.seal_all(base, Heads())


def test_a_checkpoint_is_written_once_a_day_and_at_shutdown(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    heads, real = Heads(), clock.machine_now()
    sealer = seal.Sealer(base, heads)
    for day in (0, 0, 1):
        moved = real + timedelta(days=day)
        for part in ("seal", "heads"):
            monkeypatch.setattr(f"orchestrator.governance.audit.{part}.machine_now", lambda moved=moved: moved)
        write(base)
        sealer.round()
    sealer.stop()
    write(base)
    sealer.stop()
    told = heads.checkpoints(heads.read())
    assert [line.kind for line in told] == ["daily", "daily", "shutdown"], "a shutdown with nothing new adds nothing"
    assert verify(base, heads).checkpoints == 3


def test_a_sealer_whose_way_is_barred_says_so_once_and_goes_on_trying(base: Database) -> None:
    write(base)
    sealer = seal.Sealer(base)
    sealer.round()
    kept = Heads().head_file.read_text()
    Heads().head_file.write_text("{}")
    write(base)
    sealer.round()
    assert places(base)[-1] is None
    Heads().head_file.write_text(kept)
    sealer.round()
    assert places(base)[-1] is not None


def test_a_restored_backup_is_accepted_by_a_person_and_told_from_then_on(base: Database) -> None:
    write(base, 3)
    seal.seal_all(base, Heads())
    seal.checkpoint(base, Heads(), "asked")
    with pytest.raises(Conflict, match="nothing to accept"):
        seal.accept(base, Heads(), "karin", "därför")
    hand = Tampering(base)
    hand.remove(hand.rows()[-1])
    assert not verify(base, Heads()).holds
    with pytest.raises(BadInput, match="Say why"):
        seal.accept(base, Heads(), "karin", " ")
    seal.accept(base, Heads(), "karin", "säkerhetskopian från i går")
    seal.seal_all(base, Heads())
    report = verify(base, Heads())
    assert report.findings == []
    assert "karin accepted where the trail ends: säkerhetskopian från i går" in report.accepted[0]
    hand.change(hand.rows()[0], actor="person:nobody")
    assert not verify(base, Heads()).holds, "what was accepted is where it ends, and nothing else"


def test_head_files_that_were_lost_are_begun_anew_when_a_person_accepts_it(base: Database) -> None:
    write(base, 2)
    seal.seal_all(base, Heads())
    seal.checkpoint(base, Heads(), "asked")
    Heads().head_file.write_text("cut")
    seal.accept(base, Heads(), "karin", "disken gick sönder")
    assert verify(base, Heads()).holds
    assert list(settings().trail_folder.glob("*.broken")) != [], "what could not be read is kept"


def test_a_row_that_waits_for_its_seal_too_long_is_trouble(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    write(base)
    assert verify(base, Heads()).holds
    monkeypatch.setattr("orchestrator.governance.audit.verify.now", lambda: clock.now() + timedelta(minutes=2))
    assert "more than a minute" in verify(base, Heads()).findings[0].what
