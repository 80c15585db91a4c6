"""A municipality's opened keys, held in memory for a few seconds at a time.

A process notices another one's rotation or destruction when it looks again, every `LOOK_SECONDS`; a value under a
version that it does not know makes it look at once. A master key in a vault elsewhere is asked for changed keys only.
"""

import threading
import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date
from orchestrator.core.db import table
from orchestrator.core.errors import CoeError, KeyDestroyed, NotFound
from orchestrator.governance.vault.master import master_of
from orchestrator.governance.vault.models import DataKey, MunicipalityKey

LOOK_SECONDS = 5.0
Wrapped = tuple[str, bytes]
_own, _data = table(MunicipalityKey).c, table(DataKey).c
_ASKED = (
    select(
        _own.active, _own.index_key, _own.master, _own.destroyed_at, _own.destroyed_by,
        _data.version, _data.wrapped, _data.master.label("data_master"),
    )
    .join_from(table(MunicipalityKey), table(DataKey), _data.municipality_code == _own.municipality_code)
    .where(_own.municipality_code == bindparam("m"))
)  # fmt: skip


@dataclass(frozen=True)
class Ring:
    """Opened keys. `data` by version; `active` seals; `looked_at` by the monotonic clock."""

    active: int
    data: dict[int, AESGCM]
    index: bytes
    wrapped: tuple[Wrapped, dict[int, Wrapped]]
    looked_at: float


# By engine, not by its address: a weak key, so that a test's engine leaves nothing, and nothing is rendered on the way.
_rings: WeakKeyDictionary[Engine, dict[str, Ring]] = WeakKeyDictionary()
_guard = threading.Lock()


def ring_of(session: Session, municipality: str) -> Ring:
    """The keys as they were at most `LOOK_SECONDS` ago. Raises KeyDestroyed, or NotFound where there are none."""
    known = _known(session).get(municipality)
    if known is not None and time.monotonic() - known.looked_at < LOOK_SECONDS:
        return known
    return look(session, municipality)


def key_of(session: Session, municipality: str, version: int) -> AESGCM:
    """The data key of a version."""
    key = ring_of(session, municipality).data.get(version) or look(session, municipality).data.get(version)
    if key is None:
        raise CoeError(
            f"A stored value of municipality {municipality} is sealed with version {version} of its key, which is not "
            "here (any more). A database and an evidence store that belong together are needed."
        )
    return key


def look(session: Session, municipality: str) -> Ring:
    """Read the keys anew; what is still wrapped the same is not opened again."""
    rings = _known(session)
    try:
        ring = _read(session, municipality, rings.get(municipality))
    except CoeError:
        rings.pop(municipality, None)
        raise
    rings[municipality] = ring
    return ring


def forget(session: Session, municipality: str) -> None:
    """This process looks again at the next use."""
    _known(session).pop(municipality, None)


def _known(session: Session) -> dict[str, Ring]:
    engine = session.get_bind().engine
    found = _rings.get(engine)
    if found is None:
        with _guard:
            found = _rings.setdefault(engine, {})
    return found


def _read(session: Session, municipality: str, known: Ring | None) -> Ring:
    rows = session.connection().execute(_ASKED, {"m": municipality}).all()
    if not rows:
        raise NotFound(f"Municipality {municipality} has no key yet: add the municipality first.")
    own = rows[0]
    if own.destroyed_at is not None:
        raise KeyDestroyed(municipality, legal_date(own.destroyed_at), own.destroyed_by or "")
    wrapped = {row.version: (row.data_master, row.wrapped) for row in rows if row.wrapped is not None}
    index = (own.master, own.index_key)
    if known is not None and known.wrapped == (index, wrapped):
        return Ring(own.active, known.data, known.index, known.wrapped, time.monotonic())
    return Ring(
        own.active, {version: AESGCM(_unwrap(told, f"{municipality}/data/{version}"))
                     for version, told in wrapped.items()},
        _unwrap(index, f"{municipality}/index"), (index, wrapped), time.monotonic(),
    )  # fmt: skip


def _unwrap(wrapped: Wrapped, bound_to: str) -> bytes:
    return master_of(wrapped[0]).unwrap(wrapped[1], bound_to)
