"""The worker type `robot`, at Prefect's extension point. It sets the flow run's states itself."""

from typing import Any

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled, Completed, Crashed, Failed, Running
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from orchestrator.core.errors import CoeError
from orchestrator.core.logging import log
from orchestrator.operations.workers.execution import Execution, reap
from orchestrator.operations.workers.portal import Portal, Refused

_CANCEL = {"CANCELLING", "CANCELLED"}
_TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class RobotResult(BaseWorkerResult):
    """Always status 0: states are set by us, and the base class would propose CRASHED on anything else."""


class RobotWorker(BaseWorker[BaseJobConfiguration, BaseVariables, RobotResult]):
    """Takes flow runs of the pool and starts robots directly, without Prefect's engine between."""

    type = "robot"
    job_configuration = BaseJobConfiguration
    job_configuration_variables = BaseVariables
    _description = "Starts robots of the Center of Excellence."

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002 - what to run is the portal's to say
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> RobotResult:
        portal = Portal()
        try:
            spec = await portal.open(str(flow_run.id), self.name, dict(flow_run.parameters or {}))
        except Refused as refusal:
            await self._set(flow_run, Cancelled(message=str(refusal)))
            self._started(task_status, 0)
            return RobotResult(status_code=0, identifier="refused")
        try:
            await self._execute(portal, flow_run, spec, task_status)
        finally:
            self._started(task_status, 0)
        return RobotResult(status_code=0, identifier=spec["run_id"])

    async def _execute(self, portal: Portal, flow_run: FlowRun, spec: dict[str, Any], task_status: Any) -> None:
        async def cancelled() -> bool:
            return await self._state_type(flow_run) in _CANCEL

        execution = Execution(portal, spec, cancelled)
        state, code, cause = "stopped", None, "the worker was stopped"
        try:
            folder, python = await execution.prepare()
            if await cancelled():  # while the environment was built; the base class would start it all the same
                state, cause = "stopped", "cancelled before it began"
            else:
                await self._set(flow_run, Running())
                state, code = await execution.run(folder, python, lambda pid: self._started(task_status, pid))
                cause = execution.cause
        except CoeError as error:
            state, cause = "failed", error.message
        except Exception as error:
            state, cause = "crashed", f"{type(error).__name__}: {error}"
            log.exception("run_crashed", run=spec["run_id"])
        finally:
            with anyio.CancelScope(shield=True):
                reap(spec["run_id"])
                await portal.close(spec["run_id"], state, code, cause)
                if await self._state_type(flow_run) not in _TERMINAL:
                    await self._set(flow_run, _prefect_state(state, code))

    async def _state_type(self, flow_run: FlowRun) -> str:
        current = await self.client.read_flow_run(flow_run.id)
        return current.state_type.value if current.state_type else ""

    async def _set(self, flow_run: FlowRun, state: State) -> None:
        await self.client.set_flow_run_state(flow_run.id, state, force=True)

    @staticmethod
    def _started(task_status: Any, pid: int) -> None:
        if task_status is not None and not task_status._future.done():
            task_status.started(str(pid))


def _prefect_state(state: str, code: int | None) -> State:
    """Our run state as Prefect's, with codes only: no output, no name."""
    message = f"exit code {code}"
    kinds = {"completed": Completed, "failed": Failed, "stopped": Cancelled, "crashed": Crashed}
    result: State = kinds[state](message=message)
    return result
