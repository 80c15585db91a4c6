"""Request a run, open it when a worker takes it, follow it, close it."""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import AlreadyOpen, BadInput, Conflict, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.core.outbox import Intent, intend
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.catalogue.states import WORKING, State
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.promises import promise_of
from orchestrator.governance.vault import service as vault
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.queues.lease import reclaim_lost
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.caller import token_hash, token_of
from orchestrator.operations.runs.exits import GIVE_WAY, STATE_OF, Ending, Exit
from orchestrator.operations.runs.models import Run, RunLine
from orchestrator.operations.runs.prefect_api import PrefectApi

START_TOPIC, CANCEL_TOPIC = "flow_run", "cancel_flow_run"
ALIVE = ("requested", "scheduled", "running")
_EVERYBODY = 10_000
ENDS = ("completed", "failed", "crashed", "stopped")


@dataclass(frozen=True)
class Opened:
    """What a worker needs to start a robot: the run, its release, and the run's own token."""

    run: Run
    release: Release
    token: str


def request(
    session: Session, municipality: str, process: str, task: str, reason: str, *, in_prefect: bool = True
) -> Run:
    """Ask for a run of one task of the subscribed release. Prefect gets it after the commit.

    Refused while the subscription does not work (requested, paused, ended), but for a test of the connection.
    """
    uses = subscribed(session, municipality, process)
    release = session.get_one(Release, uses.release_id)
    _require_may_run(uses, release, task)
    tasks = release.manifest["tasks"]
    if task not in tasks:
        raise BadInput(f"{release.package} {release.version} has no task {task!r}. It has: {', '.join(tasks)}.")
    promised = promise_of(release.manifest)
    number = session.scalar(select(func.coalesce(func.max(Run.number), 0)).where(Run.municipality_code == municipality))
    run = Run(
        municipality_code=municipality, number=(number or 0) + 1, process=process, package=release.package,
        release_id=release.id, task=task, reason=reason, requested_at=now(), heartbeat_at=machine_now(),
        when_lost=promised.when_lost, plain=promised.plain,
    )  # fmt: skip
    session.add(run)
    session.flush()
    if in_prefect:
        intend(session, municipality, START_TOPIC, run.id)
    return run


def _require_may_run(uses: Subscription, release: Release, task: str) -> None:
    if uses.state in WORKING or (task == release.manifest.get("connect_task") and uses.state != State.ENDED.value):
        return
    raise Conflict(
        f"The subscription of municipality {uses.municipality_code} to {uses.process} is {uses.state}: no robot "
        "starts. Allowed: resume it, or begin its trial."
    )


def keep_to(session: Session, uses: Subscription) -> int:
    """Runs that the subscription does not (any more) stand for end: what has not begun does not begin, what works on
    another release takes no more cases. Answers how many were stopped."""
    waiting = Run.state.in_(("requested", "scheduled"))
    stale = waiting if uses.state not in WORKING else Run.release_id != uses.release_id
    asked = select(Run.id).where(
        Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.state.in_(ALIVE),
        Run.stop.is_(None), stale,
    )  # fmt: skip
    found = session.scalars(asked).all()
    for run_id in found:
        stop(session, run_id, "finish", f"the subscription is {uses.state}, on another release or none")
    return len(found)


def adopt_scheduled(session: Session, flow_run_id: str, parameters: dict[str, str]) -> Run:
    """The run of a flow run that Prefect's own schedule fired; asked twice, it is the same run."""
    known = session.scalars(select(Run).where(Run.flow_run_id == flow_run_id)).one_or_none()
    if known is not None:
        return known
    try:
        municipality, process, task = (parameters[name] for name in ("municipality", "process", "task"))
    except KeyError as missing:
        raise BadInput(f"The flow run does not say its {missing.args[0]}: it is not one of ours.") from None
    run = request(session, municipality, process, task, "schedule", in_prefect=False)
    run.flow_run_id, run.state = flow_run_id, "scheduled"
    return run


def start_in_prefect(api: PrefectApi, database: Database, intent: Intent) -> None:
    """Dispatcher: create the flow run, and keep its id."""
    with database.session(Scope.steward("dispatcher")) as session:
        run = session.get_one(Run, intent.subject_id)
        if run.state != "requested":
            return
        limit = robots_at_most(session, run.municipality_code)
    api.ensure_queue(run.municipality_code, limit)
    flow_run_id = api.create_run(run.municipality_code, run.id, run.package, run.task)
    with database.session(Scope.steward("dispatcher")) as session:
        row = session.get_one(Run, intent.subject_id)
        row.flow_run_id = flow_run_id
        if row.state == "requested":
            row.state, row.heartbeat_at = "scheduled", machine_now()


def robots_at_most(session: Session, municipality: str) -> int:
    """How many robots a municipality may have at once, over all its processes: the limit of its queue in Prefect."""
    asked = select(func.sum(Subscription.robots_at_most)).where(
        Subscription.municipality_code == municipality, Subscription.state.in_(WORKING)
    )
    return max(1, session.scalar(asked) or 0)


def request_anew(session: Session, run_id: str) -> None:
    """Prefect has lost the run, or never got it: it gets it (again), under the same key."""
    run = session.get_one(Run, run_id)
    if run.state in ("requested", "scheduled"):
        run.state, run.flow_run_id, run.heartbeat_at = "requested", None, machine_now()
        intend(session, run.municipality_code, START_TOPIC, run.id)


