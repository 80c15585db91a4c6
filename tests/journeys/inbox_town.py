"""Cases for the inbox on top of the town: handed over with a missing answer, proposed, and drafted."""

from typing import Any

from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.queues import lease
from orchestrator.outcomes.decisions import release
from tests.journeys.town import GRANTED, Robot, Town
from tests.support.house import House

SILENT_FUND = GRANTED | {
    "change": {
        "application.costs.0.applied_ore": 691000, "registers.answers.4.status": "error",
        "registers.answers.4.error_code": "SSBT-503",
    }
}  # fmt: skip


def hand_over(town: Town, reference: str, told: dict[str, Any], **fields: Any) -> str:
    """A case that the robot read, assessed and handed over."""
    robot = _read(town, reference, told, fields)
    robot.do(release.release, release.Ended("BUSINESS", "handed_over", "The rules hand the case over."))
    return robot.item_id


def propose(town: Town, reference: str, **fields: Any) -> str:
    """A case that the robot proposes to grant."""
    set_mode(town, "propose")
    robot = _read(town, reference, GRANTED, fields)
    robot.do(release.release, release.Ended())
    return robot.item_id


def set_mode(town: Town, mode: str) -> None:
    house = House(town.database)
    with house.database.session(house.scope) as session:
        session.scalars(select(Subscription)).one().mode = mode


def write(town: Town, item_id: str) -> None:
    """The robot carries out what a person decided: every effect is read back, the case is done."""
    _let_robot_take(town, item_id)
    robot = Robot(House(town.database)).take()
    assert robot.item_id == item_id
    robot.write(item_id[:12])
    robot.do(release.release, release.Ended())


def _read(town: Town, reference: str, told: dict[str, Any], fields: dict[str, Any]) -> Robot:
    house = House(town.database)
    item_id = house.add_item(reference, priority=1, received_at=now(), **fields)
    robot = Robot(house).take()
    assert robot.item_id == item_id
    robot.assess(told)
    return robot


def _let_robot_take(town: Town, item_id: str) -> None:
    house = House(town.database)
    with house.database.session(house.scope) as session:
        item = session.get_one(lease.WorkItem, item_id)
        item.available_at, item.priority = item.created_at, 0
