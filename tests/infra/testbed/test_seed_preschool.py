"""Two municipalities' applications for preschool on one testbed, and those who place children by hand afterwards."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.testbed import answer_key, caseworkers, seed, truth
from infra.testbed.app import Stores
from infra.testbed.eservice import offers
from infra.testbed.generator.preschool.plan import KINDS
from infra.testbed.tries import add_tries
from tests.infra.testbed.conftest import create_app, on_a_port

Json = dict[str, Any]
COUNTS = {"1287": 24, "1285": 16}


class Town:
    def __init__(self, data: Path) -> None:
        self.data, self.stores = data, Stores.open(data)

    def fill(self, code: str, *more: str, count: int = 0, day: str = "2026-11-23") -> None:
        arguments = ["--url", "http://127.0.0.1:1", "--data", str(self.data), "--seed", "7", "--process", "preschool"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COE_TODAY", day)
            argv = ["seed", *arguments, "--count", str(count or COUNTS[code]), "--municipality", code, *more]
            patch.setattr(sys, "argv", argv)
            seed.main()

    def of(self, code: str) -> list[Json]:
        return [case for case in answer_key.read(self.data)["cases"] if case["municipality"] == code]

    def kept(self) -> dict[str, Json]:
        return {case["reference"]: case for case in truth.read(self.data)["cases"] if case["process"] == "preschool"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = Town(tmp_path_factory.mktemp("town"))
    town.fill("1287")
    town.fill("1285", "--vendor", "myllra")
    return town


def test_forty_applications_over_two_municipalities_hold_every_kind_once_and_wait_in_the_queue(town: Town) -> None:
    kinds = [case["kind"] for code in COUNTS for case in town.of(code)]
    assert sorted(kinds) == sorted(KINDS)
    kept = town.kept()
    assert len(kept) == 40
    for code in COUNTS:
        for case in town.of(code):
            found = kept[case["reference"]]
            assert (found["municipality"], found["state"], found["effects"]) == (code, "queued", []), case["kind"]
    assert "XXXX" in town.of("1287")[0]["person"]


def test_the_e_service_knows_whose_each_application_is(town: Town) -> None:
    rows = town.stores.eservice.rows("SELECT * FROM guardian JOIN citizen USING (number)")
    assert {row["reference"] for row in rows} == set(town.kept())
    assert {row["municipality"] for row in rows} == set(COUNTS)
    assert not offers.of_citizen(town.stores.eservice, rows[0]["number"])


def test_a_municipality_is_filled_once_and_on_the_plans_own_day_only(town: Town) -> None:
    with pytest.raises(SystemExit, match="1287 is filled already"):
        town.fill("1287")
    with pytest.raises(SystemExit, match="set COE_TODAY"):
        town.fill("1290", count=2, day="2026-11-24")


def test_two_applications_make_a_world_of_their_own(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.fill("1287", count=2)
    assert sorted(case["kind"] for case in town.of("1287")) == ["first_place", "protected_identity"]
    (offered,) = (case["effects"] for case in town.of("1287") if case["effects"])
    assert offered == {"right": "35/2027-01-11/136500", "offer": "Solrosen/Bina 02/2027-01-11", "answer": "accepted"}


def test_the_key_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        town = Town(tmp_path / name)
        town.fill("1285", "--shadow-slips", "0.2", count=8)
        keys.append(json.dumps(answer_key.read(town.data)))
    assert keys[0] == keys[1]


def test_people_place_children_by_hand_as_the_key_says_with_slips_and_only_once(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.fill("1287", "--shadow-slips", "0.2")
    known = [case for case in town.of("1287") if "caseworker" in case]
    slips = [case for case in known if case["caseworker"]["slip"]]
    assert {case["outcome"] for case in known} == {"granted"}
    assert len(slips) == 2
    told = caseworkers.decide(town.stores, "1287", "preschool")
    assert told == {"municipality": "1287", "vendor": "myllra", "decided": len(known), "slips": 2}
    kept = town.kept()
    for case in known:
        found, by_hand = kept[case["reference"]], case["caseworker"]
        written = {effect["kind"]: effect["value"] for effect in found["effects"]}
        assert written["offer"] == case["effects"]["offer"]
        assert (written["right"] == case["effects"]["right"]) == (by_hand["slip"] is None)
        assert (found["state"], {effect["key"] for effect in found["effects"]}) == ("placed", {""})
    assert caseworkers.decide(town.stores, "1287", "preschool")["decided"] == 0


def test_whoever_tries_a_robot_gets_applications_in_units_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COE_TODAY", "2026-11-23")
    town = Town(tmp_path)
    app = create_app(town.stores)
    add_tries(app, town.stores)
    with on_a_port(town.stores, app) as url:
        form = {"municipality": "1287", "vendor": "myllra", "count": "3", "seed": "1", "robot_password": "prov"}
        first = httpx.post(f"{url}/admin/cases", data=form, timeout=60).json()["references"]
        second = httpx.post(f"{url}/admin/cases", data=form, timeout=60).json()["references"]
        monkeypatch.setenv("COE_TODAY", "2026-11-24")
        assert httpx.post(f"{url}/admin/cases", data=form, timeout=60).status_code == 422
    assert len({*first, *second}) == 6
    given = [case["effects"]["offer"] for case in town.of("1287") if case["effects"]]
    assert len(given) == len(set(given)) == 4
