"""Cases that a robot found and will lay in the queue."""

from __future__ import annotations

from typing import Any


class FoundCases(list[dict[str, Any]]):
    """Found cases; their ``repr`` is their number, so that the log holds no contact address."""

    def __repr__(self) -> str:
        return f"{len(self)} cases"

    __str__ = __repr__
