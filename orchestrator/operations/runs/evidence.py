"""Evidence: encrypted with the municipality's key, content-addressed, on disk before the row that names it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from orchestrator.core import content as contents
from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.core.outbox import Intent, intend
from orchestrator.core.settings import settings
from orchestrator.governance.vault import service as vault
from orchestrator.governance.vault.evidence_guard import evidence_guard
from orchestrator.operations.runs.caller import CallingRun
from orchestrator.operations.runs.models import Evidence, Run

FORGET_TOPIC = "evidence.forget"
LARGEST = 50 * 1024 * 1024
PICTURES = ("image/png", "image/jpeg", "image/webp")


def keep(
    session: Session, run: Run | CallingRun, kind: str, name: str, content: bytes, content_type: str,
    work_item_id: str | None = None, fence: int | None = None,
) -> Evidence:  # fmt: skip
    """Store one piece of evidence of a run, and of a work item if it shows one."""
    if len(content) > LARGEST:
        raise BadInput(f"The evidence {name!r} is larger than 50 MB: keep less, or a smaller picture.")
    content_type = _type_of(kind, name, content, content_type)
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(run.municipality_code, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{run.id[-8:]}.part")
        part.write_bytes(vault.seal(session, run.municipality_code, "evidence", content))
        part.replace(path)
    known = session.scalars(
        select(Evidence).where(
            Evidence.run_id == run.id, Evidence.work_item_id == work_item_id, Evidence.fence == fence,
            Evidence.name == name, Evidence.sha256 == sha256,
        )
    ).first()  # fmt: skip
    if known is not None:  # sent again after a lost answer
        return known
    row = Evidence(
        municipality_code=run.municipality_code, run_id=run.id, work_item_id=work_item_id, fence=fence, kind=kind[:20],
        name=mask_personal_numbers(name)[:120], content_type=content_type[:60], sha256=sha256, size=len(content),
        at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _type_of(kind: str, name: str, content: bytes, told: str) -> str:
    """The content type to keep. A picture is shown in the browser: it must be one, whatever the sender calls it."""
    contents.check(content, name)
    if kind != "screenshot" and not told.startswith("image/"):
        return told
    found = contents.media_type(content)
    if found not in PICTURES:
        raise BadInput(f"The picture {name!r} is no PNG, JPEG or WebP. Save it as one of these, and send that.")
    return found


def read(session: Session, evidence_id: str) -> tuple[Evidence, bytes]:
    """A piece of evidence and its bytes."""
    row = session.scalars(select(Evidence).where(Evidence.id == evidence_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such evidence in your municipality.")
    sealed = _path(row.municipality_code, row.sha256).read_bytes()
    return row, vault.unseal(session, row.municipality_code, "evidence", sealed)


def of_item(session: Session, work_item_id: str) -> Sequence[Evidence]:
    """Everything kept of one work item, oldest first."""
    return session.scalars(select(Evidence).where(Evidence.work_item_id == work_item_id).order_by(Evidence.id)).all()


def of_run(session: Session, run_id: str) -> Sequence[Evidence]:
    """What a run kept beside its items: log.html, output.xml."""
    wanted = select(Evidence).where(Evidence.run_id == run_id, Evidence.work_item_id.is_(None))
    return session.scalars(wanted.order_by(Evidence.id)).all()


def forget(session: Session, municipality: str, work_item_ids: Sequence[str]) -> int:
    """Take away all that was kept of these items; the files go once this is committed. Answers how many."""
    return _forget(session, municipality, Evidence.work_item_id.in_(work_item_ids))


def forget_of_runs(session: Session, municipality: str, run_ids: Sequence[str]) -> int:
    """The same of what these runs kept beside their items."""
    return _forget(session, municipality, Evidence.run_id.in_(run_ids) & Evidence.work_item_id.is_(None))


def _forget(session: Session, municipality: str, which: ColumnElement[bool]) -> int:
    rows = session.scalars(select(Evidence).where(Evidence.municipality_code == municipality, which)).all()
    for sha256 in sorted({row.sha256 for row in rows}):
        intend(session, municipality, FORGET_TOPIC, sha256[:32], sha256=sha256)
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


def unlink(database: Database, intent: Intent) -> None:
    """Remove a file that no row names any more. Never while a backup copies the files."""
    code, sha256 = intent.municipality_code, str(intent.detail["sha256"])
    with evidence_guard(), database.session(Scope.steward("retention")) as session:
        named = select(Evidence.id).where(Evidence.municipality_code == code, Evidence.sha256 == sha256).limit(1)
        if session.scalar(named) is None:
            _path(code, sha256).unlink(missing_ok=True)


def _path(municipality: str, sha256: str) -> Path:
    return settings().evidence_dir / municipality / sha256[:2] / sha256
