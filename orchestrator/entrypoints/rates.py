"""How often somebody may try: counted in the process that answers; a new start counts from nought."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from orchestrator.core.errors import TooMany
from orchestrator.core.settings import settings

_SIGN_IN_MINUTES = 15
_PER_NAME = 10
_BEGUN_PER_MINUTE = 60


class Rates:
    """The counters of one application."""

    def __init__(self) -> None:
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def call(self, token: str) -> int:
        """One call with this token: 0, or in how many seconds it may call again."""
        limit = RateLimitItemPerMinute(settings().calls_per_minute, namespace="calls")
        return 0 if self._counted.hit(limit, token) else self._wait(limit, token)

    def may_sign_in(self, address: str, name: str) -> None:
        """Refuse an address, or a name (there or not), after too many failures. Raises TooMany."""
        for limit, key in self._sign_in(address, name):
            if not self._counted.test(limit, key):
                raise TooMany(
                    "Too many attempts to sign in from here or with this name. Wait, then try again.",
                    retry_after=self._wait(limit, key),
                )

    def sign_in_failed(self, address: str, name: str) -> None:
        for limit, key in self._sign_in(address, name):
            self._counted.hit(limit, key)

    def may_begin(self, address: str) -> None:
        """Sign-ins at a provider that one address begins: each costs a look at the provider. Raises TooMany."""
        limit = RateLimitItemPerMinute(_BEGUN_PER_MINUTE, namespace="begun")
        if not self._counted.hit(limit, address):
            raise TooMany(
                "Too many sign-ins were begun from here. Wait a minute.", retry_after=self._wait(limit, address)
            )

    def _sign_in(self, address: str, name: str) -> tuple[tuple[RateLimitItemPerMinute, str], ...]:
        return (
            (RateLimitItemPerMinute(settings().failed_sign_ins, _SIGN_IN_MINUTES, namespace="address"), address),
            (RateLimitItemPerMinute(_PER_NAME, _SIGN_IN_MINUTES, namespace="name"), name.strip().lower()[:80]),
        )

    def _wait(self, limit: RateLimitItemPerMinute, key: str) -> int:
        return max(1, round(self._counted.get_window_stats(limit, key).reset_time - time.time()))
