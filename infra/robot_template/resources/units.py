"""Which unit a document belongs to, by the words of its title. Pure: tried without a browser in tests/."""

from __future__ import annotations

UNITS = {
    "Miljö": ("buller", "lukt", "brunn"),
    "Gata": ("gatan", "gatlykta"),
    "Bygglov": ("bygglov", "attefall"),
    "Skola": ("skol", "förskola"),
}


def unit_of(title: str) -> str | None:
    """The one unit whose words stand in the title; None when there is none, or more than one."""
    told = title.casefold()
    found = [unit for unit, words in UNITS.items() if any(word in told for word in words)]
    return found[0] if len(found) == 1 else None
