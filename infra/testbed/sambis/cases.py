"""What Sambis shows: the worklist, a case with its household, and what has been saved on it."""

from __future__ import annotations

from typing import Any

from infra.testbed.sambis.access import User
from infra.testbed.sambis.ledger import sums
from infra.testbed.shell import Store

Json = dict[str, Any]
PAGE_ROWS = 10
_WORKLIST = """
FROM application JOIN dossier ON dossier.id = application.dossier_id JOIN person ON person.number = dossier.applicant
WHERE dossier.municipality = ? AND (? = 'all' OR application.state != 'decided')
"""

# One protected person protects the whole household's contact details.
_PROTECTED = """EXISTS (SELECT 1 FROM member JOIN person AS p USING (number)
  WHERE member.dossier_id = dossier.id AND p.protected)"""


def worklist(store: Store, user: User, show: str, page: int) -> Json:
    """Ten rows, oldest first. ``show`` is ``open`` (not decided) or ``all``."""
    found = store.row(f"SELECT count(*) AS n {_WORKLIST}", user.municipality, show)
    count = found["n"] if found else 0
    pages = max(1, -(-count // PAGE_ROWS))
    page = min(max(page, 1), pages)
    rows = store.rows(
        "SELECT application.*, dossier.email, dossier.phone, dossier.channel, person.number, person.first_name, "
        f"person.last_name, {_PROTECTED} AS protected {_WORKLIST} ORDER BY received_at, reference LIMIT ? OFFSET ?",
        user.municipality, show, PAGE_ROWS, (page - 1) * PAGE_ROWS,
    )  # fmt: skip
    return {"rows": rows, "count": count, "page": page, "pages": pages, "show": show}


def find(store: Store, user: User, reference: str) -> Json | None:
    """The case with its dossier and members, or None where this municipality has none."""
    row = store.row(
        "SELECT reference, dossier_id, month, kind, received_at, state, file_number, applicant, address, email, phone, "
        "channel, dossier.civil_status, housing_form, dwelling_persons "
        "FROM application JOIN dossier ON dossier.id = application.dossier_id "
        "WHERE reference = ? AND dossier.municipality = ?",
        reference, user.municipality,
    )  # fmt: skip
    if row is None:
        return None
    members = store.rows(
        "SELECT member.*, person.first_name, person.last_name, person.protected FROM member "
        "JOIN person USING (number) WHERE dossier_id = ? ORDER BY member.id",
        row["dossier_id"],
    )
    children = [member for member in members if member["role"].startswith("child_")]
    adults = [member for member in members if not member["role"].startswith("child_")]
    return {**dict(row), "members": members, "children": children, "adults": adults,
            "protected": any(member["protected"] for member in members)}  # fmt: skip


def changes(store: Store, reference: str) -> Json:
    """What the applicant answered about changes; apart, since the dossier has a civil status too."""
    row = store.row("SELECT * FROM application WHERE reference = ?", reference)
    return dict(row) if row else {}


def of_dossier(store: Store, table: str, case: Json, order: str = "rowid") -> list[Any]:
    return store.rows(f"SELECT * FROM {table} WHERE dossier_id = ? ORDER BY {order}", case["dossier_id"])  # noqa: S608


def of_application(store: Store, table: str, case: Json) -> list[Any]:
    return store.rows(f"SELECT * FROM {table} WHERE reference = ? ORDER BY id", case["reference"])  # noqa: S608


def decided_in(store: Store, case: Json, month: str) -> list[Any]:
    return store.rows(
        "SELECT * FROM decision WHERE dossier_id = ? AND month = ? ORDER BY id", case["dossier_id"], month
    )


def calculations(store: Store, case: Json) -> list[Json]:
    """Every calculation of the dossier, the latest month first."""
    return [complete(store, row) for row in of_dossier(store, "calculation", case, "month DESC, id DESC")]


def calculation(store: Store, case: Json, number: int) -> Json | None:
    row = store.row("SELECT * FROM calculation WHERE id = ? AND dossier_id = ?", number, case["dossier_id"])
    return complete(store, row) if row else None


def complete(store: Store, row: Any) -> Json:
    """A calculation with its norms, lines and sums."""
    lines = [
        dict(r) for r in store.rows("SELECT * FROM calculation_line WHERE calculation_id = ? ORDER BY id", row["id"])
    ]
    norms = store.rows("SELECT * FROM calculation_norm WHERE calculation_id = ? ORDER BY id", row["id"])
    return {**dict(row), "lines": lines, "norms": norms, "sums": sums(lines)}


def one(store: Store, table: str, case: Json, number: int) -> Any:
    return store.row(f"SELECT * FROM {table} WHERE id = ? AND dossier_id = ?", number, case["dossier_id"])  # noqa: S608
