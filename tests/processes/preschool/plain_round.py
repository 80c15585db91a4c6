"""The round once more, slower and plainer, from the same JSON: what the other one is checked against.

Nothing of the real one is used. Everybody asks at the same time, day by day; each unit sorts all who have ever asked
and refuses those beyond its places; whoever is refused asks for the next wish, until nobody asks any more.
"""

from datetime import date
from typing import Any

Json = dict[str, Any]


def value_of(told: Json, key: str) -> Any:
    return next((setting["value"] for setting in told["settings"] if setting["key"] == key), None)


def criteria(told: Json) -> list[str]:
    order = [*(value_of(told, "order") or []), *(value_of(told, "tie_break") or [])]
    return [name for place, name in enumerate(order) if name not in order[:place]]


def standing(told: Json, child: Json, unit: str) -> list[Any]:
    """What the child has of each criterion at the unit, in order; less stands before more."""
    found: list[Any] = []
    for name in criteria(told):
        if name == "priority":
            found.append(category(told, child, unit))
        elif name == "sibling":
            found.append(not has_sibling(told, child, unit))
        elif name == "applied_on":
            found.append(child["applied_on"])
        elif name == "guarantee_on":
            found.append(child["guarantee_on"] or "9999-12-31")
        elif name == "born_first":
            found.append(child["birth_on"])
        elif name == "born_last":
            found.append(-date.fromisoformat(child["birth_on"]).toordinal())
        elif name == "without_place":
            found.append(child["current_unit"] is not None)
        elif name == "nearest":
            found.append(next((w["distance_m"] for w in child["wishes"] if w["unit"] == unit), 10**9))
    return [*found, child["lot"] or 10**9]


def has_sibling(told: Json, child: Json, unit: str) -> bool:
    anywhere = value_of(told, "sibling_scope") == "anywhere"
    return bool(child["sibling_units"]) if anywhere else unit in child["sibling_units"]


def category(told: Json, child: Json, unit: str) -> int:
    names: list[str] = value_of(told, "priority_categories")
    own = [name for name in names
           if name == child["priority"] or (name == "sibling" and has_sibling(told, child, unit))]  # fmt: skip
    return names.index(own[0]) if own else len(names)


def give(told: Json, ranked: list[str]) -> dict[str, str]:
    """child → unit for the ranked children, by their own wishes only."""
    children = {child["child"]: child for child in told["children"] if child["child"] in ranked}
    most = {unit["unit"]: len(unit["places"]) for unit in told["units"]}
    refused: set[tuple[str, str]] = set()
    while True:
        asks: dict[str, list[str]] = {unit: [] for unit in most}
        for name, child in children.items():
            left = [wish["unit"] for wish in child["wishes"] if (name, wish["unit"]) not in refused]
            if left:
                asks[left[0]].append(name)
        new = set()
        for unit, names in asks.items():
            names.sort(key=lambda name: (standing(told, children[name], unit), name))
            new |= {(name, unit) for name in names[most[unit] :]}
        if not new:
            return {name: unit for unit, names in asks.items() for name in names}
        refused |= new
