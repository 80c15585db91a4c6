"""The units of the two municipalities, each with the places that are free and those where another child is.

A unit belongs to the kinds that wish it, so that no other kind of the plan can take its places. The ``FULL`` ones
have none free: whoever wishes them gets nothing there. Points are metres north and east in SWEREF 99 TM.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NORTH, EAST = 6_140_000, 400_000


@dataclass(frozen=True)
class Unit:
    """``free``: place → the day from which it is free. ``taken``: places with a child that is not in the demo."""

    name: str
    at: tuple[int, int]
    free: dict[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()


def _full(number: int, name: str, department: str) -> Unit:
    places = tuple(f"{department} {place:02d}" for place in range(1, 4))
    return Unit(name, (NORTH + 9_000, EAST + 700 * number), taken=places)


FULL = tuple(
    _full(number, name, department)
    for number, (name, department) in enumerate(
        (("Kastanjen", "Igelkotten"), ("Linden", "Ekorren"), ("Rönnen", "Grävlingen"), ("Aspen", "Haren"),
         ("Hasseln", "Lodjuret"), ("Almen", "Mården")),
    )
)  # fmt: skip

TRELLEBORG = (
    Unit("Solrosen", (NORTH, EAST), {"Bina 02": "2027-01-04"}, ("Bina 01",)),
    Unit("Blåklinten", (NORTH, EAST + 2_000), {"Humlan 03": "2026-12-01"}, ("Humlan 01", "Humlan 02")),
    Unit("Vallmon", (NORTH, EAST + 4_000), {"Fjärilen 01": "2026-11-01"}, ("Fjärilen 02",)),
    Unit("Havsörnen", (NORTH, EAST + 6_000), {"Vingen 04": "2026-10-01"}, ("Vingen 01",)),
    Unit("Fiskmåsen", (NORTH + 2_000, EAST), {"Stranden 02": "2026-12-14"}, ("Stranden 01",)),
    # Where the child that moves is now, and where those are who keep their places.
    Unit("Sjöstjärnan", (NORTH + 2_000, EAST + 2_000), {}, ("Koralen 01", "Koralen 02")),
    Unit("Snäckan", (NORTH + 2_000, EAST + 4_000), {}, ("Pärlan 01", "Pärlan 02")),
    # Nobody wishes it, and it lies nearest to the one child whose guarantee falls due.
    Unit("Fyren", (NORTH + 30_000, EAST + 30_000), {"Lotsen 01": "2026-12-01"}, ("Lotsen 02",)),
    Unit("Ankaret", (NORTH + 2_000, EAST + 6_000), {"Kajen 02": "2027-01-01"}, ("Kajen 01",)),
    Unit("Bryggan", (NORTH + 4_000, EAST), {"Ekan 03": "2027-01-18"}, ("Ekan 01", "Ekan 02")),
    # Both places let the child start on its day; the one that is free later is given.
    Unit("Seglet", (NORTH + 4_000, EAST + 2_000), {"Masten 01": "2026-11-02", "Masten 02": "2027-01-07"}),
    Unit("Kompassen", (NORTH + 4_000, EAST + 4_000), {"Norden 01": "2026-12-01"}, ("Norden 02",)),
    Unit("Tången", (NORTH + 4_000, EAST + 6_000), {}, ("Musslan 01", "Musslan 02")),
)
ESLOV = (
    Unit("Tegelbruket", (NORTH, EAST), {"Leran 01": "2026-12-01"}, ("Leran 02",)),
    Unit("Bangården", (NORTH, EAST + 2_000), {"Rälsen 02": "2027-01-04"}, ("Rälsen 01",)),
    Unit("Sockerbiten", (NORTH, EAST + 4_000), {"Betan 01": "2026-12-01"}, ("Betan 02", "Betan 03")),
    Unit("Kvarnen", (NORTH, EAST + 6_000), {"Hjulet 03": "2027-01-11"}, ("Hjulet 01", "Hjulet 02")),
    Unit("Mjölnaren", (NORTH + 2_000, EAST), {"Säcken 01": "2027-01-25"}, ("Säcken 02",)),
    Unit("Skördetröskan", (NORTH + 2_000, EAST + 2_000), {"Axet 02": "2026-11-16"}, ("Axet 01",)),
    # Wished by those who wait for a person: whoever sends offers from a unit must settle them first.
    Unit("Plogen", (NORTH + 2_000, EAST + 4_000), {}, ("Fåran 01", "Fåran 02")),
)
