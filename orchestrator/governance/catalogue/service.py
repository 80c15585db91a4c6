"""Add a municipality; find what it subscribes to."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Municipality
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import keys

SCHEDULE_TOPIC = "schedule"


def add_municipality(session: Session, code: str, name: str, inhabitants: int | None = None) -> Municipality:
    """A new tenant with keys of its own. `code` is the official four-digit code."""
    if not (len(code) == 4 and code.isdigit()):
        raise BadInput(f"{code!r} is no municipality code: write four digits, for example 1287 for Trelleborg.")
    row = session.get(Municipality, code)
    if row is None:
        row = Municipality(code=code, name=name, inhabitants=inhabitants)
        session.add(row)
        session.flush()
        keys.create_key(session, code)
    return row


@dataclass
class Named:
    """A secret that packages ask for: their processes, and the system's title in the manifest."""

    title: str | dict[str, str]
    processes: list[str] = field(default_factory=list)


def secrets_named(session: Session, municipality: str) -> dict[str, Named]:
    """name → who asks for it among what the municipality subscribes to."""
    asked = (
        select(Subscription.process, Release.manifest)
        .join(Subscription, Subscription.release_id == Release.id)
        .where(Subscription.municipality_code == municipality, Subscription.state != "ended")
    )
    found: dict[str, Named] = {}
    for process, manifest in session.execute(asked.order_by(Subscription.process)):
        systems = manifest.get("configuration", {}).get("properties", {})
        for name in manifest.get("secrets", []):
            title = systems.get(name, {}).get("title", name)
            found.setdefault(name, Named(title)).processes.append(process)
    return found


def find(session: Session, municipality: str, process: str) -> Subscription | None:
    """The municipality's subscription to a process in whatever state; there is at most one."""
    return session.scalar(
        select(Subscription).where(Subscription.municipality_code == municipality, Subscription.process == process)
    )


def subscribed(session: Session, municipality: str, process: str) -> Subscription:
    """As `find`, or NotFound: what a robot asks of a case that it already holds."""
    row = find(session, municipality, process)
    if row is None:
        raise NotFound(f"Municipality {municipality} has no subscription to {process}. Subscribe first.")
    return row


def subscription(session: Session, municipality: str, process: str) -> Subscription:
    """The municipality's subscription, in trial, active or paused: cases come in and people decide in them. Raises
    NotFound with what to do for one that is only asked for, or has ended."""
    row = find(session, municipality, process)
    if row is None or row.state not in IN_USE:
        raise NotFound(f"Municipality {municipality} has no active subscription to {process}. Subscribe first.")
    return row


def processes(session: Session, municipalities: tuple[str, ...]) -> list[str]:
    """The processes that these municipalities subscribe to, or once did."""
    found = select(Subscription.process).where(Subscription.municipality_code.in_(municipalities)).distinct()
    return sorted(session.scalars(found))
