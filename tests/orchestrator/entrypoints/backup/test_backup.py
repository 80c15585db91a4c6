"""Backup and restore at the services and a robot's steps, on both databases: whole, refused if not, safe after."""

import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select
from typer.testing import CliRunner

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, CoeError, Conflict, LeaseLost, NotSignedIn
from orchestrator.core.outbox import Intent
from orchestrator.core.settings import settings
from orchestrator.entrypoints.backup import make, restore
from orchestrator.entrypoints.backup.aftermath import Aftermath
from orchestrator.entrypoints.backup.archive import Manifest, verify
from orchestrator.entrypoints.cli import app
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue import released
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import service as people
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs.caller import calling_run
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions import assess as assessing
from orchestrator.outcomes.decisions import effects as release_effects
from orchestrator.outcomes.decisions import observe, release
from orchestrator.outcomes.decisions.models import Decision, Effect
from orchestrator.outcomes.letters.models import Letter
from orchestrator.outcomes.notices.models import Notice
from shared_library.cases import effects as robot_effects
from shared_library.cases.case import Case
from tests.conftest import _numbers, _sql
from tests.support.casework import GRANTED, HANDED, Robot, Rules, furnished
from tests.support.house import House

CONTACT = {"contact": {"channel": "sms", "address": "+46700000000"}}


def _quiet(_name: str, _size: int) -> None:
    """Nobody watches."""


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    made = Rules(GRANTED)
    monkeypatch.setattr(released, "in_force", lambda *_asked: made)
    return made


@dataclass
class Machine:
    """Where a platform stands: its database and its home."""

    database: Database
    home: Path

    @property
    def house(self) -> House:
        return House(self.database)

    def rows(self, table: Any) -> list[Any]:
        with self.database.session(Scope.steward("test")) as session:
            return list(session.scalars(select(table)))

    def item(self, reference: str) -> WorkItem:
        with self.database.session(Scope.steward("test")) as session:
            return session.scalars(select(WorkItem).where(WorkItem.reference == reference)).one()


Empty = Callable[[], Machine]


