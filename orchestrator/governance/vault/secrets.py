"""Secrets: the robots' accounts. Entered once and never shown; used by a run that its manifest names them for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault import service as vault
from orchestrator.governance.vault.models import Secret

LONGEST_VALUE = 4000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Listed:
    """What may be seen of a secret: never its values, nor how many characters they have."""

    name: str
    changed_at: datetime
    changed_by: str
    used_at: datetime | None
    used_by: str | None


def put(session: Session, municipality: str, name: str, values: dict[str, str]) -> bool:
    """Store a secret, or replace it whole; answers whether it is new. The trail says who, never what."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no name of a secret: small letters, digits and _, for example case_system.")
    if not values or not all(values.values()):
        raise BadInput("Give every field of the secret a value.")
    if any(len(value) > LONGEST_VALUE for value in values.values()):
        raise BadInput(f"A value of a secret has at most {LONGEST_VALUE} characters.")
    row = _find(session, municipality, name)
    is_new = row is None
    if row is None:
        row = Secret(municipality_code=municipality, name=name)
        session.add(row)
    row.sealed = vault.seal_json(session, municipality, f"secret/{name}", values)
    row.changed_at, row.changed_by = now(), scope_of(session).actor[:80]
    session.flush()
    audit.note(session, municipality, "secret_added" if is_new else "secret_replaced", "secret", row.id, name=name)
    return is_new


def use(session: Session, municipality: str, name: str, run_id: str) -> dict[str, str]:
    """The values of a secret, for a run; the use is noted on it and in the trail."""
    row = _one(session, municipality, name)
    row.used_at, row.used_by = now(), f"run:{run_id}"
    audit.note(session, municipality, "secret_used", "run", run_id, name=name)
    values: dict[str, str] = vault.unseal_json(session, municipality, f"secret/{name}", row.sealed)
    return values


def remove(session: Session, municipality: str, name: str) -> None:
    """A secret is no more; robots that need it are refused from now on."""
    row = _one(session, municipality, name)
    audit.note(session, municipality, "secret_removed", "secret", row.id, name=name)
    session.delete(row)
    session.flush()


def listed(session: Session, municipality: str) -> Sequence[Listed]:
    """Names, last change and last use, by name."""
    asked = select(
        Secret.name, Secret.changed_at, Secret.changed_by, Secret.used_at, Secret.used_by
    ).where(Secret.municipality_code == municipality)  # fmt: skip
    return [Listed(*row) for row in session.execute(asked.order_by(Secret.name))]


def _one(session: Session, municipality: str, name: str) -> Secret:
    row = _find(session, municipality, name)
    if row is None:
        raise NotFound(
            f"The vault of municipality {municipality} has no secret named {name}. Enter it in the portal under "
            f"Secrets, or with `coe secret put {municipality} {name}`."
        )
    return row


def _find(session: Session, municipality: str, name: str) -> Secret | None:
    return session.scalar(select(Secret).where(Secret.municipality_code == municipality, Secret.name == name))
