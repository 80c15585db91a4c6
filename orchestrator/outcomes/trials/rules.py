"""How sure one must be before the robot may do more. Pure."""

from orchestrator.outcomes.decisions.agreement import Agreement, wilson

# mode → where the lower end of the 95 % interval must lie. A business owner may go below, with a reason that is kept.
LIMITS = {"propose": 0.90, "decide": 0.97}
RIGHT = ("robot", "caseworker", "both")
_MOST_MORE = 2_000


def reaches(told: Agreement, mode: str) -> bool:
    """Whether the agreement is enough for a mode. Shadow and prepare leave the decisions to people and ask none."""
    limit = LIMITS.get(mode)
    return limit is None or (told.low is not None and told.low > limit)


def more_needed(told: Agreement, mode: str) -> int | None:
    """How many more cases, all alike, until the limit is reached; 0 when it is, None when not within reason."""
    limit = LIMITS.get(mode, 0.0)
    if reaches(told, mode):
        return 0
    for more in range(1, _MOST_MORE):
        if wilson(told.agreeing + more, told.compared + more)[0] > limit:
            return more
    return None
