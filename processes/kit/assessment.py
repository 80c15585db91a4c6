"""What rules conclude: an assessment that lists every step, gate, reason and value it stands on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from processes.kit.money import Money, total
from processes.kit.parameters import Parameter
from processes.kit.text import Text

SCHEMA = "assessment/1"
GRANTED = "granted"
HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Step:
    """One line of the calculation. The amounts of all steps add up to the result: incomes are negative.

    `person` is the facts' own name of whom the line concerns (applicant, co_applicant, child_1 …), if it is one person.
    """

    group: str
    code: str
    label: Text
    rule: Text
    basis: Text
    amount: Money
    person: str | None = None

    def as_json(self) -> dict[str, Any]:
        told = {
            "group": self.group, "code": self.code, "label": self.label.as_json(), "rule": self.rule.as_json(),
            "basis": self.basis.as_json(), "amount_ore": self.amount.ore,
        }  # fmt: skip
        return told if self.person is None else {**told, "person": self.person}


@dataclass(frozen=True)
class Gate:
    """Something that must hold before the robot may go on; failed when one of its reasons was found."""

    code: str
    passed: bool
    label: Text

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "passed": self.passed, "label": self.label.as_json()}


@dataclass(frozen=True)
class Reason:
    """Why a person must look: a heading as a caseworker would say it, and what was seen."""

    code: str
    text: Text
    detail: Text
    legal: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code, "text": self.text.as_json(), "detail": self.detail.as_json(), "legal": self.legal,
        }  # fmt: skip


@dataclass(frozen=True)
class Blocker:
    """A value that may not carry a decision of the robot's until a named person has confirmed it."""

    code: str
    key: str
    text: Text

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "key": self.key, "text": self.text.as_json()}


@dataclass(frozen=True)
class HandOver:
    """The other outcome: all reasons, never an empty list."""

    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("A case is handed over for a reason: name at least one.")


@dataclass(frozen=True)
class Assessment:
    """`verdict` is the amount granted, or the hand-over. A sum that could not be computed is None."""

    process: str
    rules_version: str
    facts_schema: str
    municipality: str
    on: str
    segment: str
    verdict: Money | HandOver
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    parameters: tuple[Parameter, ...]
    blockers: tuple[Blocker, ...]
    summary: dict[str, Money | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        result = self.summary.get("result")
        if result is not None and total(step.amount for step in self.steps) != result:
            raise ValueError("The steps do not add up to the result: a step is missing or counted twice.")

    @property
    def outcome(self) -> Literal["granted", "hand_over"]:
        return "granted" if isinstance(self.verdict, Money) else "hand_over"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return () if isinstance(self.verdict, Money) else self.verdict.reasons

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA, "process": self.process, "rules_version": self.rules_version,
            "facts_schema": self.facts_schema, "municipality": self.municipality, "on": self.on,
            "outcome": self.outcome, "amount_ore": self.verdict.ore if isinstance(self.verdict, Money) else None,
            "segment": self.segment,
            "reasons": [reason.as_json() for reason in self.reasons],
            "steps": [step.as_json() for step in self.steps],
            "gates": [gate.as_json() for gate in self.gates],
            "parameters": [parameter.as_json() for parameter in self.parameters],
            "blockers": [blocker.as_json() for blocker in self.blockers],
            "summary": {f"{name}_ore": None if sum_ is None else sum_.ore for name, sum_ in self.summary.items()},
        }  # fmt: skip
