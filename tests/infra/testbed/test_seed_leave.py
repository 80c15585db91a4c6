"""Two municipalities' requests for leave on one testbed, beside another process, and the managers afterwards."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.testbed import answer_key, caseworkers, seed, truth
from infra.testbed.app import Stores
from infra.testbed.generator.leave.granted import GRANTED
from infra.testbed.generator.leave.handed_over import HANDED_OVER
from infra.testbed.tries import add_tries
from tests.infra.testbed.conftest import create_app, on_a_port

Json = dict[str, Any]
SLIPS = "0.25"


class Town:
    def __init__(self, data: Path) -> None:
        self.data, self.stores = data, Stores.open(data)

    def fill(self, url: str, code: str, *more: str, count: int = 20) -> None:
        arguments = ["--url", url, "--data", str(self.data), "--seed", "7", "--count", str(count), *more]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COE_TODAY", "2026-11-23")
            patch.setattr(sys, "argv", ["seed", *arguments, "--municipality", code])
            seed.main()

    def of(self, code: str) -> list[Json]:
        cases = answer_key.read(self.data)["cases"]
        return [case for case in cases if (case["municipality"], case["process"]) == (code, "leave")]

    def cases(self) -> dict[str, Json]:
        return {case["reference"]: case for case in truth.read(self.data)["cases"] if case["process"] == "leave"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    with on_a_port(town.stores) as url:
        town.fill(url, "1287", "--vendor", "sambis", count=3)
        town.fill(url, "1287", "--process", "leave")
        town.fill(url, "1290", "--process", "leave", "--vendor", "tidvis", "--shadow-slips", SLIPS)
        yield town


def test_a_municipality_is_filled_once_for_each_process(town: Town) -> None:
    filled = answer_key.read(town.data)["filled"]
    assert [(one["municipality"], one["process"], one["vendor"], one["count"]) for one in filled] == [
        ("1287", "economic_assistance", "sambis", 3), ("1287", "leave", "tidvis", 20), ("1290", "leave", "tidvis", 20),
    ]  # fmt: skip
    with pytest.raises(SystemExit, match="1287 is filled already"):
        town.fill("http://127.0.0.1:1", "1287", "--process", "leave")
    with pytest.raises(SystemExit, match="sambis is no system for leave"):
        town.fill("http://127.0.0.1:1", "1233", "--process", "leave", "--vendor", "sambis")


def test_forty_requests_over_two_municipalities_hold_every_kind_once(town: Town) -> None:
    kinds = [case["kind"] for code in ("1287", "1290") for case in town.of(code)]
    assert sorted(kinds) == sorted([*GRANTED, *HANDED_OVER])


def test_each_line_names_the_days_that_must_stand_or_all_the_reasons(town: Town) -> None:
    kept = town.cases()
    for case in town.of("1287") + town.of("1290"):
        assert kept[case["reference"]]["vendor"] == "tidvis"
        assert case["amount_ore"] is None
        if case["outcome"] == "granted":
            assert list(case["effects"]) == ["registration"]
            assert float(case["effects"]["registration"]) > 0
            assert case["reasons"] == []
        else:
            assert (case["effects"], bool(case["reasons"])) == ({}, True)
    assert "XXXX" in town.of("1287")[0]["person"]


def test_managers_decide_in_tidvis_without_a_key_and_only_once(tmp_path: Path) -> None:
    town = Town(tmp_path)
    with on_a_port(town.stores) as url:
        town.fill(url, "1290", "--process", "leave", "--shadow-slips", SLIPS)
    known = town.of("1290")
    slips = [case for case in known if case["caseworker"]["slip"]]
    assert sum(case["outcome"] == "granted" for case in slips) == 2
    told = caseworkers.decide(town.stores, "1290", "leave")
    assert (told["vendor"], told["decided"], told["slips"]) == ("tidvis", 20, len(slips))
    kept = town.cases()
    for case in known:
        decided = case["caseworker"]
        found = kept[case["reference"]]
        assert [(one["outcome"], one["days"], one["key"]) for one in found["decisions"]] == [
            (decided["outcome"], decided["days"], "")
        ]
        assert found["state"] == "decided"
        if case["outcome"] == "granted":
            assert (decided["days"] == case["effects"]["registration"]) == (decided["slip"] is None), case["kind"]
    assert caseworkers.decide(town.stores, "1290", "leave")["decided"] == 0
    with pytest.raises(SystemExit, match="--shadow-slips"):
        caseworkers.decide(town.stores, "1290")


def test_the_key_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        town = Town(tmp_path / name)
        with on_a_port(town.stores) as url:
            town.fill(url, "1287", "--process", "leave", "--shadow-slips", "0.1", count=8)
        keys.append(json.dumps(answer_key.read(town.data)))
    assert keys[0] == keys[1]


def test_whoever_tries_a_robot_gets_requests_beside_those_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COE_TODAY", "2026-11-23")
    town = Town(tmp_path)
    app = create_app(town.stores)
    add_tries(app, town.stores)
    with on_a_port(town.stores, app) as url:
        form = {"municipality": "1287", "vendor": "tidvis", "count": "3", "seed": "1", "robot_password": "prov"}
        first = httpx.post(f"{url}/admin/cases", data=form, timeout=60).json()["references"]
        second = httpx.post(f"{url}/admin/cases", data=form | {"seed": "2"}, timeout=60).json()["references"]
        entered = httpx.post(f"{url}/tidvis/in", data={"namn": "robot-1287", "kod": "prov"})
    assert len({*first, *second}) == 6
    assert set(town.cases()) >= {*first, *second}
    assert entered.headers["location"] == "/tidvis/lista"
    assert answer_key.filled(tmp_path, "1287", "leave")
