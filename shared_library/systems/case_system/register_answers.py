"""What register answers that lie in a case come to, whatever the vendor calls its columns."""

from __future__ import annotations

from collections.abc import Iterable

from shared_library.systems.case_system.interface import Json

AGENCIES = ("af", "csn", "fk", "skv", "so", "tns", "miv")


def month_before(month: str) -> str:
    """``2027-01`` → ``2026-12``: the control month of an application."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def put_together(person: str, answers: Iterable[Json], rows: Iterable[tuple[str, Json]]) -> list[Json]:
    """``answers``: agency, status, error_code, error_text; ``rows``: (agency, row). As the facts have them."""
    by_agency: dict[str, list[Json]] = {}
    for agency, row in rows:
        by_agency.setdefault(agency, []).append(row)
    return [{**one, "person": person, "rows": by_agency.get(one["agency"], [])} for one in answers]
