"""Seal anew with the active version what an older one has sealed: in pieces, while work goes on, from where it stood.

A piece reads some rows without locking them, seals them, and writes each only where it still holds what was read: what
a robot or a person wrote meanwhile stands. Done twice, by two processes or after a crash, it is done once. An older
version is let go when nothing is under it and every process has had time to notice the new one; until then it opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Base, Database, Scope
from orchestrator.core.settings import settings
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault import sealing
from orchestrator.governance.vault import service as vault
from orchestrator.governance.vault.columns import SealedColumn, sealed_columns
from orchestrator.governance.vault.evidence_guard import evidence_guard
from orchestrator.governance.vault.keyring import forget
from orchestrator.governance.vault.models import DataKey, MunicipalityKey

PIECE = 50
FILES = "evidence"
# Longer than any process uses a key without looking, and than any transaction lasts.
NOTICED_SECONDS = 600


@dataclass(frozen=True)
class Piece:
    """What one piece did: `done` values sealed anew in a place, and whether more may be left anywhere."""

    place: str
    done: int
    more: bool


def in_rotation(session: Session) -> list[str]:
    """Municipalities whose values are being sealed anew, or whose old versions wait to be let go."""
    several = select(DataKey.municipality_code).where(DataKey.wrapped.is_not(None)).group_by(DataKey.municipality_code)
    return sorted(session.scalars(several.having(func.count() > 1)))


def left(session: Session, municipality: str) -> int:
    """How many values in the database an older version has sealed."""
    return sum(
        session.scalar(select(func.count()).select_from(place.table).where(*_stale(session, place, municipality))) or 0
        for place in sealed_columns(Base.metadata)
    )


def rekey(database: Database, municipality: str, actor: str = "rekey") -> Iterator[Piece]:
    """Piece after piece until nothing is left that an older version has sealed; then the old ones are let go, if it is
    time. May be broken off after any piece, and begun again."""
    scope = Scope.of(actor, municipality)
    for place in sealed_columns(Base.metadata):
        after = ""
        while True:
            with database.session(scope) as session:
                piece = _read(session, place, municipality, after)
            if not piece:
                break
            after = piece[-1].key
            with database.session(scope) as session:
                done = _write(session, place, municipality, piece)
                _tell(session, municipality, place.name, done)
            yield Piece(place.name, done, True)
    for done in _files(database, scope, municipality):
        yield Piece(FILES, done, True)
    with database.session(scope) as session:
        yield Piece("", 0, not _finish(session, municipality))


def _read(session: Session, place: SealedColumn, municipality: str, after: str) -> list[Any]:
    asked = (
        select(place.key.label("key"), place.column.label("old"), *place.purpose_columns)
        .where(*_stale(session, place, municipality), place.key > after)
        .order_by(place.key)
        .limit(PIECE)
    )
    return list(session.connection().execute(asked).all())


def _write(session: Session, place: SealedColumn, municipality: str, piece: list[Any]) -> int:
    """Only where it holds what was read."""
    change = (
        update(place.table)
        .where(place.key == bindparam("row"), place.column == bindparam("was", type_=place.column.type))
        .values({place.column.name: bindparam("is", type_=place.column.type)})
    )
    done = 0
    for row in piece:
        purpose = place.purpose.format_map(row._mapping)
        new = _sealed_anew(session, place, municipality, purpose, row.old)
        done += session.connection().execute(change, {"row": row.key, "was": row.old, "is": new}).rowcount
    return done


def _sealed_anew(session: Session, place: SealedColumn, municipality: str, purpose: str, old: Any) -> Any:
    if place.is_text:
        return vault.seal_text(session, municipality, purpose, vault.unseal_text(session, municipality, purpose, old))
    return vault.seal(session, municipality, purpose, vault.unseal(session, municipality, purpose, old))


def _stale(session: Session, place: SealedColumn, municipality: str) -> tuple[Any, ...]:
    active = session.scalars(
        select(MunicipalityKey.active).where(MunicipalityKey.municipality_code == municipality)
    ).one()
    mine = place.table.c.municipality_code == municipality
    if place.is_text:
        begins = func.substr(place.column, 1, sealing.TEXT_HEADER)
        return (mine, place.column != "", begins != sealing.text_header(active))
    begins = func.substr(place.column, 1, sealing.HEADER, type_=place.column.type)
    return (mine, place.column.is_not(None), begins != sealing.header(active))


def _files(database: Database, scope: Scope, municipality: str) -> Iterator[int]:
    """The evidence store's files, each replaced whole; never while a backup copies them (`evidence_guard`)."""
    folder = settings().evidence_dir / municipality
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.suffix]
    for start in range(0, len(paths), PIECE):
        with evidence_guard(), database.session(scope) as session:
            done = sum(_file(session, municipality, path) for path in paths[start : start + PIECE])
            if done:
                _tell(session, municipality, FILES, done)
        yield done


def _file(session: Session, municipality: str, path: Path) -> int:
    active = session.scalars(
        select(MunicipalityKey.active).where(MunicipalityKey.municipality_code == municipality)
    ).one()
    with path.open("rb") as file:
        if file.read(sealing.HEADER) == sealing.header(active):
            return 0
    plain = vault.unseal(session, municipality, FILES, path.read_bytes())
    part = path.with_suffix(".anew.part")
    part.write_bytes(vault.seal(session, municipality, FILES, plain))
    part.replace(path)
    return 1


def _tell(session: Session, municipality: str, place: str, done: int) -> None:
    """How far it has come, for `coe keys status`."""
    row = session.scalars(select(MunicipalityKey).where(MunicipalityKey.municipality_code == municipality)).one()
    if row.rotation is not None:
        row.rotation = {**row.rotation, place: int(row.rotation.get(place, 0)) + done}


def _finish(session: Session, municipality: str) -> bool:
    """Nothing is left: let the old versions go, if every process has noticed the new one."""
    asked = select(MunicipalityKey).where(MunicipalityKey.municipality_code == municipality).with_for_update()
    row = session.scalars(asked).one()
    if left(session, municipality):
        return False
    row.rotation = None
    old = session.scalars(
        select(DataKey).where(DataKey.municipality_code == municipality, DataKey.wrapped.is_not(None))
    ).all()
    newest = max(key.made_at for key in old)
    if newest > machine_now() - timedelta(seconds=NOTICED_SECONDS):
        return True
    for key in old:
        if key.version != row.active:
            key.wrapped, key.retired_at = None, now()
            audit.note(session, municipality, "key_retired", "municipality_key", row.id, version=key.version)
    forget(session, municipality)
    return True
