"""The machine API of the platform, as one typed client. HTTP is all that crosses the street.

Every call is idempotent on the server's side (a write carries the item's fence, a file its name), so
connection errors and 5xx are tried again with jitter until the patience is used up: a portal that is
away for a while costs time, not the case. ``reserve`` is the exception: an answer that was lost may
have leased an item, so it is tried again only when the request cannot have arrived.
"""

from __future__ import annotations

import logging
import random
import time
from typing import Any

import httpx

from shared_library.environment import Environment
from shared_library.errors import (
    ApplicationException,
    BusinessException,
    LeaseLost,
    PlatformAway,
    PlatformError,
    RunStopped,
)

Json = dict[str, Any]

logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class ApiClient:
    """Thread-safe: the heartbeat thread and the main thread share one."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        patience_seconds: float = 60,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.patience_seconds = patience_seconds
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(15, connect=5),
            transport=transport,
            trust_env=False,
        )

    @classmethod
    def from_environment(cls) -> ApiClient:
        env = Environment.read()
        return cls(env.api_url, env.run_token, patience_seconds=env.patience_seconds)

    def close(self) -> None:
        self._http.close()

    # -- work items -----------------------------------------------------------------------------

    def reserve(self, wait_seconds: float) -> Json | None:
        """The next item with payload and file list, or None when there is nothing now.

        Raises RunStopped when the platform wants no more from this run (410)."""
        answer = self._call(
            "POST",
            "/work-items/reserve",
            json={"wait_seconds": wait_seconds},
            timeout=wait_seconds + 15,
            arrived_is_final=True,
        )
        return None if answer.status_code == 204 else answer.json()

    def heartbeat(self, item_id: str, fence: int, patience_seconds: float | None = None) -> Json:
        return self._call(
            "POST", f"/work-items/{item_id}/heartbeat", json={"fence": fence}, patience=patience_seconds
        ).json()

    def save_payload(self, item_id: str, fence: int, payload: Any) -> None:
        self._call("PUT", f"/work-items/{item_id}/payload", json={"fence": fence, "payload": payload})

    def get_file(self, item_id: str, name: str) -> bytes:
        return self._call("GET", f"/work-items/{item_id}/files/{name}").content

    def put_file(self, item_id: str, fence: int, name: str, content: bytes) -> None:
        self._call("PUT", f"/work-items/{item_id}/files/{name}", params={"fence": fence}, content=content)

    def delete_file(self, item_id: str, fence: int, name: str) -> None:
        self._call("DELETE", f"/work-items/{item_id}/files/{name}", params={"fence": fence})

    def list_files(self, item_id: str) -> list[Json]:
        """Name and size of each."""
        return self._call("GET", f"/work-items/{item_id}/files").json()["files"]

    def children(self, item_id: str, fence: int) -> list[Json]:
        """Items that were added with this one as their parent: id, process, reference, occurrence, state."""
        found: list[Json] = []
        after: str | None = ""
        while after is not None:
            page = self._call(
                "GET", f"/work-items/{item_id}/children", params={"fence": fence, "after": after, "limit": 1000}
            ).json()
            found += page["children"]
            after = page["next"]
        return found

    def add_items(self, items: list[Json]) -> Json:
        """Lay items in the queue; one that is already there comes back under ``existing``."""
        return self._call("POST", "/work-items", json={"items": items}).json()

    def assess(self, item_id: str, fence: int, facts: Json) -> Json:
        return self._call(
            "POST", f"/work-items/{item_id}/assess", json={"fence": fence, "facts": facts}, timeout=60
        ).json()

    def commit(self, item_id: str, fence: int, effects: list[Json]) -> list[Json]:
        """Declare the commit point: from now on a crash is verified, never simply repeated."""
        body = {"fence": fence, "effects": effects}
        return self._call("POST", f"/work-items/{item_id}/commit", json=body).json()["effects"]

    def set_effect(self, item_id: str, fence: int, seq: int, state: str, detail: Json | None = None) -> None:
        body = {"fence": fence, "state": state, "detail": detail or {}}
        self._call("POST", f"/work-items/{item_id}/effects/{seq}", json=body)

    def release(self, item_id: str, fence: int, state: str, exception: Json | None, phases: list[Json]) -> None:
        body = {"fence": fence, "state": state, "exception": exception, "phases": phases}
        self._call("POST", f"/work-items/{item_id}/release", json=body)

    # -- evidence, progress, secrets, configuration ----------------------------------------------

    def keep_item_evidence(self, item_id: str, fence: int, evidence: Json, content: bytes) -> None:
        """``evidence``: kind, name, at (aware UTC) and content_type."""
        params = {"fence": fence, "kind": evidence["kind"], "name": evidence["name"], "at": evidence["at"]}
        self._call(
            "POST",
            f"/work-items/{item_id}/evidence",
            params=params,
            content=content,
            content_type=evidence["content_type"],
        )

    def keep_run_evidence(self, run_id: str, evidence: Json, content: bytes) -> None:
        """As `keep_item_evidence`, where no item is held."""
        params = {"kind": evidence["kind"], "name": evidence["name"]}
        self._call(
            "POST",
            f"/runs/{run_id}/evidence",
            params=params,
            content=content,
            content_type=evidence["content_type"],
        )

    # -- rounds ---------------------------------------------------------------------------------------

    def lay_round(self, places: Json) -> Json:
        """``places``: units with their free places, and who has which place now. Answers id, number, children."""
        return self._call("POST", "/rounds", json=places, timeout=90).json()

    # -- outcomes: what caseworkers decided ---------------------------------------------------------

    def outcomes_to_read(self) -> list[Json]:
        """Cases (id, reference, occurrence) that were assessed and not decided here, and nobody has looked up yet."""
        return self._call("GET", "/outcomes/to-read").json()["items"]

    def tell_outcome(self, item_id: str, outcome: Json) -> None:
        """``outcome``: outcome, amount_ore and key as they stand in the case system."""
        self._call("POST", f"/outcomes/{item_id}", json=outcome)

    def tell_looked_up(self, item_id: str) -> None:
        """Looked, and nothing could be read: others come first next time."""
        self._call("POST", f"/outcomes/{item_id}/looked-up")

    def progress(self, run_id: str, text: str, item_id: str | None) -> None:
        """What the robot does now. Nobody waits for it: a failure is ignored by the caller."""
        body = {"text": text, "item_id": item_id}
        self._call("POST", f"/runs/{run_id}/progress", json=body, patience=0, timeout=2)

    def secret(self, name: str) -> dict[str, str]:
        return self._call("GET", f"/secrets/{name}").json()["values"]

    def configuration(self) -> Json:
        return self._call("GET", "/configuration").json()

    # -- one road for every call ------------------------------------------------------------------

    def _call(
        self,
        method: str,
        path: str,
        *,
        timeout: float = 15,
        patience: float | None = None,
        arrived_is_final: bool = False,
        content_type: str | None = None,
        **request: Any,
    ) -> httpx.Response:
        if content_type:
            request["headers"] = {"Content-Type": content_type}
        give_up_at = time.monotonic() + (self.patience_seconds if patience is None else patience)
        pause = 0.1
        while True:
            try:
                answer = self._http.request(method, path, timeout=httpx.Timeout(timeout, connect=5), **request)
                if answer.status_code < 500:
                    return _checked(answer)
                trouble = f"it answered {answer.status_code}"
            except httpx.TransportError as error:
                trouble = f"{type(error).__name__}"
                if arrived_is_final and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                    raise PlatformAway(f"The platform did not answer {method} {path}: {trouble}.") from None
            if time.monotonic() + pause > give_up_at:
                raise PlatformAway(f"The platform did not answer {method} {path} in time: {trouble}.")
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (jitter, not a secret)
            pause = min(pause * 2, 5)


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < 400:
        return answer
    try:
        error = answer.json()["error"]
        code, message = str(error["code"]), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError):
        code, error = f"http_{answer.status_code}", {}
        message = f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}."
    raise _error_for(answer.status_code, code, message, error.get("problems") or [])


def _error_for(status: int, code: str, message: str, problems: list[Json]) -> ApplicationException | BusinessException:
    if code == "lease_lost":
        return LeaseLost(message or "The platform has given the case to someone else.")
    if code == "run_stopping" or status == 410:
        return RunStopped(message or "The platform wants no more from this run.")
    if code == "parameter_missing":
        return BusinessException("parameter_missing", message)
    if problems:
        where = ", ".join(str(problem.get("at", "?")) for problem in problems)
        message = f"{message} (at: {where})"
    return PlatformError(code, message)
