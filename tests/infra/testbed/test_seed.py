"""Several municipalities on one testbed, each in its own vendor's case system, and its caseworkers afterwards."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.testbed import answer_key, caseworkers, seed, truth
from infra.testbed.app import Stores
from tests.infra.testbed.conftest import on_a_port

Json = dict[str, Any]
TOWNS = (("1287", "sambis", None), ("1233", "klarven", None), ("1290", "sambis", "0.2"))


class Town:
    """The testbed after the seed has been called once for each municipality."""

    def __init__(self, data: Path) -> None:
        self.data, self.stores = data, Stores.open(data)
        self.told: list[str] = []

    def fill(
        self,
        url: str,
        code: str,
        vendor: str,
        slips: str | None = None,
        count: int = 20,
        more: tuple[str, ...] = (),
    ) -> None:
        more += ("--shadow-slips", slips) if slips else ()
        arguments = ["--url", url, "--data", str(self.data), "--seed", "7", "--count", str(count), *more]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["seed", *arguments, "--municipality", code, "--vendor", vendor])
            seed.main()

    @property
    def key(self) -> Json:
        return answer_key.read(self.data)

    def of(self, code: str) -> list[Json]:
        return [case for case in self.key["cases"] if case["municipality"] == code]

    def cases(self) -> dict[str, Json]:
        return {case["reference"]: case for case in truth.read(self.data)["cases"]}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    with on_a_port(town.stores) as url:
        for code, vendor, slips in TOWNS:
            town.fill(url, code, vendor, slips)
        yield town


def test_the_answer_key_grows_and_keeps_the_first_municipality_on_top(town: Town) -> None:
    key = town.key
    assert (key["month"], key["municipality"], len(key["cases"])) == ("2026-12", "1287", 60)
    assert [(about["municipality"], about["process"], about["vendor"], about["count"]) for about in key["filled"]] == [
        (code, "economic_assistance", vendor, 20) for code, vendor, _ in TOWNS
    ]
    assert len({case["kind"] for case in key["cases"]}) == 54


def test_each_application_is_in_the_case_system_of_the_applicants_municipality_under_a_reference_of_its_own(
    town: Town,
) -> None:
    references = [case["reference"] for case in town.key["cases"]]
    assert len(set(references)) == 60
    vendors = {code: vendor for code, vendor, _ in TOWNS}
    kept = town.cases()
    assert all(kept[case["reference"]]["vendor"] == vendors[case["municipality"]] for case in town.key["cases"])
    rows = town.stores.sambis.rows("SELECT municipality, count(*) AS n FROM application JOIN dossier "
                                   "ON dossier.id = dossier_id GROUP BY municipality")  # fmt: skip
    assert {row["municipality"]: row["n"] for row in rows} == {"1287": 20, "1290": 20}


def test_every_municipality_has_its_robot_and_its_caseworkers(town: Town) -> None:
    sambis = {row["username"]: row["municipality"] for row in town.stores.sambis.rows("SELECT * FROM account")}
    assert sambis == {"robot-1287": "1287", "anna.lund": "1287", "erik.sand": "1287", "robot-1290": "1290",
                      "anna.lund-1290": "1290", "erik.sand-1290": "1290"}  # fmt: skip
    klarven = town.stores.case_systems["klarven"].rows("SELECT login, municipality FROM staff ORDER BY login")
    assert [tuple(row) for row in klarven] == [
        ("anna.lund-1233", "1233"), ("erik.sand-1233", "1233"), ("robot-1233", "1233"),
    ]  # fmt: skip


def test_earlier_references_are_used_once(town: Town) -> None:
    for table, store in (("decision", town.stores.sambis), ("stance", town.stores.case_systems["klarven"])):
        rows = store.rows(f"SELECT reference FROM {table} WHERE month = '2026-11'")  # noqa: S608 - our own names
        found = [row["reference"] for row in rows]
        assert len(found) == len(set(found)) > 15


def test_a_municipality_is_not_filled_twice_and_a_reset_forgets_the_key(tmp_path: Path) -> None:
    town = Town(tmp_path)
    with on_a_port(town.stores) as url:
        town.fill(url, "1287", "sambis", count=2)
        with pytest.raises(SystemExit, match="1287 is filled already"):
            town.fill(url, "1287", "sambis", count=2)
        town.stores.clear()
        town.fill(url, "1287", "klarven", count=1)
    assert [case["reference"][:2] for case in town.key["cases"]] == ["KV"]


def test_the_key_tells_what_the_rules_should_say_what_was_decided_and_which_are_slips(town: Town) -> None:
    assert not any("caseworker" in case for code in ("1287", "1233") for case in town.of(code))
    shadow = town.of("1290")
    slips = [case["caseworker"]["slip"] for case in shadow if case["caseworker"]["slip"]]
    granted = [case for case in shadow if case["outcome"] == "granted"]
    assert (len(granted), len(slips)) == (8, 2 + 2)
    for case in granted:
        decided = case["caseworker"]
        assert decided["outcome"] == "granted"
        assert (decided["amount_ore"] == case["amount_ore"]) == (decided["slip"] is None)
    for case in shadow:
        sign = {"norm": 1, "costs": 1, "incomes": -1}
        total = sum(sign[row["part"]] * row["amount_ore"] for row in case["caseworker"]["lines"])
        if case["caseworker"]["outcome"] != "rejected" and case["caseworker"]["slip"] != "digits_swapped":
            assert total == case["caseworker"]["amount_ore"], case["kind"]


@pytest.mark.parametrize("vendor", ["sambis", "klarven"])
def test_caseworkers_decide_in_their_own_system_without_a_key_and_only_once(vendor: str, tmp_path: Path) -> None:
    town = Town(tmp_path)
    with on_a_port(town.stores) as url:
        town.fill(url, "1290", vendor, "0.5", count=6)
    assert all(not case["decisions"] for case in town.cases().values())
    told = caseworkers.decide(town.stores, "1290")
    assert (told["vendor"], told["decided"]) == (vendor, 6)
    kept = town.cases()
    for case in town.key["cases"]:
        found, decided = kept[case["reference"]], case["caseworker"]
        assert [(d["outcome"], d["amount_ore"], d["key"]) for d in found["decisions"]] == [
            (decided["outcome"], decided["amount_ore"], "")
        ]
        assert [c["key"] for c in found["calculations"]] == [""]
        assert (found["state"], len(found["letters"])) == ("decided", 1)
    assert told["slips"] == sum(bool(case["caseworker"]["slip"]) for case in town.key["cases"]) > 0
    assert caseworkers.decide(town.stores, "1290")["decided"] == 0


def test_caseworkers_who_were_not_asked_for_are_told_how(town: Town) -> None:
    with pytest.raises(SystemExit, match="--shadow-slips"):
        caseworkers.decide(town.stores, "1287")


def test_the_key_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        town = Town(tmp_path / name)
        with on_a_port(town.stores) as url:
            town.fill(url, "1287", "sambis", "0.1", count=4)
        keys.append(json.dumps(town.key))
    assert keys[0] == keys[1]


def test_a_platform_is_connected_by_the_seed_with_a_token_from_the_environment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path / "testbed")
    wanted = ("--platform-url", "http://127.0.0.1:1/api/v1/")
    with on_a_port(town.stores) as url:
        with pytest.raises(SystemExit, match="coe eservice token"):
            town.fill(url, "1287", "sambis", count=1, more=wanted)
        monkeypatch.setenv("TESTBED_PLATFORM_TOKEN", "t")
        town.fill(url, "1287", "sambis", count=1, more=wanted)
    (row,) = town.stores.eservice.rows("SELECT * FROM platform")
    assert tuple(row) == ("1287", "http://127.0.0.1:1/api/v1", "t")
    assert len(town.of("1287")) == 1, "what was refused filed nothing"
