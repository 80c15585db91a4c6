"""What a worker says to the portal. Every call is retried while the portal is away for a while."""

import asyncio
from typing import Any

import httpx

from orchestrator.core.logging import log
from orchestrator.core.settings import settings

_PAUSES = (0.2, 0.5, 1, 2, 5, 10, 10)


class Refused(Exception):
    """The portal said no, with words; asking again does not help."""


class Portal:
    """The worker's side of `/api/v1/worker`."""

    def __init__(self) -> None:
        token = settings().worker_token.get_secret_value()
        self._http = httpx.AsyncClient(
            base_url=f"{settings().api_url}/worker", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    async def open(self, flow_run_id: str, worker: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Take a run: `{run_id, municipality, process, package, task, sha256, signature, token, …}`."""
        body = {"flow_run_id": flow_run_id, "worker": worker, "parameters": parameters}
        answer: dict[str, Any] = (await self._call("POST", "/runs/open", json=body)).json()
        return answer

    async def archive(self, sha256: str) -> bytes:
        return (await self._call("GET", f"/releases/{sha256}")).content

    async def heartbeat(self, run_id: str) -> str | None:
        """A sign of life; answers None, `finish` or `kill`."""
        return (await self._call("POST", f"/runs/{run_id}/heartbeat", tries=1)).json()["stop"]

    async def lines(self, run_id: str, lines: list[str]) -> None:
        await self._call("POST", f"/runs/{run_id}/lines", json={"lines": lines}, tries=1)

    async def evidence(self, run_id: str, kind: str, name: str, content: bytes) -> None:
        await self._call("POST", f"/runs/{run_id}/evidence", params={"kind": kind, "name": name}, content=content)

    async def close(self, run_id: str, state: str, exit_code: int | None, cause: str) -> None:
        await self._call("POST", f"/runs/{run_id}/close", json={"state": state, "exit_code": exit_code, "cause": cause})

    async def _call(self, method: str, path: str, tries: int = len(_PAUSES), **options: Any) -> httpx.Response:
        for pause in _PAUSES[:tries]:
            try:
                answer = await self._http.request(method, path, **options)
            except httpx.HTTPError as error:
                problem: Exception = error
            else:
                if answer.status_code < 400:
                    return answer
                if answer.status_code < 500:
                    raise Refused(answer.json()["error"]["message"])
                problem = httpx.HTTPStatusError(
                    f"portal answered {answer.status_code}", request=answer.request, response=answer
                )
            log.warning("portal_away", path=path, problem=str(problem))
            await asyncio.sleep(pause)
        raise problem
