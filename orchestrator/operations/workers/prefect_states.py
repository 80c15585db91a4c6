"""The states of flow runs in Prefect, told by us: now, or as soon as the server is back.

Prefect gets phases and exit codes only. Our own tables do not wait for it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Completed, Crashed, Failed, Pending, Running

from orchestrator.core.logging import log

_TERMINAL = {StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED}
_KINDS = {"completed": Completed, "failed": Failed, "stopped": Cancelled, "crashed": Crashed}


class PrefectStates:
    """What this worker asks and tells of flow runs. `client` is asked for each time: it is there only while we work."""

    def __init__(self, client: Callable[[], PrefectClient]) -> None:
        self._client = client
        self._untold: dict[UUID, State] = {}

    async def take(self, flow_run_id: UUID) -> bool:
        """Take a scheduled run, as the only one: Prefect grants PENDING once."""
        answer: OrchestrationResult[Any] = await self._client().set_flow_run_state(flow_run_id, Pending())
        return answer.status is SetStateStatus.ACCEPT

    async def cancelled(self, flow_run_ids: list[UUID]) -> list[UUID]:
        """Which of these runs somebody has cancelled, in one question."""
        wanted = FlowRunFilter(
            id=FlowRunFilterId(any_=flow_run_ids),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CANCELLING, StateType.CANCELLED])),
        )
        return [row.id for row in await self._client().read_flow_runs(flow_run_filter=wanted)]

    async def begin(self, flow_run_id: UUID) -> bool:
        """Tell that it runs; answers False for one that somebody has cancelled meanwhile."""
        now = (await self._client().read_flow_run(flow_run_id)).state
        if now is not None and now.type in (StateType.CANCELLING, StateType.CANCELLED):
            return False
        await self._client().set_flow_run_state(flow_run_id, Running(), force=True)
        return True

    async def tell(self, flow_run_id: UUID, state: State) -> None:
        """Set a state; an ending that cannot be told now is remembered and told later."""
        try:
            await self._set(flow_run_id, state)
        except ObjectNotFound:
            return  # forgotten there: nobody waits for it
        except Exception as error:
            log.warning("prefect_away", problem=type(error).__name__, run=str(flow_run_id))
            if state.type in _TERMINAL:
                self._untold[flow_run_id] = state

    async def tell_untold(self) -> None:
        """What could not be told before. Stops at the first that cannot be told now either."""
        for flow_run_id, state in list(self._untold.items()):
            try:
                await self._set(flow_run_id, state)
            except ObjectNotFound:
                log.info("prefect_forgot", run=str(flow_run_id))
            del self._untold[flow_run_id]

    async def _set(self, flow_run_id: UUID, state: State) -> None:
        # The server would accept anything after CANCELLED: what has ended there stays ended.
        now = (await self._client().read_flow_run(flow_run_id)).state
        if now is None or now.type not in _TERMINAL:
            await self._client().set_flow_run_state(flow_run_id, state, force=True)


def ended(state: str, code: int | None) -> State:
    """Our run state as Prefect's, with the exit code only: no output, no name."""
    made: State = _KINDS[state](message=f"exit code {code}")
    return made
