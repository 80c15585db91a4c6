"""The kinds of a municipality that has published nothing and set its own rules, as Eslöv in the demo: priority
(``Sociala skäl``), sibling anywhere, guarantee date; then the nearest, then who was born first (``values.yaml``).

Fees as in ``trelleborg.py``; a part of the time being general preschool lowers them by 25 percent here.
"""

from __future__ import annotations

from infra.testbed.generator.preschool.kind import granted, told, waits

RANKED = (
    # The turn of 3 years was in 2026: general preschool for fifteen hours whatever the guardians do, and no fee.
    granted("general_hours", (15, "2027-01-14", 0), ("Tegelbruket", "Leran 01", "2027-01-11"), "accepted", told(
        received="2026-09-14", start="2027-01-11", hours=15, born="2023-02-20",
        guardians=[("other", 0), ("work", 40)], incomes=[0, 39_000], wishes=[("Tegelbruket", None)],
        child_home={"north_m": 6_140_300, "east_m": 400_400},
    )),
    # 42 000; 32 000; 3 % = 960.
    granted("priority_first", (40, "2027-03-13", 96_000), ("Bangården", "Rälsen 02", "2027-01-11"), "accepted", told(
        received="2026-11-13", start="2027-01-11", hours=40, born="2025-02-14", guardians=[("work", 40)],
        incomes=[42_000], wishes=[("Bangården", 1_700)], priority="Sociala skäl",
    )),
    # A sibling, an earlier guarantee date and a shorter walk do not help. 44 000; 34 000; 3 % = 1 020.
    waits("behind_priority", (35, "2027-01-11", 102_000), "no_place", told(
        received="2026-08-20", start="2027-01-11", hours=35, born="2024-11-30", guardians=[("work", 35), ("work", 40)],
        incomes=[27_000, 17_000], wishes=[("Bangården", 150)], siblings=[("2021-09-09", "preschool", "Kastanjen")],
    )),
    # It asked a day later than the next, and is owed a place three days before it. 36 000 + 19 350 = 55 350; 45 350;
    # 3 % = 1 360,50, that is 1 361.
    granted("guarantee_first", (40, "2027-01-22", 136_100), ("Sockerbiten", "Betan 01", "2027-01-11"), "accepted", told(
        received="2026-09-22", start="2027-01-11", hours=40, born="2025-06-06", guardians=[("work", 40), ("work", 40)],
        incomes=[36_000, 19_350], wishes=[("Sockerbiten", 2_100)],
    )),
    # Wished for later, so owed later. 30 000; 20 000; 3 % = 600.
    waits("later_guarantee", (32, "2027-01-25", 60_000), "no_place", told(
        received="2026-09-21", start="2027-01-25", hours=32, born="2025-05-16", guardians=[("work", 40)],
        incomes=[30_000], wishes=[("Sockerbiten", 500)],
    )),
    # The same guarantee date as the next, a shorter walk. 36 480; 26 480; 3 % = 794,40, that is 794.
    granted("nearest", (40, "2027-01-18", 79_400), ("Kvarnen", "Hjulet 03", "2027-01-18"), "declined", told(
        received="2026-09-15", start="2027-01-18", hours=40, born="2025-10-10", guardians=[("work", 40), ("work", 44)],
        incomes=[20_480, 16_000], wishes=[("Kvarnen", 300)],
    )),
    # It asked earlier and walks farther; its second wish has a place. 41 333; 31 333; 3 % = 939,99, that is 940.
    granted("second_after_nearest", (40, "2027-01-18", 94_000), ("Mjölnaren", "Säcken 01", "2027-01-25"), "accepted",
            told(
        received="2026-09-01", start="2027-01-18", hours=40, born="2025-03-03", guardians=[("work", 40)],
        incomes=[41_333], wishes=[("Kvarnen", 700), ("Mjölnaren", 1_600)],
    )),
    # Neither the walk nor the home is known, and the queue is ordered by the walk at last. 25 000; 15 000; 3 % = 450.
    waits("distance_unknown", (40, "2027-01-11", 45_000), "waits", told(
        received="2026-08-10", start="2027-01-11", hours=40, born="2025-01-27", guardians=[("work", 40)],
        incomes=[25_000], wishes=[("Plogen", None)],
    )),
    # A word that the municipality's order does not know. 33 000; 23 000; 3 % = 690.
    waits("priority_unknown", (40, "2027-01-11", 69_000), "waits", told(
        received="2026-08-17", start="2027-01-11", hours=40, born="2025-04-19", guardians=[("work", 40)],
        incomes=[33_000], wishes=[("Plogen", 820)], priority="Personal i förskolan",
    )),
    # General preschool is a part of the time: 30 000 + 20 000; 40 000; 3 % = 1 200; less 25 % = 900.
    granted("part_general", (30, "2027-01-11", 90_000), ("Skördetröskan", "Axet 02", "2027-01-11"), None, told(
        received="2026-09-07", start="2027-01-11", hours=30, born="2022-09-05", guardians=[("work", 40), ("work", 40)],
        incomes=[30_000, 20_000], wishes=[("Skördetröskan", 940)],
    )),
)  # fmt: skip
