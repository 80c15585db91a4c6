"""What robots and workers send. Unknown fields are refused."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from orchestrator.operations.runs.exits import Exit


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reserve(_Body):
    wait_seconds: float = Field(0, ge=0, le=60)


class Fenced(_Body):
    fence: int


class Payload(Fenced):
    payload: dict[str, Any]


class Facts(Fenced):
    facts: dict[str, Any]


class NewEffectBody(_Body):
    kind: str = Field(min_length=1, max_length=40)
    key: str = Field(min_length=1, max_length=160)


class Commit(Fenced):
    effects: list[NewEffectBody] = Field(max_length=50)


class EffectReport(Fenced):
    state: Literal["done", "confirmed", "absent", "unknown"]
    detail: dict[str, Any] = {}


class ExceptionBody(_Body):
    type: Literal["BUSINESS", "APPLICATION"]
    code: str = Field("", max_length=60)
    message: str = ""


class Phase(_Body):
    name: str = Field(max_length=40)
    seconds: float = Field(ge=0)


class Release(Fenced):
    state: Literal["done", "failed"]
    exception: ExceptionBody | None = None
    phases: list[Phase] = []


class NewItemBody(_Body):
    reference: str = Field(max_length=80)
    occurrence: str = Field(max_length=20)
    payload: dict[str, Any] = {}
    received_at: datetime | None = None
    person: str | None = None
    due_at: datetime | None = None
    parent_id: str | None = None
    parent_fence: int | None = None


class NewItems(_Body):
    items: list[NewItemBody] = Field(max_length=1000)


class Progress(_Body):
    text: str
    item_id: str | None = None


class OpenRun(_Body):
    flow_run_id: str = Field(max_length=36)
    worker: str = Field(max_length=80)
    token: str = Field("", max_length=100)
    parameters: dict[str, Any] = {}


class WorkerBeat(_Body):
    name: str = Field(min_length=1, max_length=80)
    boot: str = Field(max_length=32)
    host: str = Field(max_length=120)
    pool: str = Field(max_length=40)
    slots: int = Field(ge=1, le=1000)
    version: str = Field(max_length=40)
    runs: dict[str, float] = {}
    ending: bool = False
    wait_seconds: float = Field(0, ge=0, le=20)
    seen_wake: int = -1


class Lines(_Body):
    lines: list[str] = Field(max_length=10000)


class CloseRun(_Body):
    kind: Exit
    exit_code: int | None = None
    cause: str = ""


class Observed(_Body):
    outcome: Literal["granted", "partly_granted", "rejected"]
    amount_ore: int | None = None
    key: str = Field("", max_length=160)


class Opened(_Body):
    opened_at: AwareDatetime | None = None


class Fetched(_Body):
    what: Literal["question", "end"] = "question"


class Answer(_Body):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    answered_at: AwareDatetime | None = None
