"""A decision again from its own releases; and what another release would change, with the smallest process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue import released
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.outcomes.decisions import effects, replay
from orchestrator.outcomes.decisions import release as releasing
from orchestrator.outcomes.decisions.effects import NewEffect
from tests.orchestrator.governance.catalogue.test_released import tree
from tests.support import releases
from tests.support.casework import GRANTED, Robot, furnished
from tests.support.house import PROCESS, House

STEWARD = Scope.steward("test")
# Rules as one expression of what was asked: a household of two gets 200 kronor, with a release's own addition.
RULES = "{told} | {{'amount_ore': 10000 * asked['facts']['persons'] + {extra}, 'rules_version': '{version}'}}"


def publish(house: House, folder: Path, extra: int, version: str, through: bool = True) -> ProcessRelease:
    rules = RULES.format(told=GRANTED, extra=extra, version=version)
    with house.database.session(STEWARD) as session:
        releases.act_as(session, releases.AUTHOR)
        made = packages.draft_process(session, tree(folder, rules, version), PROCESS)
        if through:
            releases.through(session, made)
        return made


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    signing.ensure_keys(settings().home)
    monkeypatch.setattr(releasing.letters, "has_letter", lambda *_asked: True)
    monkeypatch.setattr(releasing.letters, "compose", lambda *_asked, **_named: None)
    monkeypatch.setattr(releasing.notices, "prepare", lambda *_asked: None)
    made = furnished(sqlite_database)
    publish(made, tmp_path / "tree", 0, "1.0.0")
    yield made
    released.hosts.close()


def decide(house: House, reference: str, persons: int) -> None:
    house.add_item(reference)
    robot = Robot(house)
    robot.facts = {"persons": persons}
    robot.assess()
    robot.do(effects.declare, [NewEffect("decision", f"{reference}:decision")])
    for state in ("done", "confirmed"):
        robot.do(effects.report, 1, state)
    robot.do(releasing.release, releasing.Ended())


def again(house: House) -> list[replay.Replayed]:
    with house.database.session(STEWARD) as session:
        return [replay.replay(session, one) for one in replay.decisions(session)]


def test_every_decision_comes_out_the_same_by_its_own_release_whatever_was_published_or_withdrawn_since(
    house: House, tmp_path: Path
) -> None:
    decide(house, "EB-1", 2)
    newer = publish(house, tmp_path / "tree", 500, "1.1.0")
    decide(house, "EB-2", 3)
    with house.database.session(STEWARD) as session:
        releases.act_as(session, releases.PUBLISHER)
        pipeline.withdraw(session, session.get_one(ProcessRelease, newer.id), "wrong by five kronor")
    assert [(row.amount_ore, row.rules_version, row.same) for row in again(house)] == [
        (20000, "1.0.0", True), (30500, "1.1.0", True),
    ]  # fmt: skip


def test_a_decision_whose_amount_was_changed_in_the_database_is_found(house: House) -> None:
    decide(house, "EB-1", 2)
    with house.database.session(house.scope) as session:
        row: Any = session.scalars(select(replay.Decision)).one()
        row.amount_ore += 100
    [found] = again(house)
    assert (found.same, found.why) == (False, "the decided amount is not the rules'")


def test_a_draft_shows_who_would_get_another_outcome_before_it_is_published(house: House, tmp_path: Path) -> None:
    decide(house, "EB-2026-12-0001", 2)
    decide(house, "EB-2026-12-0002", 3)
    draft = publish(house, tmp_path / "tree", 700, "1.1.0", through=False)
    with house.database.session(STEWARD) as session:
        found = list(replay.what_if(session, draft))
        newest = list(replay.what_if(session, draft, most=1))
    assert [one.reference for one in newest if one] == ["…02"]
    assert [(one.reference, one.was_ore, one.becomes_ore, one.difference_ore) for one in found if one] == [
        ("…02", 30000, 30700, 700), ("…01", 20000, 20700, 700),
    ]  # fmt: skip
    same = publish(house, tmp_path / "tree", 0, "1.2.0", through=False)
    with house.database.session(STEWARD) as session:
        assert list(replay.what_if(session, same)) == [None, None]
