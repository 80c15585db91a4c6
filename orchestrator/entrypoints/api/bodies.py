"""What robots and workers send. Unknown fields are refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from orchestrator.entrypoints.api.fields import LARGEST_INTEGER, Fence, JsonObject, Moment, Seconds, Text, Told, Words
from orchestrator.operations.queues.add import MOST_AT_ONCE
from orchestrator.operations.runs.exits import Exit


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reserve(_Body):
    wait_seconds: float = Field(0, ge=0, le=60, description="How long to wait for a work item if there is none.")


class Fenced(_Body):
    fence: Fence


class Payload(Fenced):
    payload: JsonObject


class Facts(Fenced):
    facts: JsonObject


class NewEffectBody(_Body):
    kind: Text = Field(min_length=1, max_length=40, description="As the package's manifest names it.")
    key: Text = Field(min_length=1, max_length=160, description="The natural key that the target system shows.")


class Commit(Fenced):
    effects: list[NewEffectBody] = Field(max_length=50)


class EffectReport(Fenced):
    state: Literal["done", "confirmed", "absent", "unknown"]
    detail: JsonObject = {}


class ExceptionBody(_Body):
    type: Literal["BUSINESS", "APPLICATION"] = Field(description="BUSINESS: a person acts. APPLICATION: tried again.")
    code: Text = Field("", max_length=60)
    message: Told = Field("", description="For a person; personal numbers in it are masked, 500 characters are kept.")


class Phase(_Body):
    name: Told = Field(max_length=40)
    seconds: Seconds


class Release(Fenced):
    state: Literal["done", "failed"]
    exception: ExceptionBody | None = None
    phases: list[Phase] = Field([], max_length=100)


class NewItemBody(_Body):
    """One case for the queue. The same (process, reference, occurrence) again is the same work item."""

    reference: Text = Field(max_length=80, description="The case's own key in its system; never a personal number.")
    occurrence: Text = Field(max_length=20, description="Which time it comes: an application's month, else `1`.")
    process: Text = Field("", max_length=60, description="One that the manifest `feeds`; empty: the run's own process.")
    payload: JsonObject = Field({}, description="As the process's schema for work items says.")
    received_at: Moment | None = None
    person: Text | None = Field(None, max_length=20, description="Twelve digits; only a keyed hash of them is kept.")
    due_at: Moment | None = Field(None, description="When the answer is promised.")
    risk_at: Moment | None = Field(None, description="From when that promise is at risk.")
    defer_until: Moment | None = Field(None, description="No robot takes it before.")
    expires_at: Moment | None = Field(None, description="Of no use to anybody after.")
    priority: int = Field(100, ge=0, le=1000, description="A lower number goes first.")
    max_attempts: int = Field(3, ge=1, le=100)
    parent_id: Annotated[Text, Field(max_length=32)] | None = Field(None, description="A work item that the run holds.")
    parent_fence: Fence | None = Field(None, description="The fence under which the run holds the parent.")


class NewItems(_Body):
    items: list[NewItemBody] = Field(max_length=MOST_AT_ONCE, description="All are added, or none.")


class Progress(_Body):
    text: Told = Field(description="Without personal data; 200 characters are kept.")
    item_id: Annotated[Text, Field(max_length=32)] | None = None


class OpenRun(_Body):
    flow_run_id: Annotated[Text, Field(max_length=36)]
    worker: Annotated[Text, Field(max_length=80)]
    token: Annotated[Text, Field(max_length=100)] = ""
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
    lines: list[Told] = Field(max_length=10000)


class CloseRun(_Body):
    kind: Exit
    exit_code: int | None = Field(None, ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)
    cause: Told = ""


class At(_Body):
    north_m: int = Field(ge=-10_000_000, le=10_000_000, description="SWEREF 99 TM, whole metres.")
    east_m: int = Field(ge=-10_000_000, le=10_000_000)


class FreePlace(_Body):
    place: Text = Field(min_length=1, max_length=60, description="The place's own name in the system.")
    free_from: date


class Unit(_Body):
    unit: Text = Field(min_length=1, max_length=60)
    at: At | None = None
    places: list[FreePlace] = Field(max_length=1000)


class FreePlaces(_Body):
    """What a robot has read: every unit with the places that are free in it."""

    units: list[Unit] = Field(max_length=2000)
    current_places: dict[Annotated[Text, Field(max_length=80)], Annotated[Text, Field(min_length=1, max_length=60)]] = (
        Field({}, description="A case's reference → the name of the place that it has now.")
    )


class Observed(_Body):
    outcome: Literal["granted", "partly_granted", "rejected"]
    amount_ore: int | None = Field(None, ge=0, le=10**15)
    extent: Text | None = Field(None, max_length=60)
    key: Text = Field("", max_length=160)


class Opened(_Body):
    opened_at: Moment | None = None


class Fetched(_Body):
    what: Literal["question", "end"] = "question"


class OfferFetched(_Body):
    what: Literal["offer", "end"] = "offer"


class OfferAnswer(_Body):
    answer: Literal["accepted", "declined"]
    answered_at: Moment | None = None


class Answer(_Body):
    text: Annotated[Words, Field(max_length=4000)]
    answered_at: Moment | None = None
