"""The life of a municipality's keys: made, replaced by a new version, wrapped anew, destroyed."""

import os
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Municipality, scope_of
from orchestrator.core.errors import BadInput, Conflict, KeyDestroyed, NotFound
from orchestrator.core.outbox import Intent
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault.keyring import forget
from orchestrator.governance.vault.master import Master, master, master_of
from orchestrator.governance.vault.models import DataKey, MunicipalityKey

_BYTES = 32


def create_key(session: Session, municipality: str) -> None:
    """Make a municipality's keys, once."""
    if session.scalar(select(MunicipalityKey.id).where(MunicipalityKey.municipality_code == municipality)):
        return
    uses = master()
    session.add(
        MunicipalityKey(
            municipality_code=municipality, active=1, master=uses.id, created_at=now(),
            index_key=uses.wrap(os.urandom(_BYTES), f"{municipality}/index"),
        )
    )  # fmt: skip
    session.add(_new_version(session, uses, municipality, 1))
    session.flush()


def rotate(session: Session, municipality: str) -> int:
    """A new version of the data key, for everything that is sealed from now on; answers its number.

    What lies there is sealed anew by `rekey`, in pieces, while work goes on. The old version opens until then.
    """
    row = _locked(session, municipality)
    row.active += 1
    row.rotation, row.rotated_at = {}, now()
    session.add(_new_version(session, master(), municipality, row.active))
    session.flush()
    forget(session, municipality)
    audit.note(session, municipality, "key_rotated", "municipality_key", row.id, version=row.active)
    return row.active


def wrap_anew(session: Session, municipality: str, *, again: bool = False) -> int:
    """Wrap the keys with the present master key; the keys themselves stay. Answers how many were wrapped.

    Those that are under it already are passed over, unless `again` (its vault has a new version of it).
    """
    row, uses = _locked(session, municipality), master()
    wrapped = 0
    if row.index_key is not None and (again or row.master != uses.id):
        plain = master_of(row.master).unwrap(row.index_key, f"{municipality}/index")
        row.index_key, row.master = uses.wrap(plain, f"{municipality}/index"), uses.id
        wrapped += 1
    for key in session.scalars(select(DataKey).where(DataKey.municipality_code == municipality)):
        if key.wrapped is not None and (again or key.master != uses.id):
            bound = f"{municipality}/data/{key.version}"
            key.wrapped, key.master = uses.wrap(master_of(key.master).unwrap(key.wrapped, bound), bound), uses.id
            wrapped += 1
    session.flush()
    forget(session, municipality)
    if wrapped:
        audit.note(session, municipality, "master_key_changed", "municipality_key", row.id, master=uses.id)
    return wrapped


def destroy(session: Session, municipality: str, named: str, reason: str) -> None:
    """Destroy every key of a municipality, the index key too: what they sealed can never be read again.

    `named` is the municipality's name, typed by who asks. What was still to be sent is not: its address is sealed.
    """
    place = session.get(Municipality, municipality)
    if place is None:
        raise NotFound(f"There is no municipality {municipality}.")
    if named.strip() != place.name:
        raise BadInput(f"Type the municipality's name as it is written here to destroy its keys: {place.name}.")
    if not reason.strip():
        raise BadInput("Write why: the reason stands in the trail.")
    row = _locked(session, municipality)
    if session.get_bind().dialect.name == "sqlite":  # the old bytes are overwritten, not only let go
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    row.index_key, row.rotation = None, None
    row.destroyed_at, row.destroyed_by = now(), scope_of(session).actor[:80]
    mine = DataKey.municipality_code == municipality
    session.execute(update(DataKey).where(mine, DataKey.wrapped.is_not(None)).values(wrapped=None, retired_at=now()))
    session.execute(
        update(Intent)
        .where(Intent.municipality_code == municipality, Intent.state != "done")
        .values(state="done", done_at=now(), last_error="the municipality's key was destroyed")
    )
    session.flush()
    forget(session, municipality)
    audit.note(session, municipality, "key_destroyed", "municipality_key", row.id, reason=reason.strip()[:200])


@dataclass(frozen=True)
class KeyState:
    """How a municipality's keys stand. `rotation` as in `MunicipalityKey`; `opens`: older versions that still open."""

    municipality: str
    name: str
    version: int
    opens: list[int]
    master: str
    rotated_at: datetime | None
    rotation: dict[str, object] | None
    destroyed_at: datetime | None
    destroyed_by: str | None


def status(session: Session) -> list[KeyState]:
    """Every municipality's keys in scope, by code."""
    names = {place.code: place.name for place in session.scalars(select(Municipality))}
    kept: dict[str, list[int]] = {}
    for key in session.scalars(select(DataKey).where(DataKey.wrapped.is_not(None)).order_by(DataKey.version)):
        kept.setdefault(key.municipality_code, []).append(key.version)
    rows = session.scalars(select(MunicipalityKey).order_by(MunicipalityKey.municipality_code))
    return [
        KeyState(
            row.municipality_code, names[row.municipality_code], row.active,
            [version for version in kept.get(row.municipality_code, []) if version != row.active],
            row.master, row.rotated_at, row.rotation, row.destroyed_at, row.destroyed_by,
        )
        for row in rows
    ]  # fmt: skip


def _new_version(session: Session, uses: Master, municipality: str, version: int) -> DataKey:
    return DataKey(
        municipality_code=municipality, version=version, master=uses.id, created_at=now(), made_at=machine_now(),
        wrapped=uses.wrap(os.urandom(_BYTES), f"{municipality}/data/{version}"),
        created_by=scope_of(session).actor[:80],
    )  # fmt: skip


def _locked(session: Session, municipality: str) -> MunicipalityKey:
    asked = select(MunicipalityKey).where(MunicipalityKey.municipality_code == municipality).with_for_update()
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise NotFound(f"Municipality {municipality} has no key: add the municipality first.")
    if row.destroyed_at is not None:
        raise KeyDestroyed(municipality, row.destroyed_at.date(), row.destroyed_by or "")
    if row.active >= 0xFFFF:
        raise Conflict("The key has no version number left.")
    return row
