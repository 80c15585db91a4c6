"""Who may what: the one table of action × role × kind of scope, from which routes, services and menus draw.

A role is held in a scope of one of three kinds: the whole region (R), one municipality (M), or one process in a
municipality (P). A cell names the kinds in which the role may do the action; an empty one says never. `fresh` asks for
the password (or the provider) again within the last minutes: what is done then is done by the person, not by whoever
sits down at a machine that was left open.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CHIEF_PROCESS_OFFICER = "chief_process_officer"
    DEVELOPER = "developer"
    OPERATIONS = "operations"
    CONTROLLER = "controller"
    BUSINESS_OWNER = "business_owner"
    CASEWORKER = "caseworker"  # a right in a municipality and process, no CoE role


class Kind(StrEnum):
    """What kind of scope a role is held in."""

    REGION = "R"
    MUNICIPALITY = "M"
    PROCESS = "P"

    @classmethod
    def of(cls, municipality: str | None, process: str | None) -> "Kind":
        """A process in the whole region is the region's, narrowed: it opens no more than the region does."""
        if municipality is None:
            return cls.REGION
        return cls.PROCESS if process else cls.MUNICIPALITY


class Action(StrEnum):
    SEE_START = "see_start"
    SEE_WORK_ITEMS = "see_work_items"  # references, states, codes
    OPEN_CASE = "open_case"  # what a case holds, in its own municipality; each opening is in the trail
    ASK_CASE_ACCESS = "ask_case_access"  # who may not open a case asks its municipality, with a reason
    GRANT_CASE_ACCESS = "grant_case_access"  # for a few hours, or no
    HANDLE_CASE = "handle_case"  # claim, correct, decide, pass on
    SEE_AGREEMENT = "see_agreement"  # the rules beside the caseworkers, case by case
    SEE_RUNS = "see_runs"  # states and masked lines
    READ_RUN_DOCUMENTS = "read_run_documents"  # log.html and output.xml: they show what stood on the screen
    SEE_EVIDENCE = "see_evidence"  # to ask for a picture or document; each is then asked for by what it shows
    STOP_RUN = "stop_run"
    SEE_QUEUES = "see_queues"  # the wall: every queue of the scope, its runs, the workers
    MOVE_ITEMS = "move_items"  # hold, let go, set ahead, defer, cancel: one item or many, with a reason
    DRAIN_WORKER = "drain_worker"  # workers are the region's
    SEE_TIME_SAVED = "see_time_saved"
    SEE_ROLES = "see_roles"  # who holds which role here
    CHANGE_ROLES = "change_roles"  # give, end and review them; for others only
    END_SIGN_INS = "end_sign_ins"  # another person's, all at once
    REVIEW_READING = "review_reading"  # who has read which cases, and why (lag 2001:454, 10 §)
    MANAGE_TOKENS = "manage_tokens"  # of the machines that call us
    SEE_SECRETS = "see_secrets"  # the robots' accounts: names, last change and last use; never a value
    SEE_PACKAGES = "see_packages"  # packages, their releases, gates and evidence: the region's own, no case data
    SEE_KEYWORDS = "see_keywords"  # what robots are built of: the public library's own words
    APPROVE_RELEASE = "approve_release"  # never one's own
    PUBLISH_RELEASE = "publish_release"  # a ring further; neither author nor approver
    STOP_RELEASE = "stop_release"  # halt or withdraw, with a reason
    WAIVE_GATE = "waive_gate"  # to let a release go on without one, and answer for it
    SEE_CATALOGUE = "see_catalogue"  # what packages there are, who uses them, what they save elsewhere
    ANSWER_NEED = "answer_need"  # what municipalities miss in the catalogue
    TRY_ROBOT = "try_robot"  # in the test environment, with invented cases
    SEE_SUBSCRIPTION = "see_subscription"
    PREPARE_SUBSCRIPTION = "prepare_subscription"  # subscribe, configure, record what is in place, ask for a mode
    JUDGE_DISAGREEMENT = "judge_disagreement"  # who was right, robot or caseworker
    GO_LIVE = "go_live"  # let the robot work in the mode that somebody else asked for
    CONFIRM_VALUE = "confirm_value"  # one that nobody has read in an official source, by name
    CHOOSE_RELEASE = "choose_release"  # approve, postpone, roll back; the policy
    PAUSE_ROBOT = "pause_robot"  # the kill switch, and its end
    END_SUBSCRIPTION = "end_subscription"
    ENTER_SECRET = "enter_secret"  # noqa: S105 - an action. Not `fresh`: what is typed would be sent back to be sent again


class Open(StrEnum):
    """What a route may ask for instead of an action."""

    PUBLIC = "public"  # nothing: it holds no data of anybody
    OWN_ACCOUNT = "own account"  # to be signed in, in whatever role
    RUN_TOKEN = "run token"  # noqa: S105 - the name of a kind of token, as are the next
    WORKER_TOKEN = "worker token"  # noqa: S105
    SYSTEM_TOKEN = "system token"  # noqa: S105
    DOCUMENT_TOKEN = "document token"  # noqa: S105 - of who hands in a municipality's documents


@dataclass(frozen=True)
class Row:
    """One action: for each role the kinds of scope in which it may, in the order of `Role`."""

    chief: str = ""
    developer: str = ""
    operations: str = ""
    controller: str = ""
    owner: str = ""
    caseworker: str = ""
    fresh: bool = False

    def kinds(self, role: Role) -> str:
        cells = (self.chief, self.developer, self.operations, self.controller, self.owner, self.caseworker)
        return dict(zip(Role, cells, strict=True))[role]


