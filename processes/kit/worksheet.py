"""The sheet that rules write on while they work: steps, reasons, values used. It never stops at the first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from processes.kit.assessment import Amount, Assessment, Blocker, Gate, HandOver, Reason, Step
from processes.kit.days import Days, total_days
from processes.kit.errors import ParameterMissing
from processes.kit.money import ZERO, Money, total
from processes.kit.municipal import Municipal
from processes.kit.parameters import NEED_CONFIRMATION, Parameter, Parameters
from processes.kit.text import PARAMETER_NAMES, Text, Texts, plain

PARAMETER_MISSING = "parameter_missing"
UNCONFIRMED = "unconfirmed_parameter"


class Worksheet:
    """One case on the desk. `in_force_on` is the day whose parameters count; `on` the day of the assessment."""

    def __init__(
        self,
        *,
        municipality: str,
        on: date,
        in_force_on: date,
        parameters: Parameters,
        municipal: Municipal,
        texts: Texts,
    ) -> None:
        self.municipality, self.on, self.in_force_on = municipality, on, in_force_on
        self._parameters, self._municipal, self._texts = parameters, municipal, texts
        self._steps: list[Step] = []
        self._reasons: dict[tuple[str, Text], Reason] = {}
        self._used: dict[tuple[str, date], Parameter] = {}
        self._carrying: set[tuple[str, date]] = set()
        self._incomplete: set[str] = set()

    # -- values ----------------------------------------------------------------------------------------

    def value(self, key: str, day: date | None = None) -> Any:
        """A national value that the amount stands on. Raises ParameterMissing when none may be used."""
        found = self._parameters.on(key, day or self.in_force_on)
        self._carrying.add(self._use(found))
        return found.value

    def value_or_reason(self, key: str, day: date | None = None) -> Any:
        """`value`, or None with a reason that names the missing key."""
        try:
            return self.value(key, day)
        except ParameterMissing:
            self.missing(key)
            return None

    def gate_value(self, key: str, day: date | None = None) -> Any:
        """A national value that can only hand a case over: unsure, it costs a person's time, never a wrong amount.

        None when the rule is not in force on the day.
        """
        try:
            found = self._parameters.on(key, day or self.in_force_on)
        except ParameterMissing:
            return None
        self._use(found)
        return found.value

    def amount(self, key: str, day: date | None = None) -> Money:
        """`value` as money."""
        return Money(self.value(key, day))

    def record(self, key: str, value: Any, day: date | None = None) -> None:
        """Narrow the recorded value of a table to the part that was used."""
        found = self._parameters.on(key, day or self.in_force_on)
        self._used[key, found.valid_from] = Parameter(**{**vars(found), "value": value})

    def local(self, key: str, reason: str = PARAMETER_MISSING) -> Any:
        """The municipality's value, or None with a reason that names the missing key."""
        try:
            found = self._municipal.on(key, self.in_force_on)
        except ParameterMissing:
            self.missing(key, reason)
            return None
        self._use(found)
        return found.value

    def missing(self, key: str, reason: str = PARAMETER_MISSING) -> None:
        """Record that no value of `key` is in force."""
        self.reason(reason, "parameter", key=plain(key), name=self._name(key))

    def unusable(self, key: str, expected: str, reason: str = PARAMETER_MISSING) -> None:
        """Record that the municipality's value of `key` is none of `expected`."""
        self.reason(reason, "unusable", key=plain(key), name=self._name(key), expected=plain(expected))

    def _name(self, key: str) -> Text:
        named = f"{PARAMETER_NAMES}.{key}"
        return self.text(named) if named in self._texts else plain(key)

    def _use(self, parameter: Parameter) -> tuple[str, date]:
        place = (parameter.key, parameter.valid_from)
        self._used.setdefault(place, parameter)
        return place

    # -- what is written -------------------------------------------------------------------------------

    def text(self, key: str, /, **values: Text) -> Text:
        return self._texts.make(key, **values)

    def step(
        self, group: str, code: str, amount: Amount, words: str = "", whose: str | None = None, /, **values: Text
    ) -> None:
        """A line of the calculation, `whose` if it is one person's.

        Its words are `steps.<words or code>.label|rule|basis`.
        """
        made = {part: self.text(f"steps.{words or code}.{part}", **values) for part in ("label", "rule", "basis")}
        label, rule, basis = made["label"].sentence, made["rule"], made["basis"]
        self._steps.append(Step(group, code, label=label, rule=rule, basis=basis, amount=amount, person=whose))

    def typed(self, data: Mapping[str, Any]) -> None:
        """What a robot types of the last line, where its words are not enough."""
        self._steps[-1] = replace(self._steps[-1], data=data)

    def reason(self, code: str, variant: str = "detail", /, **values: Text) -> None:
        """A reason to hand over; its words are `reasons.<code>.text` and `.<variant>`. Said once if said twice."""
        own = f"reasons.{code}.{variant}"
        detail = self.text(own if own in self._texts else f"reasons.shared.{variant}", **values).sentence
        legal = f"reasons.{code}.legal"
        self._reasons[code, detail] = Reason(
            code, self.text(f"reasons.{code}.text"), detail, self.text(legal).sv if legal in self._texts else ""
        )

    def incomplete(self, group: str) -> None:
        """Say that the sum of a group cannot be computed."""
        self._incomplete.add(group)

    def sum(self, *groups: str) -> Money | None:
        """The sum of the groups' steps, or None if one of them could not be computed."""
        if self._incomplete.intersection(groups):
            return None
        return total(step.amount for step in self._steps if step.group in groups and isinstance(step.amount, Money))

    def sum_days(self, *groups: str) -> Days | None:
        """As `sum`, for an assessment in days."""
        if self._incomplete.intersection(groups):
            return None
        return total_days(step.amount for step in self._steps if step.group in groups and isinstance(step.amount, Days))

    # -- the end ---------------------------------------------------------------------------------------

    def assessment(
        self, *, process: str, version: str, facts_schema: str, segment: str, gates: Mapping[str, Sequence[str]],
        summary: Mapping[str, Amount | None],
    ) -> Assessment:  # fmt: skip
        """Close the sheet. `gates`: gate → the reason codes that fail it, in the order to show."""
        order = [code for codes in gates.values() for code in codes]
        reasons = sorted(self._reasons.values(), key=lambda reason: (order.index(reason.code), reason.detail.sv))
        found = {reason.code for reason in reasons}
        result = summary["result"]
        if not reasons and result is None:
            raise ValueError("The result could not be computed, and nothing says why: give a reason.")
        return Assessment(
            process=process, rules_version=version, facts_schema=facts_schema, municipality=self.municipality,
            on=self.on.isoformat(), segment=segment, verdict=_verdict(reasons, result),
            steps=tuple(self._steps), parameters=tuple(self._used[place] for place in sorted(self._used)),
            gates=tuple(
                Gate(code, not found.intersection(codes), self.text(f"gates.{code}")) for code, codes in gates.items()
            ),
            blockers=self._blockers(), summary=dict(summary),
        )  # fmt: skip

    def _blockers(self) -> tuple[Blocker, ...]:
        unsure = [self._used[place] for place in sorted(self._carrying)]
        return tuple(
            Blocker(
                UNCONFIRMED,
                value.key,
                self.text("blockers.unconfirmed", key=plain(value.key), source=plain(value.source)),
            )
            for value in unsure
            if value.confidence in NEED_CONFIRMATION and not self._municipal.confirms(value, self.on)
        )


def _verdict(reasons: Sequence[Reason], result: Amount | None) -> Amount | HandOver:
    if reasons:
        return HandOver(tuple(reasons))
    return ZERO if result is None else result
