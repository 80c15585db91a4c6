"""Who calls the machine API: a run by its token, a worker by the shared one, an e-service by its municipality's."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope, act_as
from orchestrator.core.errors import NotSignedIn
from orchestrator.core.settings import settings
from orchestrator.governance.people import systems
from orchestrator.operations.runs.caller import CallingRun, calling_run, claimed_municipality


def database(request: Request) -> Database:
    return cast(Database, request.app.state.database)


@dataclass(frozen=True)
class RobotCall:
    """A robot's call: its run, and one transaction in its municipality's scope, committed once, on leaving."""

    database: Database
    token: str

    @contextmanager
    def session(self) -> Iterator[tuple[Session, CallingRun]]:
        with self.database.session(Scope.of("api", claimed_municipality(self.token))) as session:
            run = calling_run(session, self.token)
            act_as(session, f"run:{run.id}")
            yield session, run


@dataclass(frozen=True)
class EserviceCall:
    """A call of a municipality's e-service: sessions in that municipality's scope, and nothing beyond."""

    database: Database
    municipality: str

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.database.session(Scope.of(f"eservice:{self.municipality}", self.municipality)) as session:
            yield session


@dataclass(frozen=True)
class SenderCall:
    """A call of whoever hands in a municipality's documents: its scope, and the database to read and judge beside."""

    database: Database
    municipality: str

    @property
    def scope(self) -> Scope:
        return Scope.of(f"documents:{self.municipality}", self.municipality)


def sender_call(request: Request) -> SenderCall:
    base, token = database(request), _bearer(request)
    with base.session(Scope.of("api", systems.claimed_place(token, systems.DOCUMENTS))) as session:
        return SenderCall(base, systems.municipality_of(session, token, systems.DOCUMENTS))


def eservice_call(request: Request) -> EserviceCall:
    base, token = database(request), _bearer(request)
    with base.session(Scope.of("api", systems.claimed_place(token, systems.ESERVICE))) as session:
        return EserviceCall(base, systems.municipality_of(session, token))


# Async on purpose: what does not wait must not cost a thread.
async def robot_call(request: Request) -> RobotCall:
    return RobotCall(database(request), _bearer(request))


async def worker_call(request: Request) -> Database:
    """Only a worker of ours: with the token of our settings, compared in constant time, or with one of its own."""
    token, base = _bearer(request), database(request)
    if hmac.compare_digest(token.encode(), settings().worker_token.get_secret_value().encode()):
        return base

    def known() -> bool:
        with base.session(Scope.steward("api")) as session:
            return systems.is_worker(session, token)

    if not token.startswith(f"coe_{systems.WORKER}_") or not await run_in_threadpool(known):
        raise NotSignedIn("The worker token is not right. Set COE_WORKER_TOKEN as the portal has it, or make one.")
    return base


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("Send the token in the header `Authorization: Bearer …`.")
    return token


Robot = Annotated[RobotCall, Depends(robot_call)]
Eservice = Annotated[EserviceCall, Depends(eservice_call)]
Sender = Annotated[SenderCall, Depends(sender_call)]
Worker = Annotated[Database, Depends(worker_call)]
Wait = Callable[[float], None]
