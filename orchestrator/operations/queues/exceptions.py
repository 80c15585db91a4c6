"""The catalogue of exceptions: what each code means for a retry. The words that people read are the portal's.

A code that is not named here follows its kind: business, never again by itself; application, the usual pauses. The
item's own `max_attempts` is the outer limit; `most` of a code may be lower.
"""

import random
from dataclasses import dataclass

_USUAL_SECONDS = (2.0, 15.0, 60.0)


@dataclass(frozen=True)
class Policy:
    """`pauses`: seconds before the second, third … attempt (the last one repeats). `most`: attempts in all, or None
    for the item's own limit. A business exception has no pauses: a person acts. `counts` False: it says nothing of
    the case, and uses up no attempt.
    """

    kind: str
    pauses: tuple[float, ...] = ()
    most: int | None = None
    counts: bool = True

    def pause(self, attempts: int) -> float:
        """Seconds until the next attempt after so many, spread by a fifth so that retries do not come together."""
        if not self.pauses:
            return 0.0
        wait = self.pauses[min(max(attempts, 1), len(self.pauses)) - 1]
        return wait * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret

    def used_up(self, attempts: int, item_limit: int) -> bool:
        return attempts >= min(item_limit, self.most or item_limit)


CATALOGUE: dict[str, Policy] = {
    # a person: what is wrong lies in the case, or must be seen by human eyes
    "handed_over": Policy("business"),
    "double_decision": Policy("business"),
    "read_back_differs": Policy("business"),
    "cannot_tell": Policy("business"),
    "parameter_missing": Policy("business"),
    "case_not_found": Policy("business"),
    "registers_not_in_case": Policy("business"),
    # the account would be locked by trying on: one more attempt, late, by another run
    "login_refused": Policy("application", (900.0,), most=2),
    # somebody works in the case: minutes, not seconds
    "locked_by_other": Policy("application", (120.0, 600.0, 1800.0)),
    # gone soon by itself
    "session_ended": Policy("application", (1.0, 5.0, 30.0)),
    "browser_gone": Policy("application", (1.0, 5.0, 30.0)),
    "lease_too_short": Policy("application", (1.0, 5.0, 30.0)),
    "run_stopped": Policy("application", (1.0,), counts=False),
    "read_back_missing": Policy("application", (5.0, 30.0, 120.0)),
    # a system that is down stays down for a while
    "system_failed": Policy("application", (5.0, 60.0, 300.0)),
    "platform_away": Policy("application", (5.0, 30.0, 120.0)),
    # a page that has changed does not change back: one retry for chance, then a developer
    "element_not_found": Policy("application", (10.0,), most=2),
    "unknown_text": Policy("application", (10.0,), most=2),
}


def policy(kind: str, code: str) -> Policy:
    """A code's policy; the raiser's kind decides, should it differ from the catalogue's."""
    known = CATALOGUE.get(code)
    if known is not None and known.kind == kind:
        return known
    return Policy("business") if kind == "business" else Policy("application", _USUAL_SECONDS)
