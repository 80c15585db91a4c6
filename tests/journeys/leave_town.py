"""A request for leave on top of the town: a manager, a subscription, and a request that was handed over."""

from typing import Any

from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.queues.claim import claim
from orchestrator.outcomes.decisions import assess, release
from processes.kit.cases import municipality_of_cases
from processes.leave import requests
from tests.journeys.town import PASSWORD, Town
from tests.support.house import House
from tests.support.releases import real_rules

TOLD = {"from_on": "2026-10-05", "to_on": "2026-10-26"}


def handed(town: Town, told: dict[str, Any]) -> str:
    """A request that the robot read, assessed and handed over."""
    house = House(town.database)
    real_rules(town.database, "leave")
    with town.database.session(Scope.steward("test")) as session:
        ground = {"who": "Personaldirektören", "decided_on": "2026-03-02", "limit": "15 dagar"}
        session.add(
            Subscription(
                municipality_code=house.code, process="leave", package="leave", mode="decide", configuration={},
                release_id=session.scalars(select(Release.id)).first(), parameters=municipality_of_cases("leave"),
                ground=ground, changed_at=now(),
            )
        )  # fmt: skip
        lena = people.add_person(session, "lena", "Lena Holm", PASSWORD)
        people.grant_role(session, lena, Role.CASEWORKER, house.code, "leave")
    with town.database.session(house.scope) as session:
        item_id = add(session, house.code, "leave", NewItem("LA-2026-00017", "1", priority=1))[0]
        claimed = claim(session, house.code, "leave", "r-leave")
        assert claimed is not None
        uses = session.scalars(select(Subscription).where(Subscription.process == "leave")).one()
        assess.assess(session, lease.held(session, item_id, claimed.fence, "r-leave"), uses, requests.facts(told))
        ended = release.Ended("BUSINESS", "handed_over", "The rules hand the case over.")
        release.release(session, lease.held(session, item_id, claimed.fence, "r-leave"), ended)
        return item_id
