"""Write to the trail, read one thing's trail, erase detail under a rule."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import new_id, scope_of
from orchestrator.core.errors import BadInput
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.core.settings import settings
from orchestrator.governance.audit import rules
from orchestrator.governance.audit.models import REGION, RegionRow, TrailRow, as_text

ERASED = "trail_erased"
_ROLE = "trail_role"
_KEY_FOR = b"coe/trail/stamp"


def in_role(session: Session, role: str, scope: str) -> None:
    """From now on this session's rows say the actor's role, and where it is held: `1287`, `region`, `1287/process`."""
    session.info[_ROLE] = (role, scope)


def note(
    session: Session, municipality: str | None, action: str, entity: str, entity_id: str, *,
    before: Any = None, after: Any = None, reason: str = "", **detail: Any,
) -> None:  # fmt: skip
    """One row: the actor is the scope's. Without a municipality it is the region's.

    `before` and `after` are what was changed, `reason` is in the person's own words. Detail never holds a person's
    name; numbers of persons in it are masked.
    """
    told = {"before": before, "after": after, "reason": reason or None}
    write(session, municipality, action, entity, entity_id, detail | {k: v for k, v in told.items() if v is not None})


def write(
    session: Session, municipality: str | None, action: str, entity: str, entity_id: str, detail: dict[str, Any]
) -> None:
    """`note`, with the detail as it stands."""
    salt, told = secrets.token_hex(16), _masked(detail)
    role, scope = session.info.get(_ROLE) or ("", _place(session))
    values: dict[str, Any] = {
        "id": new_id(), "at": now(), "actor": scope_of(session).actor, "role": role, "scope": scope, "action": action,
        "entity": entity, "entity_id": entity_id, "detail_hash": rules.detail_hash(salt, as_text(told)),
    }  # fmt: skip
    fields = rules.Fields(**values | {"at": rules.moment(values["at"])})
    values |= {"detail": told, "salt": salt, "stamp": rules.stamp(stamp_key(), municipality or REGION, fields)}
    session.add(TrailRow(municipality_code=municipality, **values) if municipality else RegionRow(**values))


def trail_of(session: Session, entity: str, entity_id: str) -> Sequence[TrailRow]:
    """Everything noted about one thing, oldest first."""
    wanted = select(TrailRow).where(TrailRow.entity == entity, TrailRow.entity_id == entity_id)
    return session.scalars(wanted.order_by(TrailRow.id)).all()


def note_once(
    session: Session, municipality: str, action: str, entity: str, entity_id: str, within: timedelta, **detail: Any
) -> bool:
    """`note`, unless the same actor has the same row within this time: for what is shown again and again."""
    same = (TrailRow.entity_id == entity_id, TrailRow.entity == entity, TrailRow.action == action)
    since: datetime = now() - within
    mine = select(TrailRow.id).where(*same, TrailRow.actor == scope_of(session).actor, TrailRow.at > since).limit(1)
    if session.scalar(mine):
        return False
    write(session, municipality, action, entity, entity_id, detail)
    return True


def erase(session: Session, municipality: str, entity: str, entity_id: str, rule: str) -> int:
    """Take away detail and salt of everything noted about one thing, and say under which rule. Answers how many rows.

    The rows stay, and stay provable; that they were erased is a row of its own, which is never erased.
    """
    if not rule.strip():
        raise BadInput("Name the rule under which the detail is erased: verification tells it.")
    rows = [
        row for row in trail_of(session, entity, entity_id)
        if row.municipality_code == municipality and row.action != ERASED and row.detail is not None
    ]  # fmt: skip
    if not rows:
        return 0
    note(session, municipality, ERASED, entity, entity_id, rule=rule.strip(), rows=[row.id for row in rows])
    session.flush()
    for row in rows:
        row.detail = row.salt = None
    session.flush()
    return len(rows)


def stamp_key() -> bytes:
    """Made from the master key: every process of ours has it, the database has not."""
    return _stamp_key(settings().master_key.get_secret_value())


@lru_cache(maxsize=4)
def _stamp_key(master: str) -> bytes:
    return hmac.new(master.encode(), _KEY_FOR, hashlib.sha256).digest()


def _place(session: Session) -> str:
    """Where somebody without a role works: the scope's one municipality, or the region."""
    codes = scope_of(session).municipalities
    return next(iter(codes)) if codes and len(codes) == 1 else REGION


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_personal_numbers(value)
    if isinstance(value, dict):
        return {str(name): _masked(part) for name, part in value.items()}
    return [_masked(part) for part in value] if isinstance(value, list | tuple) else value
