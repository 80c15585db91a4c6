"""A town that is attacked, and what its trail says of it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.governance.audit.models import RegionRow, TrailRow
from orchestrator.governance.audit.refusals import ACTION
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import as_person, town

__all__ = ["as_person", "town"]


@dataclass(frozen=True)
class Row:
    """A refusal in the trail: of whom, where the row stands (a code, or `region`), at which call, why, of which id."""

    actor: str
    place: str
    call: str
    why: str
    about: str


class Trail:
    def __init__(self, database: Database) -> None:
        self._database = database

    def refusals(self) -> list[Row]:
        with self._database.session(Scope.steward("test")) as session:
            local = session.scalars(select(TrailRow).where(TrailRow.action == ACTION).order_by(TrailRow.id)).all()
            regional = session.scalars(select(RegionRow).where(RegionRow.action == ACTION).order_by(RegionRow.id)).all()
            return [
                Row(row.actor, getattr(row, "municipality_code", "region"), row.detail["call"], row.detail["why"],
                    row.entity_id)
                for row in (*local, *regional) if row.detail is not None
            ]  # fmt: skip

    def last(self) -> Row:
        """The only refusal that has come."""
        (row,) = self.refusals()
        return row


@pytest.fixture
def trail(town: Town) -> Trail:
    return Trail(town.database)
