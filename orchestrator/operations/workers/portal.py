"""What a worker says to the portal. Every call is tried again while the portal is away, some of them for long.

No answer, a 5xx and a refused token are all "away": a token that was changed on one side only must cost time,
not runs. Anything else below 500 is a refusal in words, and asking again does not help.
"""

import asyncio
import random
import time
from typing import Any

import httpx

from orchestrator.core.logging import log
from orchestrator.core.settings import settings

_LONGEST_PAUSE = 5.0
# How long to try: what a run was, is told for half an hour; what will be asked again anyway, once.
LONG, SHORT, ONCE = 1800.0, 60.0, 0.0


class Refused(Exception):
    """The portal said no, with words and a code; asking again does not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Away(Exception):
    """The portal did not answer, for as long as we had patience."""


class Portal:
    """The worker's side of `/api/v1/worker`. One for the whole worker: its connections are kept."""

    def __init__(self) -> None:
        token = settings().worker_token.get_secret_value()
        self._http = httpx.AsyncClient(
            base_url=f"{settings().api_url}/worker", headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(30, connect=5), trust_env=False,
        )  # fmt: skip

    async def beat(self, told: dict[str, Any]) -> dict[str, Any]:
        """A sign of life; answers `{drain, stop, kill, left, wake}` at once or when the portal has something to say."""
        answer: dict[str, Any] = (await self._call("POST", "/heartbeat", ONCE, json=told)).json()
        return answer

    async def open(self, flow_run_id: str, worker: str, token: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Take a run: `{run_id, municipality, process, package, task, sha256, signature, token, refusal}`.

        The token is ours: asked again after a lost answer, the portal knows that it is still us.
        """
        body = {"flow_run_id": flow_run_id, "worker": worker, "token": token, "parameters": parameters}
        answer: dict[str, Any] = (await self._call("POST", "/runs/open", SHORT, json=body)).json()
        return answer

    async def archive(self, sha256: str) -> bytes:
        return (await self._call("GET", f"/releases/{sha256}", SHORT)).content

    async def lines(self, run_id: str, lines: list[str], patience: float = ONCE) -> None:
        await self._call("POST", f"/runs/{run_id}/lines", patience, json={"lines": lines})

    async def evidence(self, run_id: str, kind: str, name: str, content: bytes) -> None:
        await self._call("POST", f"/runs/{run_id}/evidence", LONG, params={"kind": kind, "name": name}, content=content)

    async def close(self, run_id: str, kind: str, code: int | None, cause: str, patience: float = LONG) -> None:
        """How the run ended. Told until it is heard: our tables are right before Prefect's."""
        body = {"kind": kind, "exit_code": code, "cause": cause}
        await self._call("POST", f"/runs/{run_id}/close", patience, json=body)

    async def _call(self, method: str, path: str, patience: float, **options: Any) -> httpx.Response:
        give_up_at, pause = time.monotonic() + patience, 0.1
        while True:
            try:
                answer = await self._http.request(method, path, **options)
                if answer.status_code < 400:
                    return answer
                problem = f"it answered {answer.status_code}"
                if answer.status_code < 500 and answer.status_code != httpx.codes.UNAUTHORIZED:
                    raise Refused(*_told(answer))
            except httpx.HTTPError as error:
                problem = type(error).__name__
            if time.monotonic() + pause > give_up_at:
                raise Away(f"The portal did not answer {method} {path}: {problem}.")
            log.warning("portal_away", path=path, problem=problem)
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, _LONGEST_PAUSE)


def _told(answer: httpx.Response) -> tuple[str, str]:
    try:
        error = answer.json()["error"]
        return str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        return "http", f"The portal answered {answer.status_code}."
