"""Pure: what is hashed, and how. One row, one stamp, one seal.

- detail hash: SHA-256 of salt and detail's text; it outlives both.
- stamp: HMAC-SHA256 over the row's fields under a key that only our processes have. Who can write to the database and
  no more cannot make one, so a row slipped in from outside is never sealed.
- seal: SHA-256 over the chain, the place, the seal before it and all fields with hash and stamp.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

FIRST = "0" * 64  # the seal before the first row


class Fields(NamedTuple):
    """What a row says, as it is hashed: `at` is written by `moment`."""

    id: str
    at: str
    actor: str
    role: str
    scope: str
    action: str
    entity: str
    entity_id: str
    detail_hash: str


def moment(at: datetime | str) -> str:
    """A time in UTC to the microsecond, as SQLite stores it; what is read raw from there is taken as it stands."""
    return at if isinstance(at, str) else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def detail_hash(salt: str, detail: str) -> str:
    return hashlib.sha256((salt + detail).encode(errors="replace")).hexdigest()


def stamp(key: bytes, chain: str, fields: Fields) -> str:
    return hmac.new(key, _written([chain, *fields]), hashlib.sha256).hexdigest()


def seal(before: str, chain: str, seq: int, fields: Fields, stamped: str) -> str:
    return hashlib.sha256(_written([before, chain, seq, *fields, stamped])).hexdigest()


def same(one: str | None, other: str) -> bool:
    """Compared in constant time."""
    return isinstance(one, str) and hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _written(parts: Sequence[Any]) -> bytes:
    # `default`: a value of another type than we store (bytes) was put there by somebody else; it hashes as what it is
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=repr).encode(errors="replace")
