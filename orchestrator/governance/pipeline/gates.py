"""What gates find is kept with its evidence; one that cannot be run here is waived, by name and with a reason."""

import hashlib

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.settings import settings
from orchestrator.governance.packages.changes import keys_of, kind_of, move, write
from orchestrator.governance.packages.models import AnyRelease, GateResult
from orchestrator.governance.packages.queries import gates_of
from orchestrator.governance.packages.states import State
from orchestrator.governance.people.duties import require_apart
from orchestrator.governance.pipeline.rules import GATES, missing

_FOLDER = "gates"


def record(
    session: Session, release: AnyRelease, name: str, passed: bool, summary: str, evidence: bytes = b""
) -> GateResult:
    """What one gate found on the release as it stands. The evidence is a text, kept under its hash."""
    _require_draft(release, name)
    sha256 = _keep(evidence) if evidence else None
    return _add(session, release, name, passed=passed, summary=summary, evidence_sha256=sha256)


def waive(session: Session, release: AnyRelease, name: str, reason: str) -> GateResult:
    """This gate is not run for this release, and whoever says so answers for it. It counts as waived, never as passed.

    Never by the release's own author.
    """
    _require_draft(release, name)
    require_apart(author=release.authored_by, waiver=scope_of(session).actor)
    why = require_reason(reason, "Say why the release may go on without this gate: it is shown beside it.")
    result = _add(session, release, name, passed=False, waived=True, reason=why, summary="")
    write(session, release, "gate_waived", release.state, f"{name}: {why}", gate=name)
    return result


def finish(session: Session, release: AnyRelease) -> None:
    """draft → tested, when every gate is passed or waived. Conflict names those that are not."""
    left = missing(kind_of(release), gates_of(session, release))
    if left:
        raise Conflict(f"{release.name} {release.version} is not tested: {', '.join(left)} not passed. Run the gates.")
    release.tested_at = now()
    move(session, release, State.TESTED, "tested")


def evidence_of(result: GateResult) -> str:
    """The text that a gate left. NotFound when it left none, or the file is gone."""
    path = settings().releases_dir / _FOLDER / f"{result.evidence_sha256}.txt"
    if result.evidence_sha256 is None or not path.exists():
        raise NotFound("This gate left no evidence, or its file is gone from the releases folder.")
    return path.read_text(errors="replace")


def require_reason(reason: str, ask: str) -> str:
    """A reason in one line; BadInput asks for it when there is none."""
    why = " ".join(reason.split())
    if not why:
        raise BadInput(ask)
    return why[:400]


def _require_draft(release: AnyRelease, name: str) -> None:
    if name not in GATES[kind_of(release)]:
        raise BadInput(f"There is no gate {name!r} here. There is: {', '.join(GATES[kind_of(release)])}.")
    if release.state != State.DRAFT.value:
        raise Conflict(f"{release.name} {release.version} is {release.state}: its gates are behind it.")


def _add(session: Session, release: AnyRelease, name: str, **found: object) -> GateResult:
    result = GateResult(
        **keys_of(release), name=name, sha256=release.sha256, by=scope_of(session).actor, at=now(), **found
    )
    session.add(result)
    session.flush()
    return result


def _keep(evidence: bytes) -> str:
    sha256 = hashlib.sha256(evidence).hexdigest()
    folder = settings().releases_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256}.txt").write_bytes(evidence)
    return sha256
