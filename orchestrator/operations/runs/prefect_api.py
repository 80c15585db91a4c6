"""The little of Prefect's REST interface that the portal needs, by plain HTTP.

Importing Prefect's client costs a second and 80 MB; a dozen calls do not need it. Prefect gets ids, phases
and codes only: no reference, no name, no output.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import httpx

from orchestrator.core.clock import machine_now
from orchestrator.core.settings import settings

POOL = "region"
POOL_TYPE = "robot"  # RobotWorker.type
FLOW_NAME = "robot-run"
_PAGE = 200
_TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class FlowRun:
    """A flow run as Prefect has it: since when (machine time) in which state, and what it was created with."""

    id: str
    state: str
    since: datetime
    parameters: dict[str, Any]

    @classmethod
    def of(cls, row: dict[str, Any]) -> "FlowRun":
        since = datetime.fromisoformat(row["state"]["timestamp"].replace("Z", "+00:00"))
        return cls(row["id"], row["state_type"], since, row.get("parameters") or {})


class PrefectApi:
    """Talks to the Prefect server on loopback. Answers are plain dicts; errors are httpx's."""

    def __init__(self) -> None:
        self._http = httpx.Client(base_url=settings().prefect_api_url, timeout=15)
        self._deployments: dict[str, str] = {}
        self._queues: dict[str, int] = {}

    def healthy(self) -> bool:
        """Whether the server answers."""
        try:
            return self._http.get("/health").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def ensure_queue(self, municipality: str, limit: int) -> None:
        """A municipality's work queue in the pool, with its own limit. Asked again with the same limit it is silent.

        Before the first worker has come there is no pool: it is made here, or schedules would wait for the outbox's
        long back-off. The worker takes it over and knows its own job template."""
        if self._queues.get(municipality) == limit:
            return
        queues, queue = f"/work_pools/{POOL}/queues", {"name": municipality, "concurrency_limit": limit}
        answer = self._http.post(queues, json=queue)
        if answer.status_code == httpx.codes.NOT_FOUND:
            made = self._http.post("/work_pools/", json={"name": POOL, "type": POOL_TYPE})
            if made.status_code != httpx.codes.CONFLICT:
                made.raise_for_status()
            answer = self._http.post(queues, json=queue)
        if answer.status_code == httpx.codes.CONFLICT:
            answer = self._http.patch(f"{queues}/{municipality}", json={"concurrency_limit": limit})
        answer.raise_for_status()
        self._queues[municipality] = limit

    def ensure_schedule(self, municipality: str, process: str, task: str, crons: list[str]) -> None:
        """A deployment of its own for a municipality's scheduled task: Prefect fires it, Stockholm's time.

        Laid again, the times given are the ones that hold."""
        body = {
            **self._deployment_body(_scheduled_name(municipality, process, task)),
            "work_queue_name": municipality,
            "tags": [_schedule_tag(municipality, process)],
            "parameters": {"municipality": municipality, "process": process, "task": task},
            "schedules": [
                {"schedule": {"cron": cron, "timezone": "Europe/Stockholm"}, "active": True} for cron in crons
            ],
        }
        self._http.post("/deployments/", json=body).raise_for_status()

    def keep_schedules(self, municipality: str, process: str, tasks: list[str]) -> None:
        """Take away the schedules of every other task of this municipality's process, and the runs they foresaw."""
        keep = {_scheduled_name(municipality, process, task) for task in tasks}
        ours = {"deployments": {"tags": {"all_": [_schedule_tag(municipality, process)]}}}
        answer = self._http.post("/deployments/filter", json=ours)
        answer.raise_for_status()
        for laid in answer.json():
            if laid["name"] not in keep:
                gone = self._http.delete(f"/deployments/{laid['id']}")
                if gone.status_code != httpx.codes.NOT_FOUND:
                    gone.raise_for_status()

    def create_run(self, municipality: str, run_id: str, package: str, task: str) -> str:
        """A flow run in the municipality's queue; our run id is the idempotency key. Answers Prefect's id."""
        body = {
            "name": f"{municipality}-{package}-{run_id[-8:]}",
            "parameters": {"run_id": run_id},
            "idempotency_key": run_id,
            "work_queue_name": municipality,
            "tags": [municipality, package, task],
            "state": {"type": "SCHEDULED", "name": "Scheduled"},
        }
        answer = self._http.post(f"/deployments/{self._deployment(package)}/create_flow_run", json=body)
        if answer.status_code == httpx.codes.NOT_FOUND:  # a server with an empty database: what we knew is void
            self._deployments.clear()
            self._queues.clear()
        answer.raise_for_status()
        return cast(str, answer.json()["id"])

    def state_of(self, flow_run_id: str) -> str:
        """The state type of a flow run, for example `RUNNING`; `MISSING` if Prefect does not know it."""
        answer = self._http.get(f"/flow_runs/{flow_run_id}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return "MISSING"
        answer.raise_for_status()
        return cast(str, answer.json()["state_type"])

    def alive(self) -> list["FlowRun"]:
        """Every flow run of the pool that is due and has not ended there."""
        body = {
            "work_pools": {"name": {"any_": [POOL]}},
            "flow_runs": {
                "state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]}},
                "expected_start_time": {"before_": machine_now().isoformat()},
            },
            "sort": "EXPECTED_START_TIME_ASC", "limit": _PAGE,
        }  # fmt: skip
        found: list[FlowRun] = []
        while True:
            answer = self._http.post("/flow_runs/filter", json=body | {"offset": len(found)})
            answer.raise_for_status()
            rows = answer.json()
            found += map(FlowRun.of, rows)
            if len(rows) < _PAGE:
                return found

    def reschedule(self, flow_run_id: str) -> None:
        """A run that a worker took and never began: it waits for a worker again."""
        self._set(flow_run_id, {"type": "SCHEDULED", "name": "Scheduled", "message": "taken and not begun"})

    def end(self, flow_run_id: str, state: str) -> None:
        """Tell Prefect how a run ended with us: completed | failed | crashed | stopped."""
        kind = "CANCELLED" if state == "stopped" else state.upper()
        self._set(flow_run_id, {"type": kind, "name": kind.title(), "message": "told by the platform"})

    def cancel(self, flow_run_id: str, now: bool) -> None:
        """Ask for cancellation (the worker obeys within two seconds), or set it when nothing runs any more."""
        kind = {"type": "CANCELLED", "name": "Cancelled"} if now else {"type": "CANCELLING", "name": "Cancelling"}
        self._set(flow_run_id, kind)

    def crash(self, flow_run_id: str, message: str) -> None:
        """Tell Prefect what it did not notice: the run's process is gone."""
        self._set(flow_run_id, {"type": "CRASHED", "name": "Crashed", "message": message})

    def _set(self, flow_run_id: str, state: dict[str, Any]) -> None:
        if self.state_of(flow_run_id) in _TERMINAL | {"MISSING"}:
            return
        self._http.post(f"/flow_runs/{flow_run_id}/set_state", json={"state": state, "force": True}).raise_for_status()

    def _deployment(self, package: str) -> str:
        if package not in self._deployments:
            answer = self._http.post("/deployments/", json=self._deployment_body(package))
            answer.raise_for_status()
            self._deployments[package] = answer.json()["id"]
        return self._deployments[package]

    def _deployment_body(self, name: str) -> dict[str, Any]:
        flow = self._http.post("/flows/", json={"name": FLOW_NAME})
        flow.raise_for_status()
        return {
            "name": name, "flow_id": flow.json()["id"], "work_pool_name": POOL, "parameters": {},
            "enforce_parameter_schema": False,
        }  # fmt: skip


def _schedule_tag(municipality: str, process: str) -> str:
    return f"schedule:{process}:{municipality}"


def _scheduled_name(municipality: str, process: str, task: str) -> str:
    """Prefect refuses some characters in names, and two tasks may differ in those alone: hence the digest."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", task).strip("-").lower()
    return f"{process}-{municipality}-{plain}-{hashlib.sha256(task.encode()).hexdigest()[:6]}"
