"""One error tree, mapped once to JSON and to a page.

CoeError
├── NotFound          404  the thing is not there, or not in your scope (the two look alike on purpose)
├── NotAllowed        403  you may not; says who may
│   └── NotFresh      403  you may, when you have shown again who you are
├── NotSignedIn       401  sign in first
├── BadInput          422  what was sent is wrong; `problems` says where
│   ├── FactsInvalid  422  the facts do not fit the process's schema
│   ├── TooLarge      413  more than is kept
│   └── ReleaseRefused 422  a changed byte, a wrong key, or a release that was stopped: it is not run
├── Conflict          409  the state does not allow it; names the state and what is allowed
│   ├── LeaseLost     409  somebody else has the work item now
│   └── AlreadyOpen   409  another worker runs this run
├── TooMany           429  too often; `retry_after` says in how many seconds
├── RunStopping       410  take no more work
├── KeyDestroyed      410  the municipality's keys were destroyed: what they sealed cannot be read
├── ParameterMissing  422  no parameter in force: the rules refuse the month
└── Unavailable       503  a part that we need does not answer
"""

from datetime import date


class CoeError(Exception):
    """An error that a person can act on: `message` is one clear sentence that says what to do."""

    status = 500
    code = "error"

    def __init__(self, message: str, *, problems: list[dict[str, str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems or []


class NotFound(CoeError):
    status = 404
    code = "not_found"


class NotAllowed(CoeError):
    status = 403
    code = "not_allowed"


class NotFresh(NotAllowed):
    """`wrong`: it was tried, with a password that does not fit."""

    code = "not_fresh"

    def __init__(self, *, wrong: bool = False) -> None:
        super().__init__("Show again that it is you: write your password.")
        self.wrong = wrong


class NoRole(NotAllowed):
    """Somebody has shown who they are and holds no role today."""

    code = "no_role"


class NotSignedIn(CoeError):
    status = 401
    code = "not_signed_in"


class BadInput(CoeError):
    status = 422
    code = "bad_input"


class FactsInvalid(BadInput):
    code = "facts_invalid"


class TooLarge(BadInput):
    status = 413
    code = "too_large"


class ReleaseRefused(BadInput):
    code = "release_refused"


class Conflict(CoeError):
    status = 409
    code = "conflict"


class TooMany(CoeError):
    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LeaseLost(Conflict):
    code = "lease_lost"


class AlreadyOpen(Conflict):
    code = "already_open"


class RunStopping(CoeError):
    status = 410
    code = "run_stopping"


class KeyDestroyed(CoeError):
    """`day` and `by`: when, and the actor who did it."""

    status = 410
    code = "key_destroyed"

    def __init__(self, municipality: str, day: date, by: str) -> None:
        super().__init__(
            f"The keys of municipality {municipality} were destroyed on {day.isoformat()} by {by}: what they sealed "
            "can no longer be read."
        )
        self.municipality, self.day, self.by = municipality, day, by


class ParameterMissing(CoeError):
    status = 422
    code = "parameter_missing"


class Unavailable(CoeError):
    status = 503
    code = "unavailable"
