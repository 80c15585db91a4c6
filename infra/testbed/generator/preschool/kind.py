"""One kind of application: what is told of it, and what it comes to. All by hand, nothing reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Round = Literal["proposed", "guarantee", "no_place", "keeps_place", "waits", "not_yet"]
Answer = Literal["accepted", "declined"]
ROLES = ("applicant", "co_applicant")


@dataclass(frozen=True)
class Kind:
    """``outcome``: granted (an offer in the round), waits (a right and no place now), handed_over (all ``reasons``).

    ``round``: what a round says of the child; None where it is not in one. ``right``: the hours a week that are asked
    for (within the right), guarantee date or ``-``, fee a month in öre. ``offer``: unit, place, start day.
    ``answer``: None where the guardian does not answer.
    """

    name: str
    outcome: Literal["granted", "waits", "handed_over"]
    told: Json
    right: tuple[int, str, int] | None = None
    round: Round | None = None
    offer: tuple[str, str, str] | None = None
    answer: Answer | None = None
    reasons: tuple[str, ...] = ()


def granted(
    name: str, right: tuple[int, str, int], offer: tuple[str, str, str], answer: Answer | None, told: Json,
    round: Round = "proposed",
) -> Kind:  # fmt: skip
    """A kind that gets an offer, and what the guardian says to it."""
    return Kind(name, "granted", told, right, round, offer, answer)


def waits(name: str, right: tuple[int, str, int], round: Round, told: Json) -> Kind:
    """A kind that has a right and gets no place in this round."""
    return Kind(name, "waits", told, right, round)


def handed_over(name: str, reasons: Sequence[str], told: Json) -> Kind:
    """A kind that a person must look at; ``reasons`` are all of them."""
    return Kind(name, "handed_over", told, reasons=tuple(sorted(reasons)))


def told(
    *, received: str, start: str, hours: int, born: str, guardians: Sequence[tuple[str, int]],
    incomes: Sequence[int | None], wishes: Sequence[tuple[str, int | None]], queue_on: str | None = None,
    **more: Any,
) -> Json:  # fmt: skip
    """An application as the system's intake takes it, but for the applicant.

    ``guardians``: occupation and hours a week; ``incomes``: kronor a month of each adult of the household, None where
    nobody has told; ``wishes``: unit and metres on foot. ``more``: the application's other fields, the child's by the
    prefix ``child_``, ``not_parents`` (roles of the household), and ``siblings`` as (born, place, unit).
    """
    child = {
        "birth_on": born, "lives_here": True, "protected_identity": False, "special_support": "none",
        "special_support_hours": None, "home": None,
    }  # fmt: skip
    child |= {name.removeprefix("child_"): more.pop(name) for name in list(more) if name.startswith("child_")}
    not_parents = more.pop("not_parents", ())
    siblings = more.pop("siblings", ())
    return {
        "received_on": received, "queue_on": queue_on or received, "wished_start_on": start, "hours_week": hours,
        "child": child,
        "guardians": [{"person": role, "occupation": occupation, "hours_week": least}
                      for role, (occupation, least) in zip(ROLES, guardians, strict=False)],
        "household": [{"person": role, "parent": role not in not_parents,
                       "gross_ore": None if kronor is None else kronor * 100}
                      for role, kronor in zip(ROLES, incomes, strict=False)],
        "siblings": [{"birth_on": day, "place": place, "unit": unit} for day, place, unit in siblings],
        "wishes": [{"unit": unit, "distance_m": metres} for unit, metres in wishes],
        "priority": None, "warnings": [], "current_unit": None, "current_place": None, **more,
    }  # fmt: skip
