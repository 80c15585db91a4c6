"""Is everything in place? What the municipality has said, and what the platform sees by itself, in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from orchestrator.core.errors import CoeError
from orchestrator.governance.catalogue import readiness
from orchestrator.governance.catalogue.models import ReadinessCheck, Subscription
from orchestrator.governance.catalogue.rules import check_configuration, check_mode
from orchestrator.governance.catalogue.rules_host import rules_host
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import secrets
from orchestrator.outcomes.trials.connection import Tried, tried


@dataclass(frozen=True)
class Item:
    """One thing. `state`: ok | warn (missing) | off (not needed here). `before`: trial or live. `recorded`: somebody
    said so, with `evidence`; else the platform sees it by itself."""

    name: str
    state: str
    before: str
    recorded: bool = False
    evidence: str = ""
    by: str = ""
    at: datetime | None = None
    may_be_off: bool = False


def items(session: Session, uses: Subscription) -> list[Item]:
    """Everything, first what stands before the trial."""
    manifest = session.get_one(Release, uses.release_id).manifest
    said = readiness.recorded(session, uses)
    checks = [_item(check, said.get(check.name)) for check in readiness.checks_of(readiness.systems_of(manifest))]
    test = tried(session, uses)
    if test.state != "none":  # what the robot met counts more than what was said
        checks = [_tested(test) if item.name == "connection" else item for item in checks]
    seen = list(_seen(session, uses, manifest))
    return sorted([*checks, *seen], key=lambda item: item.before == "live")


def missing(session: Session, uses: Subscription, before: str) -> list[Item]:
    """What is not in place yet before the trial, or before going live (then of both)."""
    wanted = ("trial", "live") if before == "live" else ("trial",)
    return [item for item in items(session, uses) if item.state == "warn" and item.before in wanted]


def _item(check: readiness.Check, said: ReadinessCheck | None) -> Item:
    if said is None:
        return Item(check.name, "warn", check.before, recorded=True, may_be_off=check.may_be_off)
    return Item(check.name, said.state, check.before, True, said.evidence, said.by, said.at, check.may_be_off)


def _tested(test: Tried) -> Item:
    return Item("connection", "ok" if test.state == "ok" else "warn", "trial", evidence=test.state,
                at=test.run.ended_at if test.run else None)  # fmt: skip


def _seen(session: Session, uses: Subscription, manifest: dict[str, object]) -> Iterator[Item]:
    kept = {row.name for row in secrets.listed(session, uses.municipality_code)}
    kept |= readiness.withheld(session, uses)  # what a trial does without
    lacking = [name for name in _names(manifest.get("secrets")) if name not in kept]
    yield Item("configuration", "ok" if _configured(uses, manifest) else "warn", "trial")
    yield Item("secrets", "warn" if lacking else "ok", "trial", evidence=", ".join(lacking))
    yield Item("ground", _ground(uses), "live")


def _configured(uses: Subscription, manifest: dict[str, object]) -> bool:
    schema = manifest.get("configuration")
    try:
        check_configuration(schema if isinstance(schema, dict) else None, uses.configuration)
    except CoeError:
        return False
    return True


def _ground(uses: Subscription) -> str:
    """Of the mode that is asked for: only `decide` needs one, with every part of it."""
    if (uses.wanted_mode or uses.mode) != "decide":
        return "off"
    try:
        check_mode(rules_host().describe(uses.process), "decide", uses.ground)
    except CoeError:
        return "warn"
    return "ok"


def _names(value: object) -> list[str]:
    """A manifest's secrets: names alone, or {name, …}."""
    found = value if isinstance(value, list) else []
    return [str(one["name"] if isinstance(one, dict) else one) for one in found]
