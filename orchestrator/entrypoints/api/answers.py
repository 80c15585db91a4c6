"""What the machine API answers, as models. The hot calls answer without them: there they stand in the document only."""

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    at: str = Field(description="Where: the place in what was sent, for example `body.items.3.reference`.")
    message: str


class ErrorDetail(BaseModel):
    code: str = Field(description="For a machine: `lease_lost`, `not_found`, `bad_input` …")
    message: str = Field(description="For a person: one sentence that says what to do.")
    problems: list[Problem] = Field(description="Every place that does not fit; empty where the message says it all.")


class Error(BaseModel):
    """Every refusal looks like this."""

    error: ErrorDetail


class File(BaseModel):
    name: str
    size: int = Field(description="Bytes.")


class Files(BaseModel):
    files: list[File]


class Effect(BaseModel):
    seq: int = Field(description="Its number in the declared order, from 1.")
    kind: str
    key: str
    state: str = Field(description="declared, done, confirmed, absent, unknown; unchecked: look for it first.")


class Effects(BaseModel):
    effects: list[Effect]


class Decision(BaseModel):
    """What is to be written. With purpose `write` or `verify`, `facts` and `assessment` stand in it too."""

    id: str
    number: int = Field(description="1 for a case's first decision; stands in the keys of its effects.")
    outcome: str
    amount_ore: int | None
    extent: str | None = Field(description="What is decided that is no money, for example `5.00 days`.")
    terms: dict[str, Any] = Field(description="What a person has decided beside them: an offer's place and days.")


class WorkItem(BaseModel):
    """A case that this run holds from now on, under `fence`, for `lease_seconds`."""

    id: str
    reference: str
    occurrence: str
    fence: int
    lease_seconds: int
    attempt: int
    mode: str = Field(description="shadow, prepare, propose or decide.")
    purpose: str = Field(description="handle: read and assess. write: write what stands. verify: check first.")
    payload: dict[str, Any]
    files: list[File]
    decision: Decision | None
    effects: list[Effect]


class Beat(BaseModel):
    lease_seconds: int = Field(description="So long the lease lasts from now.")
    stop: bool = Field(description="True: finish at once and take no more.")


class Added(BaseModel):
    added: list[str] = Field(description="Ids of the new ones, in the order in which they were sent.")
    existing: list[str] = Field(description="Ids of those that were there before.")


class DocumentTaken(BaseModel):
    id: str
    reference: str = Field(description="The case's reference: whose document it is, and its number.")
    new: bool = Field(description="False: the same bytes were there before, and nothing was done.")
    accepted: bool | None = Field(description="By the official rules; null where none are installed.")


class Child(BaseModel):
    id: str
    process: str
    reference: str
    occurrence: str
    state: str
    exception_code: str | None


class Children(BaseModel):
    children: list[Child] = Field(description="Oldest first.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


class Assessed(BaseModel):
    assessment: dict[str, Any]
    decision: Decision | None = Field(description="null: hand over, or nothing is written in this mode.")
    mode: str
    reasons: list[str]


class Kept(BaseModel):
    id: str


class Secret(BaseModel):
    name: str
    values: dict[str, str]


class OutcomeToRead(BaseModel):
    id: str
    reference: str
    occurrence: str


class OutcomesToRead(BaseModel):
    items: list[OutcomeToRead]


class LetterToFetch(BaseModel):
    id: str
    reference: str
    occurrence: str
    decision_number: int
    composed_at: str
    language: str
    html: str


class LettersToFetch(BaseModel):
    letters: list[LetterToFetch]


class Question(BaseModel):
    """A question to an applicant, or the end of one (then it has no text)."""

    id: str
    what: str = Field(description="question, or end: it is no longer waited for.")
    reference: str
    occurrence: str
    text: str | None = None
    last_on: str | None = Field(None, description="The last day to answer, YYYY-MM-DD.")
    asked_at: str | None = None


class QuestionsToFetch(BaseModel):
    supplements: list[Question]


class RoundLaid(BaseModel):
    id: str
    number: int
    children: int = Field(description="How many cases took part.")


class OfferToFetch(BaseModel):
    """An offer to a guardian, or the end of one (then it has no place; `text` says why)."""

    id: str
    what: str = Field(description="offer, or end: it can no longer be answered.")
    reference: str
    occurrence: str
    text: str
    unit: str | None = None
    start_on: str | None = None
    answer_by: str | None = Field(None, description="The last day to answer, YYYY-MM-DD.")
    hours_week: int | None = None
    fee_ore: int | None = Field(None, description="A month's fee as it was reckoned for the decision.")


class OffersToFetch(BaseModel):
    offers: list[OfferToFetch]