# A business owner and a caseworker are of a municipality: the region has none, so they stand without R.
TABLE: dict[Action, Row] = {
    #                              chief  develop operat  control owner  casework
    Action.SEE_START:          Row("RMP", "RMP",  "RMP",  "RMP",  "MP",  "MP"),
    Action.SEE_WORK_ITEMS:     Row("",    "RMP",  "RMP",  "",     "MP",  "MP"),
    Action.OPEN_CASE:          Row("",    "",     "",     "",     "MP",  "MP", fresh=True),
    Action.ASK_CASE_ACCESS:    Row("",    "",     "RMP",  "",     "",    ""),
    Action.GRANT_CASE_ACCESS:  Row("",    "",     "",     "",     "MP",  "",   fresh=True),
    Action.HANDLE_CASE:        Row("",    "",     "",     "",     "",    "MP"),
    Action.SEE_AGREEMENT:      Row("",    "",     "",     "",     "MP",  ""),
    Action.SEE_RUNS:           Row("RMP", "RMP",  "RMP",  "",     "MP",  ""),
    Action.READ_RUN_DOCUMENTS: Row("",    "",     "",     "",     "MP",  "",   fresh=True),
    Action.SEE_EVIDENCE:       Row("",    "",     "RMP",  "",     "MP",  "MP"),
    Action.STOP_RUN:           Row("",    "",     "RMP",  "",     "MP",  ""),
    Action.SEE_QUEUES:         Row("RMP", "RMP",  "RMP",  "",     "MP",  ""),
    Action.MOVE_ITEMS:         Row("",    "",     "RMP",  "",     "MP",  ""),
    Action.DRAIN_WORKER:       Row("",    "",     "R",    "",     "",    ""),
    Action.SEE_TIME_SAVED:     Row("RMP", "",     "RMP",  "RMP",  "MP",  ""),
    Action.SEE_ROLES:          Row("R",   "",     "",     "",     "M",   ""),
    Action.CHANGE_ROLES:       Row("R",   "",     "",     "",     "M",   "",   fresh=True),
    Action.END_SIGN_INS:       Row("R",   "",     "",     "",     "M",   ""),
    Action.REVIEW_READING:     Row("",    "",     "",     "M",    "M",    ""),
    Action.MANAGE_TOKENS:      Row("",    "",     "R",    "",     "M",   "",   fresh=True),
    Action.SEE_SECRETS:        Row("",    "",     "RM",   "",     "M",   ""),
    Action.SEE_PACKAGES:       Row("R",   "R",    "R",    "",     "",    ""),
    Action.SEE_KEYWORDS:       Row("",    "RMP",  "",     "",     "",    ""),
    Action.APPROVE_RELEASE:    Row("R",   "R",    "",     "",     "",    "",   fresh=True),
    Action.PUBLISH_RELEASE:    Row("R",   "",     "R",    "",     "",    "",   fresh=True),
    Action.STOP_RELEASE:       Row("R",   "R",    "R",    "",     "",    ""),
    Action.WAIVE_GATE:         Row("R",   "",     "",     "",     "",    "",   fresh=True),
    Action.ENTER_SECRET:       Row("",    "",     "M",    "",     "M",   ""),
    Action.SEE_CATALOGUE:      Row("RMP", "RMP",  "RMP",  "RMP",  "MP",  ""),
    Action.ANSWER_NEED:        Row("R",   "",     "",     "",     "",    ""),
    Action.TRY_ROBOT:          Row("",    "M",    "M",    "",     "M",   ""),
    Action.SEE_SUBSCRIPTION:   Row("RMP", "RMP",  "RMP",  "",     "MP",  ""),
    Action.PREPARE_SUBSCRIPTION: Row("",  "M",    "M",    "",     "MP",  ""),
    Action.JUDGE_DISAGREEMENT: Row("",    "",     "",     "",     "MP",  ""),
    Action.GO_LIVE:            Row("",    "",     "",     "",     "MP",  "",   fresh=True),
    Action.CONFIRM_VALUE:      Row("",    "",     "",     "",     "MP",  ""),
    Action.CHOOSE_RELEASE:     Row("",    "",     "M",    "",     "MP",  ""),
    Action.PAUSE_ROBOT:        Row("",    "",     "RMP",  "",     "MP",  ""),
    Action.END_SUBSCRIPTION:   Row("",    "",     "",     "",     "M",   "",   fresh=True),
}  # fmt: skip


def allows(role: Role, kind: Kind, action: Action) -> bool:
    """Whether a role held in this kind of scope may do an action there."""
    return kind in TABLE[action].kinds(role)


def holdable(role: Role) -> str:
    """The kinds of scope in which a role can be held at all: where it may do nothing, it is not given."""
    return TABLE[Action.SEE_START].kinds(role)


# Who gives (and ends, and reviews) which role, in which kinds of scope. The region appoints its own and a
# municipality's business owner; who works with a municipality's cases that owner says alone.
GIVES: dict[Role, dict[Role, str]] = {
    Role.CHIEF_PROCESS_OFFICER: {
        Role.CHIEF_PROCESS_OFFICER: "RMP", Role.DEVELOPER: "RMP", Role.OPERATIONS: "RMP", Role.CONTROLLER: "RMP",
        Role.BUSINESS_OWNER: "M",
    },
    Role.BUSINESS_OWNER: {
        Role.DEVELOPER: "MP", Role.OPERATIONS: "MP", Role.CONTROLLER: "MP", Role.BUSINESS_OWNER: "MP",
        Role.CASEWORKER: "MP",
    },
}  # fmt: skip


def may_give(giver: Role, role: Role, kind: Kind) -> bool:
    """Whether who holds one role gives another in this kind of scope."""
    return kind in GIVES.get(giver, {}).get(role, "")
