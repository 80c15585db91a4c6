"""What breaks if a system changes: the systems of a package, the keywords that work in them, and whom it would hit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from orchestrator.core.errors import CoeError
from orchestrator.entrypoints.keyword_docs.kept import keyword_docs
from orchestrator.entrypoints.portal.context import Page
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import gates_of

_TRIED_BY = ("testbed", "faults")
Json = dict[str, Any]


@dataclass(frozen=True)
class System:
    """One vendor's system, or one that has none. `keywords` of this package work in it; `packages` and `places` are
    all that use it. `tried_at`: the last time that this release passed in the test environment."""

    title: Any
    vendor: str
    keywords: int
    packages: tuple[str, ...]
    places: tuple[str, ...]
    tried_at: datetime | None


def systems_of(page: Page, release: Release) -> list[System]:
    """In the order of the package's configuration."""
    uses = list(page.session.scalars(select(Subscription).where(Subscription.state != "ended")))
    names = {place.code: place.name for place in page.visitor.municipalities}
    tried = _tried_at(page, release)
    found = []
    for name, schema in release.manifest.get("configuration", {}).get("properties", {}).items():
        for vendor in _vendors(schema):
            here = [one for one in uses if _is_with(one, name, vendor)]
            found.append(System(
                schema.get("title", name), vendor, _keywords(release.package, name),
                tuple(sorted({one.package for one in here} | {release.package})),
                tuple(sorted({names.get(one.municipality_code, one.municipality_code) for one in here})), tried,
            ))  # fmt: skip
    return found


def _vendors(schema: Json) -> list[str]:
    return schema.get("properties", {}).get("vendor", {}).get("enum", [""])


def _is_with(uses: Subscription, name: str, vendor: str) -> bool:
    told = (uses.configuration or {}).get(name)
    return isinstance(told, dict) and (not vendor or told.get("vendor") == vendor)


def _keywords(package: str, system: str) -> int:
    """How many keywords that work in the system the package calls; none is known while they cannot be documented."""
    try:
        every = keyword_docs()
    except CoeError:
        return 0
    return sum(1 for one in _of_system(every, system) if any(use["package"] == package for use in one["used"]))


def _of_system(every: list[Json], system: str) -> Iterator[Json]:
    return (one for library in every if library["system"] == system for one in library["keywords"])


def _tried_at(page: Page, release: Release) -> datetime | None:
    passed = [gate.at for name, gate in gates_of(page.session, release).items() if name in _TRIED_BY and gate.passed]
    return max(passed, default=None)
