"""The kinds of a municipality with Trelleborg's published order: priority category (siblings), then queue date.

Fees are those of the autumn of 2026: income up to 61 560 kronor less 10 000, of which 3, 2, 1 or 0 percent, to the
krona. Each sum stands beside its kind. What the municipality has set itself is in ``values.yaml``.
"""

from __future__ import annotations

from infra.testbed.generator.preschool.kind import granted, told, waits

RANKED = (
    # 31 000 + 24 500 = 55 500; − 10 000 = 45 500; 3 % = 1 365. The right is to 38 hours; 35 are asked for.
    granted("first_place", (35, "2027-01-11", 136_500), ("Solrosen", "Bina 02", "2027-01-11"), "accepted", told(
        received="2026-09-03", start="2027-01-11", hours=35, born="2025-06-14", guardians=[("work", 40), ("work", 38)],
        incomes=[31_000, 24_500], wishes=[("Solrosen", 450), ("Kastanjen", 1_200)],
    )),
    # The older sibling is at the unit. 33 000 + 20 000 = 53 000; 43 000; 3 % = 1 290.
    granted("sibling_first", (40, "2027-03-16", 129_000), ("Blåklinten", "Humlan 03", "2027-01-11"), "accepted", told(
        received="2026-11-16", start="2027-01-11", hours=40, born="2025-08-02", guardians=[("work", 40), ("work", 42)],
        incomes=[33_000, 20_000], wishes=[("Blåklinten", 600)],
        siblings=[("2023-05-20", "preschool", "Blåklinten")],
    )),
    # Its queue date is earlier, and its sibling has a place at another unit. 36 000; 26 000; 3 % = 780. It has a place
    # that it keeps: whoever has none is owed one anywhere, and would get what nobody wished for.
    waits("behind_sibling", (30, "2027-03-02", 78_000), "keeps_place", told(
        received="2026-11-02", start="2027-01-11", hours=30, born="2025-07-09", guardians=[("work", 30)],
        incomes=[36_000], wishes=[("Blåklinten", 250)], siblings=[("2022-02-11", "preschool", "Kastanjen")],
        current_unit="Snäckan", current_place="Pärlan 02",
    )),
    # 52 000 + 44 000 is over the ceiling: 61 560 − 10 000 = 51 560; 3 % = 1 546,80, that is 1 547.
    granted("earlier_queue", (40, "2027-03-06", 154_700), ("Vallmon", "Fjärilen 01", "2027-01-18"), "accepted", told(
        received="2026-11-06", start="2027-01-18", hours=40, born="2025-04-30", guardians=[("work", 45), ("work", 45)],
        incomes=[52_000, 44_000], wishes=[("Vallmon", 900), ("Rönnen", 1_500)],
    )),
    # It came in before the other, but its queue date is later: that is what counts. 29 000; 19 000; 3 % = 570.
    waits("later_queue", (40, "2027-03-02", 57_000), "keeps_place", told(
        received="2026-11-02", queue_on="2026-11-12", start="2027-01-11", hours=40, born="2025-05-05",
        guardians=[("studies", 40)], incomes=[29_000], wishes=[("Vallmon", 300)],
        current_unit="Sjöstjärnan", current_place="Koralen 01",
    )),
    # One guardian looks for work: fifteen hours. 28 000 + 0; 18 000; 3 % = 540. The first wish is full.
    granted("second_wish", (15, "2027-03-09", 54_000), ("Havsörnen", "Vingen 04", "2027-01-25"), "accepted", told(
        received="2026-11-09", start="2027-01-25", hours=15, born="2025-09-21",
        guardians=[("work", 40), ("unemployed", 0)], incomes=[28_000, 0],
        wishes=[("Linden", 200), ("Havsörnen", 1_100), ("Aspen", 1_900)],
    )),
    # A cohabiting adult who is no parent counts here: 21 000 + 19 000 = 40 000; 30 000; 3 % = 900.
    granted("move", (36, "2027-01-12", 90_000), ("Fiskmåsen", "Stranden 02", "2027-01-11"), "accepted", told(
        received="2026-09-12", start="2027-01-11", hours=36, born="2024-10-03", guardians=[("work", 36)],
        incomes=[21_000, 19_000], not_parents=("co_applicant",), wishes=[("Fiskmåsen", 350)],
        current_unit="Sjöstjärnan", current_place="Koralen 02",
    )),
    # 47 000 + 12 345 = 59 345; 49 345; 3 % = 1 480,35, that is 1 480.
    waits("keeps_place", (40, "2027-01-11", 148_000), "keeps_place", told(
        received="2026-08-24", start="2027-01-11", hours=40, born="2024-12-12", guardians=[("work", 40), ("work", 40)],
        incomes=[47_000, 12_345], wishes=[("Linden", 500)], current_unit="Snäckan", current_place="Pärlan 01",
    )),
    # The guarantee holds anywhere in the municipality. 9 000 is below 10 000: no fee.
    granted("guarantee_elsewhere", (25, "2026-12-14", 0), ("Fyren", "Lotsen 01", "2026-12-14"), None, told(
        received="2026-07-06", start="2026-12-14", hours=25, born="2025-03-17", guardians=[("studies", 25)],
        incomes=[9_000], wishes=[("Aspen", 800), ("Hasseln", 950)],
        child_home={"north_m": 6_170_050, "east_m": 430_040},
    ), "guarantee"),
    # Second child with a place: 51 560; 2 % = 1 031,20, that is 1 031. From three years general preschool lowers the
    # fee, by 30 % here: 721,70, that is 722.
    granted("declines", (38, "2027-01-21", 72_200), ("Ankaret", "Kajen 02", "2027-01-11"), "declined", told(
        received="2026-09-21", start="2027-01-11", hours=38, born="2023-03-28", guardians=[("work", 40), ("work", 41)],
        incomes=[35_000, 35_000], wishes=[("Ankaret", 700)], siblings=[("2025-01-19", "preschool", "Kastanjen")],
    )),
    # Third child; siblings in after-school care count only where they are younger. 51 560; 1 % = 515,60, that is
    # 516; less 30 % for general preschool is 361,20, that is 361.
    granted("place_free_later", (40, "2027-02-12", 36_100), ("Bryggan", "Ekan 03", "2027-01-18"), "accepted", told(
        received="2026-10-12", start="2026-12-07", hours=40, born="2022-04-11", guardians=[("work", 40), ("work", 40)],
        incomes=[40_000, 38_000], wishes=[("Bryggan", 1_300)],
        siblings=[("2024-01-08", "preschool", "Kastanjen"), ("2025-08-15", "preschool", "Kastanjen"),
                  ("2017-06-01", "after_school", None)],
    )),
    # Fourth child: no fee. A sibling without a place does not count.
    granted("latest_free_place", (30, "2027-01-11", 0), ("Seglet", "Masten 02", "2027-01-11"), "accepted", told(
        received="2026-09-10", start="2027-01-11", hours=30, born="2022-10-10", guardians=[("work", 40), ("work", 40)],
        incomes=[26_000, 22_000], wishes=[("Seglet", 400)],
        siblings=[("2023-11-15", "preschool", "Kastanjen"), ("2024-12-01", "preschool", "Kastanjen"),
                  ("2025-11-02", "preschool", "Kastanjen"), ("2026-10-20", "none", None)],
    )),
    # Promptly and by a person, before the queue. 34 000; 24 000; 3 % = 720; less 40 % for the child's own need: 432.
    waits("support_assessed", (25, "-", 43_200), "waits", told(
        received="2026-10-05", start="2026-12-07", hours=25, born="2024-08-08", guardians=[("work", 40)],
        incomes=[34_000], wishes=[("Kompassen", 550)], child_special_support="assessed", child_special_support_hours=25,
    )),
    # After the round's last start day. 38 000; 28 000; 3 % = 840.
    waits("too_early", (40, "2027-08-16", 84_000), "not_yet", told(
        received="2026-11-10", start="2027-08-16", hours=40, born="2026-05-04", guardians=[("work", 40)],
        incomes=[38_000], wishes=[("Tången", 650)],
    )),
)  # fmt: skip
