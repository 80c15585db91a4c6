"""Whatever is sent, the machine API answers as its document says, and never with a fault of its own (schemathesis)."""

from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings as platform
from orchestrator.entrypoints.app import create_app, machine_api
from orchestrator.governance.people import systems
from orchestrator.governance.vault import secrets
from orchestrator.operations.queues.claim import claim
from tests.support.house import PROCESS, House
from tests.support.releases import real_rules

_CHECKS: Any = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_EXAMPLES, _ON_POSTGRES = 25, 8  # what only PostgreSQL refuses (NUL, large numbers) is met early


class Ground:
    """A furnished house whose run holds a case, so that what is sent meets something."""

    def __init__(self, database: Database) -> None:
        self.house = House(database).furnish()
        real_rules(database)
        for number in range(3):
            self.house.add_item(f"A-{number}", payload={"month": "2026-12"})
        self.run, token = self.house.start_run()
        with database.session(self.house.scope) as session:
            secrets.put(session, self.house.code, "case_system", {"username": "robot"})
            held = claim(session, self.house.code, PROCESS, self.run.id)
            assert held is not None
            self.held = held
        with database.session(Scope.steward("test")) as session:
            eservice = systems.new_token(session, self.house.code)
            sender = systems.new_token(session, self.house.code, systems.DOCUMENTS)
        self.tokens = {
            "runToken": token, "eserviceToken": eservice, "documentToken": sender,
            "workerToken": platform().worker_token.get_secret_value(),
        }  # fmt: skip
        self.app: FastAPI = create_app(database, background=False)

    def sends(self, operation: Any, data: st.DataObject) -> None:
        """One call, half of the time about what is really there, and its answer checked."""
        takes = operation.definition.raw.keys() & {"parameters", "requestBody"}
        modes = list(GenerationMode) if takes else [GenerationMode.POSITIVE]
        case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(modes))))
        self._aim(case, data.draw(st.booleans()))
        (token,) = operation.definition.raw["security"][0]
        case.call_and_validate(headers={"Authorization": f"Bearer {self.tokens[token]}"}, checks=_CHECKS)

    def _aim(self, case: Any, really: bool) -> None:
        real = {"item_id": self.held.id, "run_id": self.run.id, "name": "case_system"}
        if isinstance(case.body, dict) and isinstance(case.body.get("wait_seconds"), int | float):
            case.body["wait_seconds"] = min(case.body["wait_seconds"], 0)  # nobody waits in a test
        if not really:
            return
        for name in set(real) & set(case.path_parameters or {}):
            case.path_parameters[name] = real[name]
        for part in (case.query, case.body):
            if isinstance(part, dict) and "fence" in part:
                part["fence"] = self.held.fence


_CALLS = [
    (path, method)
    for path, calls in machine_api(cast(Any, None), cast(Any, None), cast(Any, None)).openapi()["paths"].items()
    for method in calls
]


@pytest.mark.parametrize(("path", "method"), _CALLS, ids=lambda part: part.strip("/").replace("/", "."))
def test_whatever_is_sent_is_answered_as_the_document_says(path: str, method: str, database: Database) -> None:
    ground = Ground(database)
    operation = schemathesis.openapi.from_asgi("/api/v1/openapi.json", ground.app)[path][method]

    @settings(
        max_examples=_ON_POSTGRES if database.is_postgres else _EXAMPLES,
        deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
    )  # fmt: skip
    @given(data=st.data())
    def anything(data: st.DataObject) -> None:
        ground.sends(operation, data)

    anything()
