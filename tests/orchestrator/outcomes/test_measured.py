"""Minutes that the inbox clock measured stand in the benefit line instead of standard minutes."""

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.operations.queues import handling, inbox
from orchestrator.operations.queues.models import HandlingTime, WorkItem
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions import person, release
from tests.support.casework import HANDED, Robot, Rules, furnished
from tests.support.house import House

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def house(database: Database) -> House:
    return furnished(database, mode="propose")


def _propose(house: House) -> str:
    house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.do(release.release, release.Ended())
    return robot.item_id


def _confirm(house: House, item_id: str, seconds: float | None) -> None:
    with house.database.session(Scope.of("person:anna", house.code)) as session:
        item = inbox.claim(session, item_id, "anna")
        if seconds is not None:
            handling.begin(session, item, "anna")
            session.execute(update(HandlingTime).values(seconds=seconds))
        person.confirm(session, item_id, "anna")
        session.execute(update(WorkItem).values(available_at=machine_now()))


def _human_minutes(house: House) -> list[tuple[str, str, str]]:
    with house.database.session(house.scope) as session:
        rows = session.scalars(select(BenefitLine).order_by(BenefitLine.human_minutes)).all()
        return [(row.outcome, row.kind, row.human_minutes) for row in rows]


@pytest.mark.parametrize(("seconds", "minutes"), [(372, "6.2"), (None, "4.0"), (0, "4.0")])
def test_an_assisted_case_counts_what_the_clock_measured_or_standard_minutes(
    house: House, seconds: float | None, minutes: str
) -> None:
    item_id = _propose(house)
    _confirm(house, item_id, seconds)
    robot = Robot(house)
    robot.write_all()
    robot.do(release.release, release.Ended())
    assert _human_minutes(house) == [("assisted", "case", minutes)]


def test_a_case_handed_over_again_has_its_work_ahead_and_counts_standard_minutes(house: House, rules: Rules) -> None:
    item_id = _propose(house)
    with house.database.session(Scope.of("person:anna", house.code)) as session:
        item = inbox.claim(session, item_id, "anna")
        handling.begin(session, item, "anna")
        session.execute(update(HandlingTime).values(seconds=120))
        inbox.return_to_robot(session, item_id, "anna", "a register answers again")
    rules.result = HANDED
    robot = Robot(house)
    robot.assess()
    robot.do(release.release, release.Ended("BUSINESS", "handed_over"))
    assert _human_minutes(house) == [("business_exception", "case", "25.0")]