def cancel_in_prefect(api: PrefectApi, database: Database, intent: Intent) -> None:
    """Dispatcher: tell Prefect that a run is to end."""
    with database.session(Scope.steward("dispatcher")) as session:
        run = session.get_one(Run, intent.subject_id)
    if run.flow_run_id:
        api.cancel(run.flow_run_id, now=run.state in ENDS)


def open_run(session: Session, flow_run_id: str, worker: str, run_id: str, secret: str = "") -> Opened:
    """A worker takes the run: it gets the release, and the run a token of its own. Refused when it was stopped.

    The worker may bring the token's secret part (random, from it alone): asked again after a lost answer, it is let in.
    """
    run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one_or_none()
    if run is None:
        raise NotFound("There is no such run.")
    token = token_of(run.municipality_code, secret or secrets.token_urlsafe(32))
    if run.state == "running":
        if run.token_hash == token_hash(token):
            return Opened(run, session.get_one(Release, run.release_id), token)
        raise AlreadyOpen(f"The run is running on {run.worker} already: it does not start twice.")
    if run.stop or run.state not in ("requested", "scheduled"):
        raise Conflict(
            f"The run is {(run.stop and 'stopped') or run.state}: it does not start. Allowed: nothing, a new run does."
        )
    release = session.get_one(Release, run.release_id)
    _require_may_run(subscribed(session, run.municipality_code, run.process), release, run.task)
    run.state, run.flow_run_id, run.worker = "running", flow_run_id, worker
    run.started_at, run.heartbeat_at, run.token_hash = now(), machine_now(), token_hash(token)
    return Opened(run, release, token)


def stop(session: Session, run_id: str, how: str, reason: str) -> Run:
    """Stop a run: `finish` its case and take no more, or `kill` robot and browser now. Nothing is lost."""
    if how not in ("finish", "kill"):
        raise BadInput("Stop either with `finish` (this case, then no more) or with `kill` (at once).")
    run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one_or_none()
    if run is None:
        raise NotFound("There is no such run in your municipality.")
    if run.state not in ALIVE:
        raise Conflict(f"The run is {run.state} already: there is nothing to stop. Allowed: nothing, it has ended.")
    run.stop, run.stop_reason = how, reason[:200]
    if run.state != "running":
        run.state, run.ended_at, run.exit_cause = "stopped", now(), "stopped before it began"
        run.exit_kind = Exit.STOPPED.value
        intend(session, run.municipality_code, CANCEL_TOPIC, run.id)
    bells.ring(session, bells.ORDERS)
    _wake_robots(session, run)
    audit.note(session, run.municipality_code, "run_stopped", "run", run.id, how=how, reason=reason)
    return run


def give_way(session: Session, run: Run) -> None:
    """The run finishes its case and takes no more: another municipality waits for the slot."""
    run.stop, run.stop_reason = "finish", GIVE_WAY
    _wake_robots(session, run)


def close(session: Session, run_id: str, ending: Ending) -> list[WorkItem]:
    """The run's process is dead: its token dies with it, and what it still held is taken back at once.

    The worker knows best how its robot ended: what was thought lost for its silence is put right.
    """
    _end(session, run_id, ending, correct=True)
    return reclaim_lost(session, known_dead_run=run_id)


def close_silent(session: Session, run_id: str, ending: Ending) -> bool:
    """The run gives no sign of life. It may still live: its leases are left to run out by themselves."""
    return _end(session, run_id, ending)


def _end(session: Session, run_id: str, ending: Ending, *, correct: bool = False) -> bool:
    run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one_or_none()
    if run is None:
        raise NotFound("There is no such run.")
    silent = run.exit_kind == Exit.WORKER_LOST.value
    if run.state in ENDS and not (correct and silent):
        return False
    kind = _kind(run, ending.kind)
    run.state, run.exit_kind = STATE_OF[ending.kind], kind
    run.exit_code, run.exit_cause = ending.code, ending.cause[:240]
    run.token_hash, run.does_now, run.ended_at = None, "", now()
    if ending.kind is Exit.REFUSED:
        release = session.get_one(Release, run.release_id)
        incidents.note(session, incidents.Kind.REFUSED, release, ending.cause, run.id)
    _wake_robots(session, run)
    return True


def _kind(run: Run, kind: Exit) -> str:
    """A robot that was told to take no more ends like any other; what it was told is the cause."""
    if kind is Exit.PASSED and run.stop == "finish":
        return (Exit.GAVE_WAY if run.stop_reason == GIVE_WAY else Exit.STOPPED).value
    return kind.value


def write_lines(session: Session, run: Run, lines: list[str]) -> None:
    """Keep a batch of a robot's output, masked and sealed."""
    for line in lines:
        session.add(
            RunLine(
                municipality_code=run.municipality_code, run_id=run.id, at=now(),
                text=vault.seal_text(session, run.municipality_code, "line", mask_personal_numbers(line)[:1000]),
            )
        )  # fmt: skip


def _wake_robots(session: Session, run: Run) -> None:
    """Every robot of the queue that waits for work looks again: the one that is meant hears of it at once."""
    bells.ring(session, bells.work(run.municipality_code, run.process), _EVERYBODY)
