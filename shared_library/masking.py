"""Personal numbers never reach a log: this masks the ones that slip into a text."""

from __future__ import annotations

import re

_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:(?:18|19|20)\d{2}|\d{2})(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+ ]?\d{4}(?!\d)"
)
MASK = "••••••••-••••"


def mask(text: str) -> str:
    """The text with everything that looks like a personal or coordination number covered."""
    return _PERSONAL_NUMBER.sub(MASK, text)
