"""Role × action: the one table from which routes, services and menus draw.

A role is held in a scope: the region (municipality `None`) or one municipality.
"""

from enum import StrEnum


class Role(StrEnum):
    CHIEF_PROCESS_OFFICER = "chief_process_officer"
    DEVELOPER = "developer"
    OPERATIONS = "operations"
    CONTROLLER = "controller"
    BUSINESS_OWNER = "business_owner"
    CASEWORKER = "caseworker"  # a right in a municipality and process, no CoE role


class Action(StrEnum):
    SEE_START = "see_start"
    SEE_WORK_ITEMS = "see_work_items"  # references, states, codes
    OPEN_CASE = "open_case"  # what a case holds; each opening is in the trail
    HANDLE_CASE = "handle_case"  # claim, correct, decide, pass on
    SEE_AGREEMENT = "see_agreement"  # the rules beside the caseworkers, case by case
    SEE_RUNS = "see_runs"
    STOP_RUN = "stop_run"
    SEE_QUEUES = "see_queues"  # the wall: every queue of the scope, its runs, the workers
    MOVE_ITEMS = "move_items"  # hold, let go, set ahead, defer, cancel: one item or many, with a reason
    DRAIN_WORKER = "drain_worker"  # workers are the region's: asked for in the whole region only
    SEE_TIME_SAVED = "see_time_saved"


_EVERYONE = frozenset(Role)

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_START: _EVERYONE,
    Action.SEE_WORK_ITEMS: frozenset({Role.OPERATIONS, Role.BUSINESS_OWNER, Role.CASEWORKER, Role.DEVELOPER}),
    Action.OPEN_CASE: frozenset({Role.BUSINESS_OWNER, Role.CASEWORKER}),
    Action.HANDLE_CASE: frozenset({Role.CASEWORKER}),
    Action.SEE_AGREEMENT: frozenset({Role.BUSINESS_OWNER}),
    Action.SEE_RUNS: frozenset({Role.OPERATIONS, Role.DEVELOPER, Role.BUSINESS_OWNER, Role.CHIEF_PROCESS_OFFICER}),
    Action.STOP_RUN: frozenset({Role.OPERATIONS, Role.BUSINESS_OWNER}),
    Action.SEE_QUEUES: frozenset({Role.OPERATIONS, Role.BUSINESS_OWNER, Role.DEVELOPER, Role.CHIEF_PROCESS_OFFICER}),
    Action.MOVE_ITEMS: frozenset({Role.OPERATIONS, Role.BUSINESS_OWNER}),
    Action.DRAIN_WORKER: frozenset({Role.OPERATIONS}),
    Action.SEE_TIME_SAVED: frozenset(
        {Role.CONTROLLER, Role.BUSINESS_OWNER, Role.CHIEF_PROCESS_OFFICER, Role.OPERATIONS}
    ),
}


def allows(role: Role, action: Action) -> bool:
    """Whether a role may do an action, in its scope."""
    return role in ALLOWED[action]