@pytest.fixture
def machine(database: Database, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("COE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    furnished(database)
    (own_home / "keys").mkdir(parents=True)
    (own_home / "keys" / "release.pub").write_bytes(b"p" * 32)
    (own_home / "keys" / "release.key").write_bytes(b"k" * 32)
    (own_home / "releases").mkdir()
    (own_home / "releases" / f"{'0' * 64}.zip").write_bytes(b"a release")
    return Machine(database, own_home)


@pytest.fixture
def empty(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any) -> Iterator[Empty]:
    """Moves this process to an empty machine of the same kind, and answers it."""
    opened: list[Database] = []

    def move() -> Machine:
        home = tmp_path / "elsewhere"
        url = f"sqlite:///{home / 'coe.db'}"
        if machine.database.is_postgres:
            server, name = request.getfixturevalue("postgres_url"), f"coe_restored_{next(_numbers)}"
            _sql(server, f"CREATE DATABASE {name}")
            url = f"{server}/{name}"
        monkeypatch.setenv("COE_HOME", str(home))
        monkeypatch.setenv("COE_DATABASE_URL", url)
        settings.cache_clear()
        opened.append(Database(url))
        return Machine(opened[0], home)

    yield move
    for database in opened:
        database.dispose()
        if database.is_postgres:
            _sql(
                request.getfixturevalue("postgres_url"), f"DROP DATABASE {make_url(database.url).database} WITH (FORCE)"
            )


def _backed_up(tmp_path: Path) -> tuple[Path, Manifest]:
    path = tmp_path / "backup.tar"
    return path, make.backup(path, _quiet)


def _restored(path: Path) -> Aftermath:
    return restore.restore(path, "cli:test", _quiet, _quiet)[1]


class System:
    """A target system that shows its keys; what stands there outlives our database."""

    def __init__(self) -> None:
        self.stands: list[str] = []
        self.looked: list[str] = []

    def save(self, key: str) -> None:
        self.stands.append(key)

    def look(self, key: str) -> str:
        self.looked.append(key)
        return "present" if key in self.stands else "absent"


KINDS = ("calculation", "decision")


class Street:
    """What `shared_library` asks of the platform, answered by the services: the robot's real commit point."""

    def __init__(self, robot: Robot) -> None:
        self.robot = robot

    def ensure_lease(self) -> None:
        """The lease is young."""

    def commit(self, _item_id: str, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = [release_effects.NewEffect(one["kind"], one["key"]) for one in wanted]
        return [_view(row) for row in self.robot.do(release_effects.declare, new)]

    def set_effect(self, _item_id: str, seq: int, state: str, _detail: Any = None) -> None:
        self.robot.do(release_effects.report, seq, state)


def _view(row: Effect) -> dict[str, Any]:
    return {"seq": row.seq, "kind": row.kind, "key": row.key, "state": row.state}


def _handle(machine: Machine, system: System, *, until: str = "") -> Robot:
    """A robot works on the next case with the real commit point, and dies before the effect `until`."""
    robot = Robot(machine.house, machine.house.start_run()[0].id)
    with machine.database.session(machine.house.scope) as session:
        item = session.get_one(WorkItem, robot.item_id)
        decision = assessing.current_decision(session, item.id) if robot.purpose != "handle" else None
        known = [_view(row) for row in release_effects.effects_of(session, decision)] if decision else []
    if robot.purpose == "handle":
        decision = robot.assess().decision
    if decision is None:
        return robot
    case = Case(
        {"id": robot.item_id, "reference": item.reference, "occurrence": item.occurrence, "payload": {}, "files": [],
         "mode": "decide", "purpose": robot.purpose, "attempt": 1, "effects": known,
         "decision": {"id": decision.id, "number": decision.number, "outcome": "granted", "amount_ore": 1}}
    )  # fmt: skip
    street = Street(robot)
    robot_effects.declare(street, case, KINDS)
    for kind in KINDS:
        key = case.key(kind)
        if kind == until:
            return robot
        robot_effects.do(street, case, kind, lambda key=key: system.save(key), lambda key=key: system.look(key))
    robot.do(release.release, release.Ended())
    return robot


def test_everything_comes_back_as_it_was(machine: Machine, empty: Empty, tmp_path: Path) -> None:
    run, _token = machine.house.start_run()
    machine.house.add_item("A-1", payload=CONTACT)
    with machine.database.session(machine.house.scope) as session:
        kept = evidence.keep(session, run, "note", "page", b"a picture", "text/plain")
    path, manifest = _backed_up(tmp_path)
    assert verify(path, _quiet) == manifest
    assert manifest.counts["work_item"] == 1
    assert os.stat(path).st_mode & 0o077 == 0, "its owner's alone"
    new = empty()
    _restored(path)
    with new.database.session(new.house.scope) as session:
        item = session.query(WorkItem).one()
        assert vault.unseal_json(session, "1287", "payload", item.payload) == CONTACT
        assert evidence.read(session, kept.id)[1] == b"a picture"
        noted = session.query(TrailRow).filter(TrailRow.action == "restored").one()
        assert noted.actor == "cli:test"
    assert (new.home / "releases" / f"{'0' * 64}.zip").read_bytes() == b"a release"
    assert (new.home / "keys" / "release.pub").exists()
    assert not (new.home / "keys" / "release.key").exists(), "keys apart"


def test_neither_master_key_nor_private_keys_stand_in_the_archive(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.home.exists()
    monkeypatch.setenv("COE_MASTER_KEY_BEFORE", "a-master-key-of-before-0123456789-0123456789")
    path, _manifest = _backed_up(tmp_path)
    whole = path.read_bytes()
    assert settings().master_key.get_secret_value().encode() not in whole
    assert b"a-master-key-of-before" not in whole
    assert b"k" * 32 not in whole


def _changed(path: Path, how: str) -> None:
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif how == "byte":
        told = bytearray(path.read_bytes())
        told[path.stat().st_size // 3] ^= 1
        path.write_bytes(bytes(told))
    elif how == "more":
        with tarfile.open(path, "a") as tar:
            tar.add(__file__, "evidence/1287/aa/more")
    elif how == "outside":
        with tarfile.open(path, "a") as tar:
            tar.add(__file__, "../outside")
    else:
        path.write_bytes(b"no archive at all")


@pytest.mark.parametrize("how", ["cut", "byte", "more", "outside", "other"])
def test_a_damaged_archive_is_refused_and_nothing_is_written(
    how: str, machine: Machine, empty: Empty, tmp_path: Path
) -> None:
    machine.house.add_item("A-1")
    path, _manifest = _backed_up(tmp_path)
    _changed(path, how)
    new = empty()
    with pytest.raises(BadInput):
        _restored(path)
    assert not new.home.exists() or list(new.home.iterdir()) == []


def test_a_place_that_is_not_empty_is_refused(machine: Machine, empty: Empty, tmp_path: Path) -> None:
    assert machine.rows(WorkItem) == []
    path, _manifest = _backed_up(tmp_path)
    with pytest.raises(Conflict, match="empty"):
        _restored(path)
    new = empty()
    (new.home / "evidence" / "1287").mkdir(parents=True)
    (new.home / "evidence" / "1287" / "x").write_bytes(b"x")
    with pytest.raises(Conflict, match="evidence"):
        _restored(path)
    (new.home / "evidence" / "1287" / "x").unlink()
    _restored(path)
    with pytest.raises(Conflict, match="empty"):
        _restored(path)


def test_another_master_key_is_refused_before_anything_is_written(
    machine: Machine, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.rows(WorkItem) == []
    path, manifest = _backed_up(tmp_path)
    new = empty()
    monkeypatch.setenv("COE_MASTER_KEY", "another-master-key-0123456789-0123456789")
    settings.cache_clear()
    with pytest.raises(CoeError, match=manifest.masters[0]):
        _restored(path)
    assert not new.home.exists()


def test_a_backup_of_a_newer_schema_or_another_database_is_refused(
    machine: Machine, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.rows(WorkItem) == []
    real = make._manifest
    monkeypatch.setattr(make, "_manifest", lambda snapshot: _with(real(snapshot), schema="9999"))
    path, _manifest = _backed_up(tmp_path)
    monkeypatch.setattr(make, "_manifest", lambda snapshot: _with(real(snapshot), dialect="oracle"))
    other = tmp_path / "other.tar"
    make.backup(other, _quiet)
    empty()
    with pytest.raises(BadInput, match="schema 9999"):
        _restored(path)
    with pytest.raises(BadInput, match="of a oracle database"):
        _restored(other)


def _with(manifest: Manifest, **values: Any) -> Manifest:
    for name, value in values.items():
        setattr(manifest, name, value)
    return manifest


def test_evidence_that_is_gone_is_told_in_the_manifest(machine: Machine, tmp_path: Path) -> None:
    run, _token = machine.house.start_run()
    with machine.database.session(machine.house.scope) as session:
        kept = evidence.keep(session, run, "note", "page", b"a picture", "text/plain")
    next(path for path in (machine.home / "evidence").rglob(kept.sha256)).unlink()
    _path, manifest = _backed_up(tmp_path)
    assert manifest.missing == [f"1287/{kept.sha256[:2]}/{kept.sha256}"]


def test_nobody_of_before_is_let_in_and_what_was_on_its_way_is_sent_under_the_same_id(
    machine: Machine, empty: Empty, tmp_path: Path
) -> None:
    with machine.database.session(Scope.steward("test")) as session:
        person = people.add_person(session, "anna", "Anna", "ett-långt-lösenord")
        people.grant_role(session, person, people.Role.CASEWORKER, "1287")
        signed_in = people.sign_in(session, "anna", "ett-långt-lösenord")
    _run, token = machine.house.start_run()
    machine.house.add_item("A-1", payload=CONTACT)
    _handle(machine, System())
    (sent_as,) = [row.message_id for row in machine.rows(Notice)]
    path, _manifest = _backed_up(tmp_path)
    new = empty()
    done = _restored(path)
    assert (done.sign_ins_ended, done.runs_closed, done.to_send_again) == (1, 2, 1)
    with new.database.session(Scope.steward("test")) as session:
        with pytest.raises(NotSignedIn):
            people.visitor(session, signed_in)
        with pytest.raises(NotSignedIn):
            calling_run(session, token)
    assert {run.state for run in new.rows(Run)} == {"crashed"}
    (notice,) = new.rows(Notice)
    assert (notice.state, notice.message_id) == ("sending", sent_as)
    assert any(intent.topic == "notice" and intent.state != "done" for intent in new.rows(Intent))


def test_a_robot_of_before_that_still_lives_writes_nothing_here(machine: Machine, empty: Empty, tmp_path: Path) -> None:
    machine.house.add_item("A-1")
    robot = Robot(machine.house, machine.house.start_run()[0].id)
    path, _manifest = _backed_up(tmp_path)
    new = empty()
    _restored(path)
    assert (new.item("A-1").state, new.item("A-1").attempts) == ("new", 0)
    robot.house = new.house
    with pytest.raises(LeaseLost):
        robot.assess()
    again = Robot(new.house, new.house.start_run()[0].id)
    assert again.fence > robot.fence + 100


@pytest.mark.parametrize("died_before", ["calculation", "decision", ""])
def test_a_case_that_was_new_in_the_backup_and_begun_since_is_finished_and_nothing_is_written_twice(
    died_before: str, machine: Machine, empty: Empty, tmp_path: Path
) -> None:
    system = System()
    machine.house.add_item("A-1", payload=CONTACT)
    path, _manifest = _backed_up(tmp_path)
    _handle(machine, system, until=died_before)
    before = list(system.stands)
    sent = {row.message_id for row in machine.rows(Notice)}
    letters = {row.id for row in machine.rows(Letter)}
    new = empty()
    _restored(path)
    assert new.item("A-1").state == "new"
    system.looked.clear()
    _handle(new, system)
    assert system.looked[0] == "A-1:2026-12:1:calculation"
    assert sorted(system.stands) == ["A-1:2026-12:1:calculation", "A-1:2026-12:1:decision"]
    assert system.stands[: len(before)] == before
    assert new.item("A-1").state == "done"
    assert [row.state for row in new.rows(Decision)] == ["effected"]
    if sent:
        assert {row.message_id for row in new.rows(Notice)} == sent, "the gateway knows it"
        assert {row.id for row in new.rows(Letter)} == letters, "the e-service knows it"


@pytest.mark.parametrize("died_before", ["calculation", "decision"])
def test_a_case_behind_its_commit_point_in_the_backup_is_checked_first(
    died_before: str, machine: Machine, empty: Empty, tmp_path: Path
) -> None:
    system = System()
    machine.house.add_item("A-1", payload=CONTACT)
    _handle(machine, system, until=died_before)
    path, _manifest = _backed_up(tmp_path)
    system.save("A-1:2026-12:1:decision")  # the robot went on after the backup
    new = empty()
    done = _restored(path)
    assert (new.item("A-1").state, done.taken_back) == ("verify", 1)
    _handle(new, system)
    assert sorted(system.stands) == ["A-1:2026-12:1:calculation", "A-1:2026-12:1:decision"]
    assert new.item("A-1").state == "done"


def test_a_case_that_came_and_was_begun_after_the_backup_is_looked_for_too_when_it_comes_again(
    machine: Machine, empty: Empty, tmp_path: Path
) -> None:
    system = System()
    path, _manifest = _backed_up(tmp_path)
    machine.house.add_item("B-1", payload=CONTACT)
    _handle(machine, system, until="decision")
    new = empty()
    _restored(path)
    new.house.add_item("B-1", payload=CONTACT)  # it still stands in the case system's worklist
    _handle(new, system)
    assert sorted(system.stands) == ["B-1:2026-12:1:calculation", "B-1:2026-12:1:decision"]


def test_without_a_restore_what_was_declared_a_moment_ago_is_not_looked_for(machine: Machine) -> None:
    system = System()
    machine.house.add_item("A-1", payload=CONTACT)
    robot = _handle(machine, system, until="calculation")
    assert robot.purpose == "handle"
    assert [row.state for row in machine.rows(Effect)] == ["declared", "declared"]
    assert system.looked == []


@pytest.mark.parametrize("key", ["A-1:2026-12:1:decision", "somebody's own"])
def test_what_was_decided_after_the_backup_counts_again_when_read_outcomes_sees_the_robots_key(
    key: str, machine: Machine, empty: Empty, tmp_path: Path, rules: Rules
) -> None:
    machine.house.add_item("A-1", payload=CONTACT)
    path, _manifest = _backed_up(tmp_path)
    _handle(machine, System())
    new = empty()
    _restored(path)
    rules.result = HANDED  # the case system shows that the month is decided: the rules hand over
    robot = _handle(new, System())
    robot.do(release.release, release.Ended("BUSINESS", "handed_over"))
    with new.database.session(new.house.scope) as session:
        observe.observe(session, robot.item_id, "granted", 730200, key)
    assert new.item("A-1").state == "done"
    found = [(row.state, row.number, row.amount_ore) for row in new.rows(Decision)]
    assert found == ([("effected", 1, 730200)] if key.startswith("A-1") else [])
    assert new.rows(Notice) == [], "it left before"


def test_packages_that_cannot_check_wait_for_a_person(machine: Machine, empty: Empty, tmp_path: Path) -> None:
    with machine.database.session(Scope.steward("test")) as session:
        row = session.query(Release).one()
        row.manifest = {**row.manifest, "effects": []}
    machine.house.add_item("A-1")
    machine.house.add_item("A-2")
    Robot(machine.house, machine.house.start_run()[0].id)
    path, _manifest = _backed_up(tmp_path)
    new = empty()
    done = _restored(path)
    assert {new.item(name).state for name in ("A-1", "A-2")} == {"on_hold"}
    assert done.on_hold == 2


def test_work_goes_on_while_a_backup_is_made(machine: Machine, empty: Empty, tmp_path: Path) -> None:
    """A write in the middle of it succeeds, and is not in the backup."""
    machine.house.add_item("A-1")
    added: list[str] = []

    def tell(name: str, _size: int) -> None:
        if name == make.DATABASE:
            added.append(machine.house.add_item("A-2"))

    path = tmp_path / "backup.tar"
    make.backup(path, tell)
    assert len(added) == 1
    new = empty()
    _restored(path)
    assert [row.reference for row in new.rows(WorkItem)] == ["A-1"]


@pytest.fixture
def on_the_command_line(machine: Machine) -> Callable[..., str]:
    del machine

    def coe(*arguments: str, sent: str = "", code: int = 0) -> str:
        done = CliRunner().invoke(app, arguments, input=sent)
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    return coe


def test_the_commands_back_up_verify_and_restore_with_the_keys_apart(
    machine: Machine,
    empty: Empty,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_the_command_line: Callable[..., str],
) -> None:
    coe = on_the_command_line
    machine.house.add_item("A-1", payload=CONTACT)
    path, keys = tmp_path / "b" / "backup.tar", tmp_path / "k" / "coe.keys"
    passphrase = "en lång mening som ingen gissar"
    coe("backup", "make", str(path), "--keys", str(keys), sent=f"{passphrase}\n")
    assert settings().master_key.get_secret_value().encode() not in keys.read_bytes()
    assert keys.stat().st_mode & 0o077 == 0
    assert "Sound" in coe("backup", "verify", str(path))
    new = empty()
    coe("restore", str(path), "--keys", str(keys), sent="en helt annan mening\n", code=1)
    assert not new.home.joinpath("keys").exists() or list(new.home.joinpath("keys").iterdir()) == []
    told = coe("restore", str(path), "--keys", str(keys), sent=f"{passphrase}\n")
    assert "1 work items" in told
    master = new.home / "keys" / "master"
    assert master.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("COE_MASTER_KEY", f"file:{master}")
    settings.cache_clear()
    with Database(new.database.url).session(new.house.scope) as session:
        item = session.query(WorkItem).one()
        assert vault.unseal_json(session, "1287", "payload", item.payload) == CONTACT
    assert (new.home / "keys" / "release.key").read_bytes() == b"k" * 32


def test_a_database_whose_restore_was_broken_off_does_not_start(
    machine: Machine, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.house.add_item("A-1")
    path, _manifest = _backed_up(tmp_path)
    new = empty()

    def breaks(*_arguments: Any, **_more: Any) -> Any:
        raise RuntimeError("the power went")

    monkeypatch.setattr(restore, "make_safe", breaks)
    with pytest.raises(RuntimeError, match="the power went"):
        _restored(path)
    if new.database.is_postgres:
        with pytest.raises(Exception, match="already exists"):
            migrate(settings().database)
    else:
        assert not (new.home / "coe.db").exists()
