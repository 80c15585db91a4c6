"""A document comes in, by the API or a watched folder: read, judged, kept with its hash, and laid in the queue. Once.

Reading and judging hold no transaction: they ask other processes. What is kept is one transaction: a document is
there with its case and its original, or not at all. The same bytes again are the same document.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core import xml
from orchestrator.core.clock import legal_date, now
from orchestrator.core.db import Database, Scope, scope_of
from orchestrator.core.errors import Unavailable
from orchestrator.core.masking import holds_personal_number
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.rules_host import RulesHost
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.vault import service as vault
from orchestrator.operations.documents.models import Document
from orchestrator.operations.documents.official import Verdict, official_rules
from orchestrator.operations.queues import erased
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.queues.models import ItemFile, WorkItem

LARGEST = xml.LARGEST
ORIGINAL = "original.xml"
_LONGEST_NAME = 120
Judge = Callable[[bytes, str], Verdict]


@dataclass(frozen=True)
class Taken:
    """`is_new` False: the same bytes were there before, and nothing was done."""

    document_id: str
    work_item_id: str
    reference: str
    is_new: bool
    accepted: bool | None


def take(
    database: Database, scope: Scope, municipality: str, process: str, name: str, content: bytes,
    judge: Judge | None = None,
) -> Taken:  # fmt: skip
    """Take a document in. Raises BadInput or TooLarge for what is no document of the process, in words for its sender;
    NotFound and Conflict where the municipality does not use the process; Unavailable when it is to be sent again."""
    told = " ".join(name.split())[:_LONGEST_NAME] or "document"
    sha256 = hashlib.sha256(content).hexdigest()
    with database.session(scope) as session:
        if known := _known(session, municipality, process, sha256):
            return known
        rules = released.in_force(session, subscribed(session, municipality, process))
    read = _read(rules, process, told, content)
    verdict = (judge or official_rules().verdict)(content, told)
    with database.session(scope) as session:
        # Two deliveries at once: the second one finds the first one's row, since the first to come holds the hash.
        return _known(session, municipality, process, sha256) or _keep(
            session, municipality, process, told, content, sha256, read, verdict
        )


def prepared(rules: RulesHost, process: str, name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """Reference and payload of the case that a document would become, where it is tried out and nothing is kept."""
    read, verdict = _read(rules, process, name, content), official_rules().verdict(content, name)
    return str(read["reference"]), _payload(name, hashlib.sha256(content).hexdigest(), read, verdict, repeats=False)


def _payload(name: str, sha256: str, read: dict[str, Any], verdict: Verdict, *, repeats: bool) -> dict[str, Any]:
    document = {
        "sha256": sha256, "received_on": legal_date().isoformat(), "name": _without_numbers(name), "repeats": repeats,
    }  # fmt: skip
    return {"document": document, "official": verdict.as_json(), **read["payload"]}


def _read(rules: RulesHost, process: str, name: str, content: bytes) -> dict[str, Any]:
    xml.parse(content, name)  # entities, size, encoding: before the rules see a byte of it
    return rules.read_document(process, content)


def _keep(
    session: Session, municipality: str, process: str, name: str, content: bytes, sha256: str, read: dict[str, Any],
    verdict: Verdict,
) -> Taken:  # fmt: skip
    reference = str(read["reference"])
    if holds_personal_number(reference):  # a number of digits may look like one: the hash says which document it is
        reference = f"-/{sha256[:16]}"
    before = _came_before(session, municipality, process, reference)
    payload = _payload(name, sha256, read, verdict, repeats=before > 0)
    item_id, is_new = add(session, municipality, process, NewItem(reference, str(before + 1), payload))
    if not is_new:
        raise Unavailable("Another document with the same number comes in at this moment. Send this one again.")
    session.add(_original(session, municipality, item_id, content))
    row = Document(
        municipality_code=municipality, process=process, sha256=sha256, size=len(content), work_item_id=item_id,
        received_at=now(), received_by=scope_of(session).actor, accepted=verdict.accepted, repeats=before > 0,
        rule_sets=verdict.as_json()["rule_sets"],
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.note(session, municipality, "document_taken", "document", row.id, process=process, sha256=sha256,
               accepted=verdict.accepted)  # fmt: skip
    return Taken(row.id, item_id, reference, True, verdict.accepted)


def _known(session: Session, municipality: str, process: str, sha256: str) -> Taken | None:
    asked = (
        select(Document, WorkItem.reference)
        .join(WorkItem, WorkItem.id == Document.work_item_id)
        .where(
            Document.municipality_code == municipality, Document.process == process, Document.sha256 == sha256
        )
    )  # fmt: skip
    found = session.execute(asked).one_or_none()
    if found is None:
        return None
    row, reference = found
    return Taken(row.id, row.work_item_id, reference, False, row.accepted)


def _came_before(session: Session, municipality: str, process: str, reference: str) -> int:
    """How many documents with this reference came in before: those that are here, and those that were erased when their
    time was out. Sent once more years later a document repeats them, and a person has it."""
    asked = select(WorkItem.occurrence).where(
        WorkItem.municipality_code == municipality, WorkItem.process == process, WorkItem.reference == reference
    )  # fmt: skip
    here, before = set(session.scalars(asked)), 0
    while (place := str(before + 1)) in here or erased.known(session, municipality, process, [(reference, place)]):
        before += 1
    return before


def _original(session: Session, municipality: str, item_id: str, content: bytes) -> ItemFile:
    return ItemFile(
        municipality_code=municipality, work_item_id=item_id, size=len(content),
        name_key=vault.name_key(session, municipality, ORIGINAL),
        name=vault.seal_text(session, municipality, "file_name", ORIGINAL),
        content=vault.seal(session, municipality, "file", content),
    )  # fmt: skip


def _without_numbers(name: str) -> str:
    return "document" if holds_personal_number(name) else name
