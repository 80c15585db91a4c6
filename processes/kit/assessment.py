"""What rules conclude: an assessment that lists every step, gate, reason and value it stands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from processes.kit.days import Days, total_days
from processes.kit.money import Money, total
from processes.kit.parameters import Parameter
from processes.kit.text import Text

SCHEMA = "assessment/1"
GRANTED = "granted"
HAND_OVER = "hand_over"


Amount = Money | Days
"""What an assessment is counted in: one unit in all of it."""


@dataclass(frozen=True)
class Step:
    """One line of the calculation. The amounts of all steps add up to the result: incomes are negative.

    `person` is the facts' own name of whom the line concerns (applicant, co_applicant, child_1 …), if it is one person.
    `data` is what a robot types of the line, where its words are not enough: plain JSON.
    """

    group: str
    code: str
    label: Text
    rule: Text
    basis: Text
    amount: Amount
    person: str | None = None
    data: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        told = {
            "group": self.group, "code": self.code, "label": self.label.as_json(), "rule": self.rule.as_json(),
            "basis": self.basis.as_json(), "amount_ore": _ore(self.amount),
        }  # fmt: skip
        if isinstance(self.amount, Days):
            told["days"] = self.amount.decimal
        more = {"person": self.person, "data": self.data and dict(self.data)}
        return told | {name: value for name, value in more.items() if value is not None}


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
    """`verdict` is what is granted, in money or in days, or the hand-over. A sum that could not be computed is None."""

    process: str
    rules_version: str
    facts_schema: str
    municipality: str
    on: str
    segment: str
    verdict: Amount | HandOver
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    parameters: tuple[Parameter, ...]
    blockers: tuple[Blocker, ...]
    summary: dict[str, Amount | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        result = self.summary.get("result")
        if result is not None and (added(step.amount for step in self.steps) or type(result)(0)) != result:
            raise ValueError("The steps do not add up to the result: a step is missing or counted twice.")

    @property
    def outcome(self) -> Literal["granted", "hand_over"]:
        return "hand_over" if isinstance(self.verdict, HandOver) else "granted"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.verdict.reasons if isinstance(self.verdict, HandOver) else ()

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA, "process": self.process, "rules_version": self.rules_version,
            "facts_schema": self.facts_schema, "municipality": self.municipality, "on": self.on,
            "outcome": self.outcome, "amount_ore": _ore(self.verdict), "extent": extent(self.verdict),
            "segment": self.segment,
            "reasons": [reason.as_json() for reason in self.reasons],
            "steps": [step.as_json() for step in self.steps],
            "gates": [gate.as_json() for gate in self.gates],
            "parameters": [parameter.as_json() for parameter in self.parameters],
            "blockers": [blocker.as_json() for blocker in self.blockers],
            "summary": dict(_summed(name, amount) for name, amount in self.summary.items()),
        }  # fmt: skip


def added(amounts: Iterable[Amount]) -> Amount | None:
    """The sum of amounts in one unit; of none, None. Two units in one assessment are the author's fault."""
    every = list(amounts)
    money = [amount for amount in every if isinstance(amount, Money)]
    days = [amount for amount in every if isinstance(amount, Days)]
    if money and days:
        raise ValueError("An assessment is counted in one unit: money or days.")
    return total(money) if money else total_days(days) if days else None


def extent(verdict: Amount | HandOver) -> str | None:
    """What is granted that is no money, as text that can be compared: `5.00 days`."""
    return f"{verdict.decimal} days" if isinstance(verdict, Days) else None


def _ore(amount: Amount | HandOver) -> int | None:
    return amount.ore if isinstance(amount, Money) else None


def _summed(name: str, amount: Amount | None) -> tuple[str, int | str | None]:
    """An unknown sum has the name of an amount: None is None in every unit."""
    return (f"{name}_days", amount.decimal) if isinstance(amount, Days) else (f"{name}_ore", _ore_or_none(amount))


def _ore_or_none(amount: Money | None) -> int | None:
    return None if amount is None else amount.ore
