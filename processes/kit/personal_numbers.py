"""Personal numbers do not belong in facts: found wherever a text looks like one."""

import re
from typing import Any

from processes.kit.errors import problem

_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d|[6-9]\d)[-+]?\d{4}(?!\d)")


def personal_numbers(value: Any, at: str = "") -> list[dict[str, str]]:
    """Every text that looks like it holds a personal number; the number itself is not repeated."""
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in personal_numbers(part, f"{at}.{key}".lstrip("."))]
    if isinstance(value, list):
        return [found for number, part in enumerate(value) for found in personal_numbers(part, f"{at}.{number}")]
    if isinstance(value, str) and _PERSONAL_NUMBER.search(value):
        return [problem(
            at, "A personal number seems to stand here: remove it, persons are named applicant, child_1 and so on.",
            "Här verkar ett personnummer stå: ta bort det, personer heter applicant, child_1 och så vidare.",
        )]  # fmt: skip
    return []
