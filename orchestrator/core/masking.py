"""Personal numbers never reach a log, a picture's name or Prefect: this is the one place that masks them."""

import re

# Twelve or ten digits with an optional separator. Days and months are kept wide on purpose (coordination and
# reserve numbers): masking too much is harmless, too little is not. A letter beside the digits makes it an id of ours.
_PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Za-z-])((?:18|19|20)?\d{2})\d{2}\d{2}[-+ ]?\d{4}(?![0-9A-Za-z])")


def mask_personal_numbers(text: str) -> str:
    """`19880112-2395` becomes `1988••••-••••`: the year stays, for the eye that compares."""
    return _PERSONAL_NUMBER.sub(lambda found: f"{found.group(1)}••••-••••", text)


def holds_personal_number(text: str) -> bool:
    """Whether a text looks as if it held a personal number."""
    return bool(_PERSONAL_NUMBER.search(text))
