"""The region file: municipalities, what each of them subscribes to, and the people. Read here and nowhere else."""

import json
from pathlib import Path
from typing import Any

import yaml

from orchestrator.core.settings import ROOT

REGION = ROOT / "infra" / "demo" / "region.yaml"
Json = dict[str, Any]


def read(path: Path = REGION) -> Json:
    """`{municipalities: [...], subscriptions: [...], releases, people}` as it stands."""
    found: Json = yaml.safe_load(path.read_text())
    return found


def uses_of(region: Json) -> list[Json]:
    """Every subscription with its municipality's `code`, `name` and `inhabitants`."""
    places = {place["code"]: place for place in region["municipalities"]}
    return [places[row["municipality"]] | row for row in region["subscriptions"]]


def filled(configuration: Json, testbed: str, vendor: str) -> Json:
    """A configuration that points at the testbed: `{testbed}` and `{vendor}` stand in it, in a region file and in a
    package's manifest alike."""
    told = json.dumps(configuration).replace("{testbed}", testbed).replace("{vendor}", vendor)
    found: Json = json.loads(told)
    return found
