"""Cancel a case whole: the item, what was decided of it and not written, and the hours that it seemed to give."""

from sqlalchemy.orm import Session

from orchestrator.core.errors import Conflict
from orchestrator.operations.queues import actions
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits import service as benefits
from orchestrator.outcomes.decisions.assess import current_decision
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.supplements import service as supplements


def cancel(session: Session, item_id: str, reason: str) -> WorkItem:
    """A cancelled case earns nothing (`benefits.md`: cancelled by the sender); a decision not begun to be written is
    void. Refused where the robot has written anything: then a person settles it in the case system.
    """
    item = actions.cancel(session, item_id, reason)
    decision = current_decision(session, item.id)
    if decision is not None:
        if decision.state == "effected" or effects_of(session, decision):
            raise Conflict("The robot has written in this case: settle it in the case system, then it ends by itself.")
        decision.state = "void"
    supplements.end_open(session, item, "cancelled")
    benefits.withdraw(session, item)
    session.flush()
    return item
