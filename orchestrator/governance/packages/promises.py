"""What a release promises of its writes: effects that can be checked one by one, or none at all."""

from dataclasses import dataclass

from orchestrator.core.errors import BadInput

RETRIES = ("safe", "never")


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
