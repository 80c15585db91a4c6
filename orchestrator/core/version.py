"""The version of this installation, as its package says: portal and workers compare it."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


@lru_cache(maxsize=1)
def version() -> str:
    """For example `0.1.0`; `unknown` when the package is not installed."""
    try:
        return installed("coe")
    except PackageNotFoundError:
        return "unknown"
