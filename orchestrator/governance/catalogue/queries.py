"""What the catalogue shows of each package: its newest release in reach, its systems, its modes, who here uses it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.newest import packages
from orchestrator.governance.catalogue.rules import MODES
from orchestrator.governance.catalogue.states import State
from orchestrator.governance.packages.models import Release


@dataclass(frozen=True)
class Offer:
    """One package. `vendors` are those whose systems it knows; `uses` is the municipality's own subscription."""

    release: Release
    process: dict[str, Any]
    vendors: tuple[str, ...]
    modes: tuple[str, ...]
    area: Any
    uses: Subscription | None

    @property
    def manifest(self) -> dict[str, Any]:
        return self.release.manifest

    @property
    def name(self) -> str:
        return str(self.manifest.get("process") or self.release.package)

    @property
    def tried_with(self) -> tuple[str, ...]:
        """The vendors that the test environment has for it: the one that its test names, or all."""
        told = (self.release.manifest.get("testbed") or {}).get("configuration") or {}
        named = (str(values.get("vendor", "")) for values in told.values())
        return tuple(vendor for vendor in named if vendor in self.vendors) or self.vendors

    def fits(self, vendors: frozenset[str]) -> bool:
        """Whether it knows one of these systems; one that names none fits all."""
        return not self.vendors or not vendors or bool(vendors & set(self.vendors))


@dataclass(frozen=True)
class Wanted:
    """What the visitor looks for; empty is everything."""

    vendor: str = ""
    area: str = ""
    mode: str = ""


def offers(session: Session, municipality: str | None, described: Any, ring: str = "all") -> list[Offer]:
    """Every package in reach, by name; `described(process)` answers a process's own words."""
    own: dict[str, Subscription] = {}
    if municipality:
        asked = select(Subscription).where(Subscription.municipality_code == municipality)
        own = {row.process: row for row in session.scalars(asked) if row.state != State.ENDED.value}
    found = []
    for package, release in packages(session, ring).items():
        name = str(release.manifest.get("process") or package)
        process = described(name)
        found.append(
            Offer(
                release, process, vendors_of(release.manifest), modes_of(release.manifest, process),
                release.manifest.get("area") or process.get("area"), own.get(name),
            )
        )  # fmt: skip
    return found


def vendors_of(manifest: dict[str, Any]) -> tuple[str, ...]:
    """The systems' vendors that a package knows: named with its systems, or as its configuration's choices."""
    named: list[str] = []
    for system in manifest.get("systems") or []:
        if isinstance(system, dict):
            named += [str(vendor) for vendor in system.get("vendors") or []]
    for node in (manifest.get("configuration") or {}).get("properties", {}).values():
        named += [str(vendor) for vendor in node.get("properties", {}).get("vendor", {}).get("enum", [])]
    return tuple(dict.fromkeys(named))


def modes_of(manifest: dict[str, Any], process: dict[str, Any]) -> tuple[str, ...]:
    """The modes that both the package and its process allow, in their order."""
    allowed = process.get("modes") or manifest.get("modes") or []
    return tuple(mode for mode in MODES if mode in allowed and mode in (manifest.get("modes") or allowed))


def own_vendors(session: Session, municipality: str | None) -> frozenset[str]:
    """The vendors whose systems a municipality has said that it has."""
    if not municipality:
        return frozenset()
    rows = session.scalars(select(Subscription.configuration).where(Subscription.municipality_code == municipality))
    return frozenset(
        str(part["vendor"])
        for configuration in rows
        for part in configuration.values()
        if isinstance(part, dict) and part.get("vendor")
    )


def matching(found: list[Offer], wanted: Wanted, area_of: Any) -> list[Offer]:
    """Those that the visitor looks for; `area_of(offer)` is its area as the visitor reads it."""
    least = MODES.index(wanted.mode) if wanted.mode in MODES else 0
    return [
        offer
        for offer in found
        if (not wanted.vendor or wanted.vendor in offer.vendors)
        and (not wanted.area or area_of(offer) == wanted.area)
        and max((MODES.index(mode) for mode in offer.modes), default=0) >= least
    ]
