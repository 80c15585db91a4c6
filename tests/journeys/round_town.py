"""A round on top of the town: a caseworker of preschool, children in the queue, places that are free."""

from orchestrator.core.db import Scope
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from tests.journeys.town import PASSWORD, Town
from tests.support.queue_of_children import PROCESS, Children, unit

JANUARY = "2027-01-11"


def queue(town: Town) -> Children:
    """Five children: two equal at Bäck, one with assessed special support at Ek, one for whom nothing is left."""
    children = Children(town.database, code="1287").furnish()
    with town.database.session(Scope.steward("test")) as session:
        ulla = people.add_person(session, "ulla", "Ulla Frisk", PASSWORD)
        people.grant_role(session, ulla, Role.CASEWORKER, "1287", PROCESS)
    children.apply("BO-2026-0001", "2026-10-02", "Sol")
    children.apply("BO-2026-0002", "2026-10-03", "Sol")
    children.apply("BO-2026-0003", "2026-10-04", "Bäck")
    children.apply("BO-2026-0004", "2026-10-04", "Bäck")
    children.apply("BO-2026-0005", "2026-10-05", "Ek", support_hours=15, hours=15)
    return children


def round_of(town: Town) -> tuple[Children, str]:
    """The queue, and its round."""
    children = queue(town)
    return children, children.lay(unit("Sol", JANUARY), unit("Bäck", JANUARY), unit("Ek", JANUARY))
