"""What the register portal answers, read strictly."""

from __future__ import annotations

import pytest

from shared_library.browser.reading import Reading
from shared_library.errors import ElementNotFound
from shared_library.systems.registers.ssbtek import answer

ROW = {"Kod": "fk", "Myndighet": "Försäkringskassan", "Svar": "Uppgifter", "Felkod": "", "Felmeddelande": ""}
BENEFIT = {"Förmån": "Bostadsbidrag", "Delförmån": "", "Beloppstyp": "Utbetalning", "Utbetalningsdag": "2026-11-20"}


def page(amount_column: str) -> Reading:
    rows = [{**BENEFIT, amount_column: "2 100,00 kr"}]
    return Reading({"tables": {"Uppgifter från Försäkringskassan": rows}, "values": {}}, "SSBTEK's page 'Svar'")


def test_an_agencys_rows_are_read_to_the_ore() -> None:
    [row] = answer(page("Nettobelopp"), {**ROW, "Antal uppgifter": "1"})["rows"]
    assert (row["benefit"], row["net_ore"], row["paid_on"]) == ("Bostadsbidrag", 210000, "2026-11-20")


def test_a_renamed_column_is_told_and_never_an_income_that_vanishes() -> None:
    with pytest.raises(ElementNotFound) as told:
        answer(page("Utbetalt"), {**ROW, "Antal uppgifter": "1"})
    assert "the column 'Nettobelopp' in the table 'Uppgifter från Försäkringskassan'" in told.value.message


def test_an_agency_that_says_it_has_rows_and_shows_none_is_an_error() -> None:
    with pytest.raises(ElementNotFound, match="the table 'Uppgifter från Skatteverket'"):
        answer(page("Nettobelopp"), {**ROW, "Myndighet": "Skatteverket", "Antal uppgifter": "2"})
