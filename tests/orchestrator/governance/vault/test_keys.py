"""A municipality's keys: sealed apart, rotated without loss, destroyed for good."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, select, update

from orchestrator.core.db import Base, Database, Scope
from orchestrator.core.errors import BadInput, CoeError, KeyDestroyed
from orchestrator.core.outbox import Intent, intend
from orchestrator.core.settings import settings
from orchestrator.entrypoints.models import metadata
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.identity import service as identity
from orchestrator.governance.identity.models import ID_TOKEN, ProviderSignIn
from orchestrator.governance.people import service as people
from orchestrator.governance.vault import keyring, keys, rekey, sealing
from orchestrator.governance.vault import service as vault
from orchestrator.governance.vault.columns import sealed_columns
from orchestrator.governance.vault.models import DataKey, MunicipalityKey
from orchestrator.operations.queues.add import NewItem, add_many
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.complete import complete_leased
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from tests.support.house import PROCESS, House

PERSON = "198801122384"


@pytest.fixture
def house(database: Database) -> House:
    return House(database, effects=()).furnish()


def _seal_anew(house: House) -> None:
    for _piece in rekey.rekey(house.database, house.code):
        pass


def _left(house: House) -> int:
    with house.database.session(house.scope) as session:
        return rekey.left(session, house.code)


def _payload(said: object) -> dict[str, object]:
    return {"contact": {"channel": "sms", "address": str(said)}}


def _payloads(house: House) -> dict[str, str]:
    """reference → what its payload says."""
    with house.database.session(house.scope) as session:
        return {
            row.reference: vault.unseal_json(session, house.code, "payload", row.payload)["contact"]["address"]
            for row in session.query(WorkItem)
        }


def test_a_value_opens_only_for_its_municipality_and_purpose(house: House) -> None:
    other = House(house.database, code="1285").furnish()
    with house.database.session(Scope.steward("test")) as session:
        sealed = vault.seal(session, house.code, "payload", b"one")
        assert vault.unseal(session, house.code, "payload", sealed) == b"one"
        for code, purpose in ((other.code, "payload"), (house.code, "letter")):
            with pytest.raises(CoeError, match="does not open"):
                vault.unseal(session, code, purpose, sealed)


@pytest.mark.parametrize("place", [0, 1, 3, 20, -1])
def test_a_changed_byte_is_found(house: House, place: int) -> None:
    with house.database.session(house.scope) as session:
        sealed = bytearray(vault.seal(session, house.code, "payload", b"one, two, three"))
        sealed[place] ^= 1
        with pytest.raises(CoeError):
            vault.unseal(session, house.code, "payload", bytes(sealed))


def test_every_column_of_bytes_in_a_municipality_is_declared_sealed_or_known_not_to_be() -> None:
    known = {"municipality_key.index_key", "data_key.wrapped"}
    bytes_columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and "municipality_code" in table.columns
    }
    declared = {place.name for place in sealed_columns(metadata)}
    assert bytes_columns - declared == known
    assert declared >= {"work_item.payload", "run_line.text", "attempt.message", "notice.text", "item_file.name"}
    assert all(place.key is not None for place in sealed_columns(Base.metadata))


def test_after_rotation_new_values_are_under_the_new_version_and_old_ones_open(house: House) -> None:
    house.add_item("A-1", payload=_payload(1))
    with house.database.session(house.scope) as session:
        assert keys.rotate(session, house.code) == 2
    house.add_item("A-2", payload=_payload(2))
    with house.database.session(house.scope) as session:
        versions = {row.reference: sealing.version_of(row.payload) for row in session.query(WorkItem)}
    assert versions == {"A-1": 1, "A-2": 2}
    assert _payloads(house) == {"A-1": "1", "A-2": "2"}
    assert _left(house) == 1


def test_everything_is_sealed_anew_and_the_old_version_is_let_go_when_all_have_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _token = house.start_run()
    with house.database.session(house.scope) as session:
        kept = evidence.keep(session, run, "note", "page", b"a picture", "text/plain")
        runs.write_lines(session, run, ["a line", ""])
        number = vault.person_key(session, house.code, PERSON)
    for count in range(rekey.PIECE + 3):
        house.add_item(f"A-{count}", payload=_payload(count), person=PERSON)
    with house.database.session(house.scope) as session:
        keys.rotate(session, house.code)
    _seal_anew(house)
    assert _left(house) == 0
    with house.database.session(house.scope) as session:
        assert session.scalars(select(DataKey.wrapped).where(DataKey.version == 1)).one() is not None, "ten minutes"
    monkeypatch.setattr(rekey, "NOTICED_SECONDS", 0)
    with house.database.session(house.scope) as session:
        assert rekey.in_rotation(session) == [house.code]
    _seal_anew(house)
    with house.database.session(house.scope) as session:
        assert rekey.in_rotation(session) == []
        assert session.scalars(select(DataKey.wrapped).where(DataKey.version == 1)).one() is None
        assert evidence.read(session, kept.id)[1] == b"a picture"
        assert vault.person_key(session, house.code, PERSON) == number, "the index key does not rotate"
        assert session.scalar(select(MunicipalityKey.rotation)) is None
    assert len(_payloads(house)) == rekey.PIECE + 3


def test_sealing_anew_may_be_broken_off_anywhere_and_goes_on(house: House) -> None:
    for count in range(2 * rekey.PIECE):
        house.add_item(f"A-{count}", payload=_payload(count))
    with house.database.session(house.scope) as session:
        keys.rotate(session, house.code)
    next(rekey.rekey(house.database, house.code))
    assert _left(house) == rekey.PIECE
    with house.database.session(house.scope) as session:
        assert keys.status(session)[0].rotation == {"work_item.payload": rekey.PIECE}
    _seal_anew(house)
    assert _left(house) == 0
    assert sorted(_payloads(house).values()) == sorted(map(str, range(2 * rekey.PIECE)))


def test_what_was_written_while_a_piece_was_sealed_stands(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = house.add_item("A-1", payload=_payload("old"))
    with house.database.session(house.scope) as session:
        keys.rotate(session, house.code)
    read = rekey._read

    def read_and_be_overtaken(session: object, place: object, code: str, after: str) -> list[object]:
        piece = read(session, place, code, after)  # type: ignore[arg-type]
        if piece:
            new = vault.seal_json(session, code, "payload", _payload("new"))  # type: ignore[arg-type]
            session.execute(update(WorkItem).where(WorkItem.id == item_id).values(payload=new))  # type: ignore[attr-defined]
        return piece

    monkeypatch.setattr(rekey, "_read", read_and_be_overtaken)
    _seal_anew(house)
    assert _payloads(house) == {"A-1": "new"}


def test_a_rotation_in_another_process_is_noticed_by_the_value_itself_and_by_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Database(house.database.url)
    try:
        with elsewhere.session(house.scope) as session:
            assert sealing.version_of(vault.seal(session, house.code, "test", b"one")) == 1
        with house.database.session(house.scope) as session:
            keys.rotate(session, house.code)
            sealed = vault.seal(session, house.code, "test", b"two")
        with elsewhere.session(house.scope) as session:
            assert vault.unseal(session, house.code, "test", sealed) == b"two"
            keyring.forget(session, house.code)
            vault.seal(session, house.code, "test", b"three")
        with house.database.session(house.scope) as session:
            keys.rotate(session, house.code)
        monkeypatch.setattr(keyring, "LOOK_SECONDS", 0)
        with elsewhere.session(house.scope) as session:
            assert sealing.version_of(vault.seal(session, house.code, "test", b"four")) == 3
    finally:
        elsewhere.dispose()


def _produce(house: House, worker: int, count: int) -> None:
    for number in range(count):
        with house.database.session(house.scope) as session:
            items = [NewItem(f"A-{worker}-{number}", "2026-12", payload=_payload(number), person=PERSON)]
            add_many(session, house.code, PROCESS, items)


def _work(house: House, run: Run, until: int) -> list[str]:
    mine: list[str] = []
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        with house.database.session(house.scope) as session:
            claimed = claim(session, house.code, PROCESS, run.id)
            if claimed is not None:
                vault.unseal_json(session, house.code, "payload", claimed.payload)
                content = f"picture of {claimed.reference}".encode()
                evidence.keep(session, run, "note", "page", content, "text/plain", claimed.id, claimed.fence)
                runs.write_lines(session, run, [f"works on {claimed.reference}"])
        if claimed is None:
            with house.database.session(house.scope) as session:
                done = session.scalar(select(func.count()).where(WorkItem.state == "done")) or 0
            if done >= until:
                break
            time.sleep(0.01)
            continue
        with house.database.session(house.scope) as session:
            assert complete_leased(session, house.code, claimed.id, claimed.fence, run.id, []) == PROCESS
        mine.append(claimed.id)
    return mine


@pytest.mark.timeout(300)
def test_under_load_rotation_loses_nothing(house: House) -> None:
    producers, each, workers = 2, 60, 3
    total = producers * each
    started = [house.start_run()[0] for _ in range(workers)]
    with ThreadPoolExecutor(producers + workers) as pool:
        adding = [pool.submit(_produce, house, worker, each) for worker in range(producers)]
        working = [pool.submit(_work, house, run, total) for run in started]
        for _ in range(3):
            with house.database.session(house.scope) as session:
                keys.rotate(session, house.code)
            _seal_anew(house)
        for job in adding:
            job.result()
        taken = [item for job in working for item in job.result()]
    assert len(taken) == len(set(taken)) == total
    for _ in range(2):  # what a thread sealed just before it noticed
        _seal_anew(house)
    assert _left(house) == 0
    assert len(_payloads(house)) == total
    with house.database.session(house.scope) as session:
        pictures = {evidence.read(session, row.id)[1] for row in session.query(evidence.Evidence)}
        assert len(pictures) == total
        assert len({row.person_key for row in session.query(WorkItem)}) == 1
        for place in sealed_columns(metadata):
            empty = "" if place.is_text else b""
            found = select(place.column).where(place.column.is_not(None), place.column != empty)
            for value in session.scalars(found):
                told = sealing.as_bytes(value) if place.is_text else value
                assert sealing.version_of(told) == 4, place.name
    for path in (settings().evidence_dir / house.code).rglob("*"):
        assert not path.is_file() or sealing.version_of(path.read_bytes()) == 4


def _destroy(house: House, named: str = "Trelleborg") -> None:
    with house.database.session(Scope.of("cli:anna", house.code)) as session:
        keys.destroy(session, house.code, named, "the municipality has left")


def test_after_destruction_nothing_can_be_read_and_the_trail_says_who(house: House) -> None:
    other = House(house.database, code="1285").furnish()
    run, _token = house.start_run()
    house.add_item("A-1", payload=_payload(1))
    with house.database.session(house.scope) as session:
        kept = evidence.keep(session, run, "note", "page", b"a picture", "text/plain")
        intend(session, house.code, "notice", "n1")
        sealed = session.query(WorkItem).one().payload
    with house.database.session(house.scope) as session:
        keys.rotate(session, house.code)
    _destroy(house)
    with house.database.session(house.scope) as session:
        for act in (
            lambda: vault.unseal(session, house.code, "payload", sealed),
            lambda: vault.seal(session, house.code, "payload", b"new"),
            lambda: vault.person_key(session, house.code, PERSON),
            lambda: evidence.read(session, kept.id),
            lambda: keys.rotate(session, house.code),
        ):
            with pytest.raises(KeyDestroyed, match="destroyed on 2026-11-23 by cli:anna"):
                act()
        assert {row.wrapped for row in session.query(DataKey)} == {None}
        assert session.query(MunicipalityKey).one().index_key is None
        assert session.query(Intent).filter(Intent.state != "done").count() == 0
        noted = session.query(TrailRow).filter(TrailRow.action == "key_destroyed").one()
        assert (noted.actor, noted.detail) == ("cli:anna", {"reason": "the municipality has left"})
    with house.database.session(other.scope) as session:
        assert vault.unseal(session, other.code, "x", vault.seal(session, other.code, "x", b"one")) == b"one"


def test_another_process_notices_the_destruction_when_it_looks_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Database(house.database.url)
    try:
        with elsewhere.session(house.scope) as session:
            sealed = vault.seal(session, house.code, "test", b"one")
        _destroy(house)
        monkeypatch.setattr(keyring, "LOOK_SECONDS", 0)
        with elsewhere.session(house.scope) as session, pytest.raises(KeyDestroyed):
            vault.unseal(session, house.code, "test", sealed)
    finally:
        elsewhere.dispose()


@pytest.mark.parametrize("named", ["", "trelleborg", "Eslöv"])
def test_keys_are_destroyed_only_when_the_municipality_is_named_as_it_is_written(house: House, named: str) -> None:
    with pytest.raises(BadInput, match="Type the municipality's name"):
        _destroy(house, named)
    house.add_item("A-1")


def test_the_destroyed_key_does_not_lie_on_in_the_sqlite_file(sqlite_database: Database) -> None:
    house = House(sqlite_database).furnish()
    with sqlite_database.session(house.scope) as session:
        wrapped = session.scalars(select(DataKey.wrapped)).one()
        index = session.scalars(select(MunicipalityKey.index_key)).one()
    path = Path(sqlite_database.url.removeprefix("sqlite:///"))
    _checkpoint(sqlite_database)
    assert wrapped in path.read_bytes()
    _destroy(house)
    _checkpoint(sqlite_database)
    assert wrapped not in path.read_bytes()
    assert index not in path.read_bytes()


def _checkpoint(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_providers_secret_and_a_sign_ins_token_are_sealed_anew_for_what_their_columns_declare(house: House) -> None:
    with house.database.session(Scope.steward("test")) as session:
        told = identity.Told("https://idp.example", "coe", "the client's own secret")
        row = identity.set_provider(session, house.code, told)
        person = people.add_person(session, "anna", "Anna", "ett-långt-lösenord")
        people.grant_role(session, person, people.Role.CASEWORKER, house.code)
        people.sign_in(session, "anna", "ett-långt-lösenord")
        token_hash = session.query(people.SignIn).one().token_hash
        sealed = vault.seal(session, house.code, ID_TOKEN, b"an id token")
        session.add(
            ProviderSignIn(
                municipality_code=house.code, token_hash=token_hash, issuer=row.issuer, subject="s",
                sealed_id_token=sealed,
            )
        )  # fmt: skip
        keys.rotate(session, house.code)
    assert _left(house) == 2
    _seal_anew(house)
    assert _left(house) == 0
    with house.database.session(Scope.steward("test")) as session:
        token = session.query(ProviderSignIn).one().sealed_id_token
        assert sealing.version_of(token) == 2
        assert vault.unseal(session, house.code, ID_TOKEN, token) == b"an id token"
