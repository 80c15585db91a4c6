"""What a municipality says is in place before a robot reads its cases, and before it writes in them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput
from orchestrator.governance.catalogue.changes import changed
from orchestrator.governance.catalogue.models import ReadinessCheck, Subscription
from orchestrator.governance.catalogue.states import State

LONGEST_EVIDENCE = 400
_REGISTERS = "register_portal"


@dataclass(frozen=True)
class Check:
    """`before`: trial or live. `may_be_off`: a municipality may say that it is not needed there, and why. `asks`: only
    for packages that use this system."""

    name: str
    before: str
    may_be_off: bool = False
    asks: str = ""


# In the order in which they are shown. What they are called stands in the portal's labels.
CHECKS = (
    Check("processor_agreement", "trial"),  # and secrecy at technical processing (OSL 10 kap. 2 a §)
    Check("dpia", "trial"),  # data protection impact assessment
    Check("staff_informed", "trial"),  # informed, and negotiated with the unions (MBL 11 §)
    Check("robot_account", "trial"),  # an account of the robot's own, with rights for this and nothing more
    # The ground for asking the registers itself. Until it is recorded the robot reads the answers that lie in the case.
    Check("register_queries", "live", asks=_REGISTERS),
    Check("connection", "trial"),  # tried by the robot (`outcomes/trials/connection`), or by hand
    Check("inbox_staffed", "live"),
    Check("training", "live"),
    Check("applicants_informed", "live", may_be_off=True),
    Check("reserve_routine", "live"),  # how one works when the robot stands still, tried
)
BY_NAME = {check.name: check for check in CHECKS}


def checks_of(systems: list[str]) -> list[Check]:
    """The checks of a package that uses these systems."""
    return [check for check in CHECKS if not check.asks or check.asks in systems]


def withheld(session: Session, uses: Subscription) -> frozenset[str]:
    """The systems that a run gets neither address nor password of: the register portal, before the municipality works
    for real and while the ground for the robot's own questions is not recorded."""
    if State(uses.state) not in (State.REQUESTED, State.TRIAL) or "register_queries" in recorded(session, uses):
        return frozenset()
    return frozenset({_REGISTERS})


def systems_of(manifest: dict[str, object]) -> list[str]:
    """The names of a package's systems; a manifest names them alone, or as {name, vendors}."""
    found = manifest.get("systems") or []
    if not isinstance(found, list):
        return []
    return [str(system["name"] if isinstance(system, dict) else system) for system in found]


def record(session: Session, uses: Subscription, name: str, evidence: str, *, off: bool = False) -> ReadinessCheck:
    """Say that something is in place, with what shows it: a date, a case number, who. Said again, the new word counts;
    the old one stays in the history."""
    check = BY_NAME.get(name)
    if check is None:
        raise BadInput(f"There is no check {name!r}. There are: {', '.join(BY_NAME)}.")
    told = " ".join(evidence.split())[:LONGEST_EVIDENCE]
    if not told:
        raise BadInput("Write what shows it: a date, a case number, or who has seen to it.")
    if off and not check.may_be_off:
        raise BadInput("This is needed everywhere: it cannot be left out.")
    row = recorded(session, uses).get(name)
    if row is None:
        row = ReadinessCheck(municipality_code=uses.municipality_code, subscription_id=uses.id, name=name)
        session.add(row)
    row.state, row.evidence = "off" if off else "ok", told
    row.by, row.at = scope_of(session).actor, now()
    changed(session, uses, "check_recorded", told, check=name, state=row.state)
    return row


def recorded(session: Session, uses: Subscription) -> dict[str, ReadinessCheck]:
    """name → what was said last."""
    rows = session.scalars(select(ReadinessCheck).where(ReadinessCheck.subscription_id == uses.id))
    return {row.name: row for row in rows}
