"""The worker type `robot`, at Prefect's extension point. It sets the flow run's states itself.

What the base class lacks is here: loops that outlive every outage, a run's error that stays its own (the base
class keeps all runs in one task group, where one error would end every robot), and turns by waiting time.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import WorkerFlowRunResponse
from prefect.states import Cancelled
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult
from prefect.workers.server import _run_healthcheck_server

from orchestrator.core.errors import CoeError, ReleaseRefused
from orchestrator.core.logging import log
from orchestrator.core.settings import settings
from orchestrator.governance.packages.verified import Releases
from orchestrator.operations.runs.exits import Ending, Exit, told
from orchestrator.operations.workers.beats import Beats
from orchestrator.operations.workers.execution import Execution
from orchestrator.operations.workers.portal import Portal, Refused
from orchestrator.operations.workers.prefect_states import PrefectStates, ended
from orchestrator.operations.workers.process import leave_nothing_behind

_SYNC_SECONDS, _WATCH_SECONDS = 30.0, 2.0
# While Prefect does not answer, it is asked again so often: soon enough to lose nothing, seldom enough to let it start.
_AWAY_SECONDS = 3.0
_POLL_SECONDS = 0.2
_WELL_WITHIN_SECONDS = 90.0
_LAST_WORD_SECONDS = 4.0


class RobotResult(BaseWorkerResult):
    """Always status 0: states are set by us, and the base class would propose CRASHED on anything else."""


class RobotWorker(BaseWorker[BaseJobConfiguration, BaseVariables, RobotResult]):
    """Takes flow runs of the pool and starts robots directly, without Prefect's engine between."""

    type = "robot"
    job_configuration = BaseJobConfiguration
    job_configuration_variables = BaseVariables
    _description = "Starts robots of the Center of Excellence."

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._portal = Portal()
        self._releases = Releases(settings().home.resolve())
        self._states = PrefectStates(lambda: self.client)
        self.executions: dict[UUID, Execution] = {}
        self._wake = asyncio.Event()
        self._turned_at = time.monotonic()
        self._beats = Beats(self._portal, self)

    @property
    def slots(self) -> int:
        return self._limit or 1

    @property
    def pool(self) -> str:
        return self._work_pool_name

    def wake(self) -> None:
        """Ask Prefect for runs now."""
        self._wake.set()

    async def start(
        self, run_once: bool = False, with_healthcheck: bool = False, printer: Callable[..., None] = print
    ) -> None:
        """Work until told to end. No outage of Prefect or of the portal ends it, nor a refused token."""
        with contextlib.ExitStack() as stack:
            if with_healthcheck:
                stack.enter_context(_run_healthcheck_server(self._is_well))
            async with self:
                printer(f"Worker {self.name!r} started!")
                if run_once:
                    await self.get_and_submit_flow_runs()
                    return
                async with anyio.create_task_group() as loops:
                    loops.start_soon(self._for_ever, "poll", self._poll, self._until_woken)
                    loops.start_soon(self._for_ever, "sync", self.sync_with_backend, self._sleep(_SYNC_SECONDS))
                    loops.start_soon(self._for_ever, "watch", self._watch, self._sleep(_WATCH_SECONDS))
                    await self._beats.until_ended()
                    loops.cancel_scope.cancel()

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002 - what to run is the portal's to say
        task_status: anyio.abc.TaskStatus[int] | None = None,  # noqa: ARG002 - we report to nobody
    ) -> RobotResult:
        token = secrets.token_urlsafe(32)
        try:
            spec = await self._portal.open(str(flow_run.id), self.name, token, dict(flow_run.parameters or {}))
        except Refused as refusal:
            if refusal.code != "already_open":  # else it lives, on another worker
                await self._states.tell(flow_run.id, Cancelled(message=f"refused: {refusal.code}"))
            return RobotResult(status_code=0, identifier="refused")
        await self._execute(flow_run.id, spec)
        return RobotResult(status_code=0, identifier=spec["run_id"])

    async def _execute(self, flow_run_id: UUID, spec: dict[str, Any]) -> None:
        execution = self.executions[flow_run_id] = Execution(self._portal, self._releases, spec)
        ending, stopped = told(Exit.WORKER_STOPPED), True
        begun: asyncio.Task[None] | None = None
        try:
            folder, python = await execution.prepare()
            begun = asyncio.create_task(self._begin(flow_run_id, execution))
            ending, stopped = await execution.run(folder, python), False
        except ReleaseRefused as error:
            ending, stopped = told(Exit.REFUSED, cause=error.message), False
        except CoeError as error:
            ending, stopped = told(Exit.NOT_STARTED, cause=error.message), False
        except Exception as error:
            ending, stopped = told(Exit.CRASHED, cause=f"{type(error).__name__}: {error}"), False
            log.exception("run_crashed", run=execution.run_id)
        finally:
            with anyio.move_on_after(_LAST_WORD_SECONDS if stopped else None, shield=True):
                if begun is not None:
                    await asyncio.wait([begun])  # RUNNING must not come after the end
                await self._close(flow_run_id, execution, ending)
            del self.executions[flow_run_id]

    async def _begin(self, flow_run_id: UUID, execution: Execution) -> None:
        """Tell Prefect that it runs, beside the robot's start; one that was cancelled meanwhile is ended."""
        try:
            if not await self._states.begin(flow_run_id):
                execution.end(Exit.CANCELLED)
        except Exception as error:  # away: the robot works; `_watch` looks later, and the end is told
            log.warning("prefect_away", problem=type(error).__name__, run=execution.run_id)

    async def _close(self, flow_run_id: UUID, execution: Execution, ending: Ending) -> None:
        """Our tables first, then Prefect, then the files."""
        leave_nothing_behind(execution.run_id)
        try:
            await self._portal.close(execution.run_id, ending.kind.value, ending.code, ending.cause)
            await self._states.tell(flow_run_id, ended(ending.state, ending.code))
            await execution.keep()
        except Exception as error:  # half an hour in vain: the reconciler has closed it, the files stay on disk
            log.error("run_not_told", run=execution.run_id, problem=str(error))

    # -- in place of the base class's ---------------------------------------------------------------

    async def _sync_and_initialize(self) -> None:
        """At the start: Prefect may be away, or not know us yet. The loop tries again."""
        try:
            await self.sync_with_backend()
        except Exception as error:
            log.warning("prefect_away", problem=f"{type(error).__name__}: {error}")

    async def sync_with_backend(self) -> None:
        """The pool and our heartbeat, by plain requests: a web socket in the robots' task group could end them."""
        self._ensure_worker_channel()
        if self._worker_channel is not None:
            await self._worker_channel.sync(None)
        self._has_successfully_synced = self._work_pool is not None

    async def _get_scheduled_flow_runs(self) -> list[WorkerFlowRunResponse]:
        """The one that waits longest first. Prefect would serve its queues by number, the first one for ever."""
        found = await super()._get_scheduled_flow_runs()
        return sorted(found, key=lambda entry: str(entry.flow_run.expected_start_time))

    async def _submit_run(self, flow_run: FlowRun) -> None:
        """Take and run one. Whatever happens to it stays its own."""
        try:
            if await self._states.take(flow_run.id):
                await self.run(flow_run, self.job_configuration())
        except Exception as error:
            log.warning("run_not_taken", run=str(flow_run.id), problem=f"{type(error).__name__}: {error}")
        finally:
            self._release_limit_slot(flow_run.id)
            self._submitting_flow_run_ids.discard(flow_run.id)
            self.wake()  # the slot is free: who is next?

    # -- the loops ------------------------------------------------------------------------------------

    async def _for_ever(self, name: str, turn: Callable[[], Any], rest: Callable[[], Any]) -> None:
        while True:
            try:
                await turn()
            except Exception as error:
                log.warning("prefect_away", loop=name, problem=f"{type(error).__name__}: {error}")
                await anyio.sleep(_AWAY_SECONDS)
            else:
                await rest()
            self._turned_at = time.monotonic()

    async def _poll(self) -> None:
        self._wake.clear()
        if not self._has_successfully_synced:
            await self.sync_with_backend()
        await self._states.tell_untold()
        if not self._beats.draining and self.limiter.available_tokens > 0:
            await self.get_and_submit_flow_runs()

    async def _until_woken(self) -> None:
        await anyio.sleep(_POLL_SECONDS)  # many calls at once are one question
        with anyio.move_on_after(settings().worker_poll_seconds):
            await self._wake.wait()

    async def _watch(self) -> None:
        """Runs that somebody has cancelled in Prefect: the base class would never end them."""
        if self.executions:
            for flow_run_id in await self._states.cancelled(list(self.executions)):
                if flow_run_id in self.executions:
                    self.executions[flow_run_id].end(Exit.CANCELLED)

    def _is_well(self) -> bool:
        """Alive and turning, whether Prefect answers or not: to start it anew would help nobody."""
        return time.monotonic() - self._turned_at < _WELL_WITHIN_SECONDS

    @staticmethod
    def _sleep(seconds: float) -> Callable[[], Any]:
        return lambda: anyio.sleep(seconds)
