"""One action on many work items, with one reason: each is done or refused by itself, and the refusals are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.errors import BadInput, CoeError
from orchestrator.operations.queues import actions
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.cancel import cancel

MOST_AT_ONCE = 500
Action = Callable[..., WorkItem]
# name → (verb, the arguments it needs beside item and reason)
ACTIONS: dict[str, tuple[Action, tuple[str, ...]]] = {
    "hold": (actions.hold, ()),
    "let_go": (actions.let_go, ()),
    "defer": (actions.defer, ("until",)),
    "prioritise": (actions.prioritise, ("priority",)),
    "cancel": (cancel, ()),
}


@dataclass(frozen=True)
class Refused:
    item_id: str
    why: str


@dataclass(frozen=True)
class Done:
    """`done`: ids that were changed; `refused`: the others, each with the reason in words."""

    done: list[str]
    refused: list[Refused]


def act(session: Session, name: str, item_ids: Sequence[str], reason: str, **arguments: Any) -> Done:
    """Do one action on each item. Raises BadInput when the action or its arguments are wrong for all of them."""
    if name not in ACTIONS:
        raise BadInput(f"There is no action {name!r}: choose one of {', '.join(ACTIONS)}.")
    verb, needed = ACTIONS[name]
    missing = [argument for argument in needed if arguments.get(argument) is None]
    if missing:
        raise BadInput(f"The action {name} needs {', '.join(missing)}.")
    if len(item_ids) > MOST_AT_ONCE:
        raise BadInput(f"At most {MOST_AT_ONCE} work items at once; {len(item_ids)} were chosen. Narrow the choice.")
    if not reason.strip():
        raise BadInput("Write why: the reason stands in the history of every item.")
    chosen = {argument: arguments[argument] for argument in needed}
    told = Done([], [])
    for item_id in dict.fromkeys(item_ids):
        try:
            with session.begin_nested():
                verb(session, item_id, reason=reason, **chosen)
            told.done.append(item_id)
        except CoeError as refusal:
            told.refused.append(Refused(item_id, refusal.message))
    return told
