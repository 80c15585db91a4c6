"""When a release has gone wrong: its application exceptions per attempt against the former release's. Pure."""

import math
from dataclasses import dataclass

ENOUGH_ATTEMPTS = 50
STANDARD_ERRORS = 3.0
FEW_ERRORS = 5
# Before the first release there is no former one to compare with: this share is then taken for known.
ASSUMED_RATE = 0.02
_Z95 = 1.959964


@dataclass(frozen=True)
class Tally:
    """Attempts that have ended, and how many of them a system's failure ended."""

    attempts: int
    errors: int

    @property
    def rate(self) -> float:
        return self.errors / self.attempts if self.attempts else 0.0

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the rate (Wilson, 1927): honest also for few attempts and for none that failed."""
        if not self.attempts:
            return 0.0, 1.0
        n, p, z = self.attempts, self.rate, _Z95
        middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        whole = 1 + z * z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def gone_wrong(now: Tally, former: Tally) -> str | None:
    """Why the release is to be halted, in a sentence; None while nothing speaks for it.

    From fifty attempts on: its rate lies more than three standard errors above the former one's, one-sided. Before
    that: at least five exceptions, and at least twice the former rate.
    """
    before = former.rate if former.attempts else ASSUMED_RATE
    told = f"{now.errors} of {now.attempts} attempts ended in an application exception; before {before:.1%}"
    if now.attempts >= ENOUGH_ATTEMPTS:
        far = now.rate - before > STANDARD_ERRORS * _standard_error(now, former, before)
        return f"{told}: more than three standard errors above." if far and now.rate > before else None
    doubled = now.errors >= FEW_ERRORS and now.rate >= 2 * before
    return f"{told}: at least five, and twice the former rate." if doubled else None


def _standard_error(now: Tally, former: Tally, before: float) -> float:
    """Of the difference of the two rates, as if both were one."""
    if not former.attempts:
        return math.sqrt(before * (1 - before) / now.attempts)
    together = (now.errors + former.errors) / (now.attempts + former.attempts)
    return math.sqrt(together * (1 - together) * (1 / now.attempts + 1 / former.attempts))
