"""Separation of duties: what one person wrote another approves and a third, where there is one, carries out."""

from orchestrator.core.errors import NotAllowed

# duty → as it is said to whoever may not
_WORDS = {
    "author": "who wrote it", "approver": "who approves it", "publisher": "who publishes it",
    "waiver": "who lets it pass without a gate",
    "signer": "who signs it", "owner": "whose figures they are",
    "asker": "who asks for the mode and records its ground",
}  # fmt: skip


def require_apart(**who: str | None) -> None:
    """Refuse when one person has two of these duties: `require_apart(author=…, approver=…, publisher=…)`.

    Who is compared as written, without regard to case and outer spaces: a name, or an actor such as `person:<id>`. A
    duty that nobody has yet (None or empty) is apart from all others.
    """
    had: dict[str, str] = {}
    for duty, person in who.items():
        known = (person or "").strip().casefold()
        if known and known in had:
            raise NotAllowed(
                f"{_said(had[known]).capitalize()} and {_said(duty)} must be two people. Ask somebody else to do it."
            )
        if known:
            had[known] = duty


def _said(duty: str) -> str:
    return _WORDS.get(duty, duty.replace("_", " "))
