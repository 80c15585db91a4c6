"""Text that nobody has written by hand: keys and tokens tell themselves by how evenly their characters are spread.

Shannon's entropy of a run of characters (1948), in bits a character. A word of a language has about three; a key of 24
characters or more has above four of 64 possible ones, and a long hexadecimal one above three of four.
"""

import math
import re
from collections import Counter

_RUN = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
_HEX = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
_LEAST_BITS, _LEAST_BITS_HEX = 4.0, 3.0


def looks_random(line: str) -> bool:
    """Whether a line holds a run of characters that looks made by a machine."""
    return any(_is_random(found[0]) for found in _RUN.finditer(line))


def bits(text: str) -> float:
    """Entropy in bits a character; 0 for nothing."""
    count = len(text)
    return -sum(number / count * math.log2(number / count) for number in Counter(text).values())


def _is_random(text: str) -> bool:
    if _HEX.fullmatch(text):
        return bits(text) > _LEAST_BITS_HEX
    # A path or a long name has one kind of letters, or words; a key mixes both with digits.
    mixed = all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed and bits(text) > _LEAST_BITS
