"""Worked cases: how the host is asked for one, and what it means that it comes out as it was worked by hand."""

from collections.abc import Callable
from typing import Any

from processes.kit import host
from processes.kit.cases import WorkedCase

Json = dict[str, Any]
Assess = Callable[..., Json]


def assessing(process: str, facts_of: Callable[[Json], Json], config: Json) -> Assess:
    """Asks for the assessment of a case told in a few words, or of whole facts."""

    def assessed(told: Json | None = None, facts: Json | None = None, **changed: Any) -> Json:
        request = {
            "op": "assess", "process": process, "municipality": "1287", "config": config, "on": "2026-11-23",
            "facts": facts if facts is not None else facts_of(told or {}),
        }  # fmt: skip
        answer = host.answer({**request, **changed})
        assert answer["ok"], answer
        found: Json = answer["assessment"]
        return found

    return assessed


def refuse_another_sum(case: WorkedCase, told: Json) -> None:
    """An outcome in money: the same reasons, and to the öre the same sum."""
    assert tuple(dict.fromkeys(reason["code"] for reason in told["reasons"])) == case.hand_over
    if case.granted is None:
        assert (told["outcome"], told["amount_ore"]) == ("hand_over", None)
    else:
        assert (told["outcome"], told["amount_ore"]) == ("granted", int(case.granted) * 100)
        assert told["blockers"] == []
