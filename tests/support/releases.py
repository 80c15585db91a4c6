"""Releases for tests: rows that are published already, and the whole way of one through three people's hands."""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope, act_as, scope_of
from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.changes import kind_of
from orchestrator.governance.packages.models import AnyRelease, ProcessRelease, Release
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.governance.pipeline.rules import GATES

AUTHOR, APPROVER, PUBLISHER = "test:author", "test:approver", "test:publisher"


def published(ring: str = "all") -> dict[str, Any]:
    """The columns of a release that went all the way."""
    return {
        "state": "published", "ring": ring, "authored_by": AUTHOR, "authored_at": now(), "tested_at": now(),
        "approved_by": APPROVER, "approved_at": now(), "published_by": PUBLISHER, "published_at": now(),
    }  # fmt: skip


def publish(session: Session, root: Path, package: str) -> Release:
    """A robot package of the working tree, published to all."""
    act_as(session, AUTHOR)
    return through(session, packages.draft_robot(session, root, package))


def publish_process(session: Session, root: Path, process: str) -> ProcessRelease:
    """A process of the working tree, published to all."""
    act_as(session, AUTHOR)
    return through(session, packages.draft_process(session, root, process))


def real_rules(database: Database, process: str = "economic_assistance") -> None:
    """The real rules, published to all: for tests that decide by them."""
    signing.ensure_keys(settings().home)
    with database.session(Scope.steward("test")) as session:
        publish_process(session, ROOT, process)


def through(session: Session, release: Any, ring: str = "all") -> Any:
    """Every gate passed, approved and published to a ring, each by another person."""
    before = scope_of(session).actor
    act_as(session, AUTHOR)
    tested(session, release)
    act_as(session, APPROVER)
    pipeline.approve(session, release, "read")
    act_as(session, PUBLISHER)
    while release.ring != ring:
        pipeline.publish(session, release)
    act_as(session, before)
    return release


def tested(session: Session, release: AnyRelease) -> None:
    """Every gate passed."""
    for name in GATES[kind_of(release)]:
        gates.record(session, release, name, passed=True, summary="ok")
    gates.finish(session, release)
