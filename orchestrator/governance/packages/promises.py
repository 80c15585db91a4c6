"""What a release promises of its writes: effects that can be checked one by one, or none at all."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from orchestrator.core.errors import BadInput
from orchestrator.governance.packages.models import Release

RETRIES = ("safe", "never")
_known: dict[tuple[str, str], "Promise"] = {}


@dataclass(frozen=True)
class Promise:
    """`effects` are the kinds that the package declares behind its commit point. A package that declares none
    (others' robots) says whether repeating a case that crashed is `safe`; if it says nothing, a person looks.
    """

    effects: tuple[str, ...]
    retry: str

    @property
    def plain(self) -> bool:
        """No decision and no effects: the robot's own word ends the case."""
        return not self.effects

    @property
    def when_lost(self) -> str:
        """What a robot lost before a commit point means: `again`, or `person`."""
        return "again" if self.effects or self.retry == "safe" else "person"


def promise_of(manifest: dict[str, object]) -> Promise:
    """Read a manifest's promise. Raises BadInput when `retry` is none of `safe` and `never`."""
    retry = str(manifest.get("retry") or "never")
    if retry not in RETRIES:
        raise BadInput(f"retry: {retry!r} in the manifest: write `safe` (repeating harms nothing) or `never`.")
    effects = manifest.get("effects") or []
    return Promise(tuple(effects if isinstance(effects, list) else ()), retry)


def promise(session: Session, release_id: str) -> Promise:
    """A release's promise; a release never changes, so it is read once."""
    key = (str(session.get_bind().engine.url), release_id)
    if key not in _known:
        _known[key] = promise_of(session.get_one(Release, release_id).manifest)
    return _known[key]
