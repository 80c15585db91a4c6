"""Planned applications for preschool as the facts that a robot would read of them, and the round that they make: only
for tests."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from infra.testbed.generator import preschool
from infra.testbed.generator.preschool import PlannedApplication
from infra.testbed.generator.preschool.plan import units_of
from orchestrator.entrypoints.cli.process import dated

Json = dict[str, Any]
ON = preschool.DAY.isoformat()
_VALUES = Path(preschool.__file__).parent / "values.yaml"


def config(municipality: str) -> Json:
    """What the plan assumes that the municipality has said, dated as its subscription has it."""
    return dated(yaml.safe_load(_VALUES.read_text())[municipality])


def facts(case: PlannedApplication, reference: str) -> Json:
    told = case.application()
    start = told["wished_start_on"]
    return {
        "schema": "preschool/1",
        "application": {
            "reference": reference, "received_on": told["received_at"][:10], "queue_on": told["queue_on"],
            "wished_start_on": start, "hours_week": told["hours_week"],
            "fee_on": start if start[:4] == ON[:4] else ON,
        },
        **{name: told[name] for name in ("child", "guardians", "household", "siblings", "wishes", "current_unit",
                                         "priority", "warnings")},
    }  # fmt: skip


def to_lay(cases: Iterable[tuple[PlannedApplication, str, Mapping[str, Any]]], municipality: str) -> Json:
    """What the platform would lay a round from: the units that the robot reads, and those who have a right.
    ``cases``: each with its reference and its assessment."""
    known = list(cases)
    entitled = [(case, reference, found) for case, reference, found in known if found["outcome"] == "granted"]
    return {
        "round": "1", "municipality": municipality, "on": ON, "config": config(municipality), "settled": [],
        "units": [
            {"unit": unit["unit"], "at": unit["at"],
             "places": [{"place": place, "free_from": day} for place, day in unit["places"].items() if day]}
            for unit in units_of(case for case, _reference, _found in known)
        ],
        "current_places": {reference: place for case, reference, _found in entitled
                           if (place := case.application()["current_place"])},
        "cases": [{"facts": facts(case, reference), "assessment": found, "lot": None, "offers": []}
                  for case, reference, found in entitled],
    }  # fmt: skip
