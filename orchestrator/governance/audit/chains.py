"""Reads of the chains past the ORM: a chain's rows in order, its end, what is not sealed yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, String, Table, Text, bindparam, func, select, type_coerce, update
from sqlalchemy.orm import Session

from orchestrator.core.db import Municipality, table
from orchestrator.governance.audit.heads import NOTHING, End, Ends
from orchestrator.governance.audit.models import REGION, RegionRow, TrailRow
from orchestrator.governance.audit.rules import Fields, moment

_TRAIL, _REGION, _PLACES = table(TrailRow), table(RegionRow), table(Municipality)


@dataclass(frozen=True, slots=True)
class Link:
    """A row as it stands in the database, its detail as text."""

    fields: Fields
    stamp: str
    seq: int | None
    seal: str | None
    detail: str | None
    salt: str | None


def ends(session: Session) -> Ends:
    """The last sealed row of every chain that has one. By the ends of an index: fast, however long the chains are."""
    own = _TRAIL.alias()
    newest = select(func.max(own.c.seq)).where(own.c.municipality_code == _PLACES.c.code)
    last = newest.correlate(_PLACES).scalar_subquery()
    found = session.connection().execute(
        select(_TRAIL.c.municipality_code, _TRAIL.c.seq, _TRAIL.c.seal)
        .join(_PLACES, _PLACES.c.code == _TRAIL.c.municipality_code)
        .where(_TRAIL.c.seq == last)
    )
    told = {code: End(seq, seal) for code, seq, seal in found}
    region = session.connection().execute(
        select(_REGION.c.seq, _REGION.c.seal).where(_REGION.c.seq.is_not(None)).order_by(_REGION.c.seq.desc()).limit(1)
    )
    row = region.one_or_none()
    return told | ({REGION: End(row.seq, row.seal)} if row else {})


def end_of(told: Ends, chain: str) -> End:
    return told.get(chain, NOTHING)


def sealed_after(session: Session, chain: str, seq: int, limit: int) -> list[Link]:
    """A chain's rows behind a place, in order."""
    rows = _of(chain)
    asked = _asked(rows, chain).where(rows.c.seq > seq).order_by(rows.c.seq).limit(limit)
    return [_link(row) for row in session.connection().execute(asked)]


def unsealed(session: Session, limit: int = 1000) -> Iterator[tuple[str, Link]]:
    """(chain, row) of everything that has no place yet, a chain's oldest first; page after page."""
    for chain in (*_chains_unsealed(session.connection()), REGION):
        rows, after = _of(chain), ""
        while True:
            asked = _asked(rows, chain).where(rows.c.seq.is_(None), rows.c.id > after).order_by(rows.c.id).limit(limit)
            found = [_link(row) for row in session.connection().execute(asked)]
            yield from ((chain, link) for link in found)
            if len(found) < limit:
                break
            after = found[-1].fields.id


def oldest_unsealed(session: Session) -> datetime | None:
    """When the oldest row without a place was written, of those that this session can see."""
    return session.scalar(select(func.min(TrailRow.at)).where(TrailRow.seq.is_(None)))


def give_places(session: Session, chain: str, places: list[dict[str, Any]]) -> None:
    """[{row, place, sealed}]: written at once."""
    rows = _of(chain)
    from_args: dict[str, Any] = {"seq": bindparam("place"), "seal": bindparam("sealed")}
    session.connection().execute(update(rows).where(rows.c.id == bindparam("row")).values(**from_args), places)


def chains(session: Session) -> list[str]:
    """Every chain there can be: one a municipality, and the region's."""
    return [*session.connection().scalars(select(_PLACES.c.code).order_by(_PLACES.c.code)), REGION]


def erasures(session: Session, chain: str, action: str, entities: set[str]) -> list[Link]:
    """The rows that say what was erased of these things."""
    rows = _of(chain)
    asked = _asked(rows, chain).where(rows.c.action == action, rows.c.entity_id.in_(entities), rows.c.seq.is_not(None))
    return [_link(row) for row in session.connection().execute(asked)]


def waiting(session: Session) -> dict[str, int]:
    """chain → how many of its rows have no place yet."""
    asked = select(_TRAIL.c.municipality_code, func.count()).where(_TRAIL.c.seq.is_(None))
    told = {code: count for code, count in session.connection().execute(asked.group_by(_TRAIL.c.municipality_code))}
    region = session.connection().scalar(select(func.count()).select_from(_REGION).where(_REGION.c.seq.is_(None)))
    return told | {REGION: region or 0}


def _chains_unsealed(connection: Connection) -> list[str]:
    # one look into a small index for each municipality
    waits = select(_TRAIL.c.id).where(_TRAIL.c.municipality_code == _PLACES.c.code, _TRAIL.c.seq.is_(None)).exists()
    return list(connection.scalars(select(_PLACES.c.code).where(waits).order_by(_PLACES.c.code)))


def _of(chain: str) -> Table:
    return _REGION if chain == REGION else _TRAIL


def _asked(rows: Table, chain: str) -> Select[Any]:
    """Raw: text as it is stored. SQLite stores times as text, and any change of it must show."""
    raw = [type_coerce(rows.c[name], String) for name in Fields._fields]
    asked = select(*raw, rows.c.stamp, rows.c.seq, rows.c.seal, type_coerce(rows.c.detail, Text), rows.c.salt)
    return asked if chain == REGION else asked.where(rows.c.municipality_code == chain)


def _link(row: Row[Any]) -> Link:
    count = len(Fields._fields)
    told = dict(zip(Fields._fields, row[:count], strict=True))
    fields = Fields(**told | {"at": moment(told["at"])})
    return Link(fields, *cast(tuple[Any, ...], row[count:]))
