"""The real rules, in a process of their own as the platform runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from processes.kit.cases import MUNICIPALITY_FILE
from tests.shared_library.conftest import ROOT

Json = dict[str, Any]
CEILINGS = {
    "rent_ceiling_ore": {"adults_1_2": 633000, "child_1": 697000, "child_2": 942500, "each_more": 180000},
    "electricity_ceiling_ore": 80000,
    "home_insurance_ceiling_ore": 20000,
    "commuting_ceiling_ore": 112000,
    "union_fee_ceiling_ore": 60000,
    "unemployment_fund_ceiling_ore": 20000,
    "income_change_threshold_percent": {"default": 12, "housing_allowance": 0},
}


class Rules:
    """The real rules in their own process, as the platform runs them."""

    def __init__(self, name: str = "economic_assistance", values: Json | None = None) -> None:
        self.name, self.values = name, CEILINGS if values is None else values
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(ROOT / "processes" / "kit" / "host.py"), str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, _item: Json, facts: Json) -> Json:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        dated = {
            key: value if key == "confirmed"
            else [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "Socialnämnden"}]
            for key, value in self.values.items()
        }  # fmt: skip
        ask = {"op": "assess", "process": self.name, "facts": facts, "municipality": "1287"}
        self.process.stdin.write(json.dumps({**ask, "config": dated, "on": "2026-11-23"}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["ok"], answer
        return answer["assessment"]


@contextmanager
def rules_of(process: str, **own: Any) -> Iterator[Rules]:
    """The rules of a process with the values of the municipality of its worked cases, and others' in their place."""
    values = yaml.safe_load((ROOT / "processes" / process / "cases" / MUNICIPALITY_FILE).read_text())
    with running(Rules(process, values | own)) as host:
        yield host


@contextmanager
def running(host: Rules) -> Iterator[Rules]:
    """Until the block ends."""
    try:
        yield host
    finally:
        host.process.kill()
        host.process.wait()
