"""The machine API in memory: a double of the platform for robots' tests, with a record of all it was told.

It keeps queue, lease, fence and effects as the real one does, knows no database, and can be told to be
away. ``assess`` is a function that the test gives (by default the real rules' host, see tests/robots).
"""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tests.shared_library.platform_state import Platform

Json = dict[str, Any]
TOLD = (
    *("id", "reference", "occurrence", "fence", "attempt", "mode", "purpose"),
    *("payload", "files", "decision", "effects"),
)
__all__ = ["Json", "Platform", "Served"]


def _refused(status: int, code: str, message: str = "") -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message or code}}, status)


def build(platform: Platform) -> FastAPI:  # noqa: C901 (a table of routes)
    app = FastAPI()
    base = "/api/v1"

    @app.middleware("http")
    async def guard(request: Request, go_on: Any) -> Response:
        if request.headers.get("authorization") != "Bearer run-token":
            return _refused(401, "not_signed_in")
        platform.on_call(request.url.path)
        if platform.answer_503 > 0:
            platform.answer_503 -= 1
            return _refused(503, "away")
        return await go_on(request)

    def held(item_id: str, fence: int) -> Json | None:
        item = platform.items[item_id]
        return item if item["fence"] == fence and item["state"] == "leased" else None

    @app.post(base + "/work-items/reserve")
    def reserve(body: Json) -> Any:
        if platform.stopping:
            return _refused(410, "run_stopping")
        item = platform.next_item()
        if item is None:
            time.sleep(min(body["wait_seconds"], 0.2))
            return Response(status_code=204)
        return {**{key: item[key] for key in TOLD}, "lease_seconds": platform.lease_seconds}

    @app.post(base + "/work-items/{item_id}/heartbeat")
    def heartbeat(item_id: str, body: Json) -> Any:
        platform.heartbeats += 1
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        item["leased_until"] = time.monotonic() + platform.lease_seconds
        return {"lease_seconds": platform.lease_seconds, "stop": platform.stopping}

    @app.post(base + "/work-items")
    def add(body: Json) -> Json:
        known = {(i["reference"], i["occurrence"]): i["id"] for i in platform.items.values()}
        added, existing = [], []
        for new in body["items"]:
            at = (new["reference"], new["occurrence"])
            if at in known:
                existing.append(known[at])
            else:
                fields = {k: v for k, v in new.items() if k not in ("reference", "payload")}
                known[at] = platform.add(new["reference"], new["payload"], **fields)["id"]
                added.append(known[at])
        return {"added": added, "existing": existing}

    @app.put(base + "/work-items/{item_id}/payload")
    def payload(item_id: str, body: Json) -> Any:
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        item["payload"] = body["payload"]
        return {}

    @app.post(base + "/work-items/{item_id}/assess")
    def assess(item_id: str, body: Json) -> Any:
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        item["facts"] = body["facts"]
        assessment = platform.assess(item, body["facts"])
        decision = None
        if assessment["outcome"] == "granted" and platform.mode in ("decide", "prepare"):
            decision = {"id": f"d-{item_id}", "number": 1, "outcome": "granted"}
            decision |= {"amount_ore": assessment["amount_ore"], "extent": assessment.get("extent")}
            decision |= {"assessment": assessment, "facts": body["facts"]}
        item["decision"], item["assessment"] = decision, assessment
        return {"assessment": assessment, "decision": decision, "mode": platform.mode}

    @app.post(base + "/work-items/{item_id}/commit")
    def commit(item_id: str, body: Json) -> Any:
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        known = [effect["key"] for effect in item["effects"]]
        if known and known != [effect["key"] for effect in body["effects"]]:
            return _refused(409, "conflict", "Other effects were declared before.")
        for seq, effect in enumerate(body["effects"] if not known else [], 1):
            item["effects"].append({**effect, "seq": seq, "state": "declared"})
        return {"effects": item["effects"]}

    @app.post(base + "/work-items/{item_id}/effects/{seq}")
    def effect(item_id: str, seq: int, body: Json) -> Any:
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        one = item["effects"][seq - 1]
        one["state"] = body["state"]
        item.setdefault("effect_log", []).append((one["kind"], body["state"]))
        return {}

    @app.post(base + "/work-items/{item_id}/release")
    def release(item_id: str, body: Json) -> Any:
        item = held(item_id, body["fence"])
        if item is None:
            return _refused(409, "lease_lost")
        item["released"].append(body)
        item["state"] = body["state"]
        return {}

    @app.post(base + "/work-items/{item_id}/evidence")
    async def evidence(item_id: str, kind: str, name: str, request: Request) -> Json:  # noqa: ARG001
        platform.pictures.append((item_id, name, await request.body()))
        return {"id": f"e-{len(platform.pictures)}"}

    @app.post(base + "/runs/{run_id}/evidence")
    def run_evidence(run_id: str, kind: str, name: str) -> Json:  # noqa: ARG001
        platform.run_pictures.append(name)
        return {"id": "e-run"}

    @app.get(base + "/outcomes/to-read")
    def to_read() -> Json:
        return {"items": [item for item in platform.to_read if item["id"] not in platform.outcomes]}

    @app.post(base + "/outcomes/{item_id}")
    def outcome(item_id: str, body: Json) -> Any:
        assert set(body) - {"extent"} == {"outcome", "amount_ore", "key"}
        if item_id == "gone":
            return _refused(404, "not_found", "There is no such work item in your municipality.")
        platform.outcomes[item_id] = body
        return Response(status_code=204)

    @app.post(base + "/outcomes/{item_id}/looked-up")
    def looked_up(item_id: str) -> Any:
        platform.looked_up.append(item_id)
        return Response(status_code=204)

    @app.post(base + "/rounds")
    def lay_round(body: Json) -> Json:
        platform.rounds.append(body)
        return {"id": f"r-{len(platform.rounds)}", "number": len(platform.rounds), "children": 0}

    @app.post(base + "/runs/{run_id}/progress")
    def progress(run_id: str, body: Json) -> Json:  # noqa: ARG001
        platform.progress.append(body["text"])
        return {}

    @app.get(base + "/secrets/{name}")
    def secret(name: str) -> Any:
        if name not in platform.secrets:
            return _refused(403, "secret_not_granted", f"The manifest does not name the secret {name}.")
        return {"name": name, "values": platform.secrets[name]}

    @app.get(base + "/configuration")
    def configuration() -> Json:
        return platform.configuration

    return app


class Served:
    """The double on a port of its own, in a thread."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = uvicorn.Config(build(platform), host="127.0.0.1", port=port, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        platform.url = f"http://127.0.0.1:{port}/api/v1"

    def __enter__(self) -> Platform:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self.platform

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(5)
