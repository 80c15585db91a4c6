"""Turns in words: `tredje` / `third`, and `förstahandsvalet` / `the first wish`."""

from functools import cache

from processes.kit.text import Text

_SV = ("första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde", "elfte",
       "tolfte")  # fmt: skip
_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
       "twelfth")  # fmt: skip
_TEENS = (11, 12, 13)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_HUNDRED, _TEN = 100, 10


@cache
def ordinal(number: int) -> Text:
    """In words to the twelfth: `13:e`, `21:a` / `13th`, `21st` after that. The first in turn is `först` in Swedish."""
    if number <= len(_SV):
        return Text("först" if number == 1 else _SV[number - 1], _EN[number - 1])
    swedish = "a" if number % _TEN in (1, 2) and number % _HUNDRED not in _TEENS else "e"
    english = "th" if number % _HUNDRED in _TEENS else _ENDINGS.get(number % _TEN, "th")
    return Text(f"{number}:{swedish}", f"{number}{english}")


@cache
def wish_text(number: int) -> Text:
    """`tredjehandsvalet` / `the third wish`."""
    if number <= len(_SV):
        return Text(f"{_SV[number - 1]}handsvalet", f"the {_EN[number - 1]} wish")
    return Text(f"önskemål nummer {number}", f"wish number {number}")
