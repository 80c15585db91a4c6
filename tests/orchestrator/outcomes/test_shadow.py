"""Shadow: the robot's conclusion beside the caseworker's, with an honest interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions import effects, observe, release
from orchestrator.outcomes.decisions.agreement import Pair, agreement, wilson
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.letters.models import Letter
from orchestrator.outcomes.notices.models import Notice
from tests.support.casework import EFFECTS, HANDED, Robot, Rules, furnished
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database, rules: Rules) -> House:
    del rules
    return furnished(database, mode="shadow")


def _assessed(house: House, reference: str) -> str:
    house.add_item(reference)
    robot = Robot(house, f"run-{reference}")
    robot.assess()
    robot.do(release.release, release.Ended())
    return robot.item_id


def test_what_was_assessed_waits_to_be_observed_once(house: House) -> None:
    item_id = _assessed(house, "A-1")
    with house.database.session(house.scope) as session:
        assert [item.id for item in observe.to_observe(session, house.code, PROCESS)] == [item_id]
        first = observe.observe(session, item_id, "granted", 730200, "k")
        assert observe.observe(session, item_id, "rejected", None, "k").id == first.id
        assert observe.to_observe(session, house.code, PROCESS) == []


def test_agreement_counts_amounts_to_the_ore_and_names_each_disagreement(house: House, rules: Rules) -> None:
    same, other = _assessed(house, "A-1"), _assessed(house, "A-2")
    rules.result = HANDED
    handed = _assessed(house, "A-3")
    with house.database.session(house.scope) as session:
        observe.observe(session, same, "granted", 730200, "")
        observe.observe(session, other, "granted", 730100, "")
        observe.observe(session, handed, "rejected", None, "")
    with house.database.session(house.scope) as session:
        found = observe.agreement_of(session, house.code, PROCESS)
    assert (found.compared, found.agreeing) == (2, 1), "a hand-over decides nothing, so it is not compared"
    assert [pair.work_item_id for pair in found.disagreements] == [other]


@pytest.mark.parametrize(("observed", "state"), [(730200, "effected"), (700000, "void")])
def test_drafts_take_effect_only_if_the_person_decided_the_same(
    database: Database, rules: Rules, observed: int, state: str
) -> None:
    del rules
    house = furnished(database, mode="prepare")
    item_id = house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.write_all()
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        item = session.get_one(WorkItem, item_id)
        assert (item.state, item.waiting_for) == ("waiting_human", "outcome")
        assert [row.state for row in session.scalars(select(Decision))] == ["prepared"], "nothing is decided by drafts"
        assert session.scalars(select(Notice)).all() == []
        observe.observe(session, item_id, "granted", observed, "")
    with house.database.session(house.scope) as session:
        assert [row.state for row in session.scalars(select(Decision))] == [state]
        assert session.get_one(WorkItem, item_id).state == "done"
        assert [line.outcome for line in session.scalars(select(BenefitLine))] == ["assisted"]


def test_a_handed_over_case_that_a_person_refused_in_the_case_system_leaves_the_inbox(
    database: Database, rules: Rules
) -> None:
    rules.result = HANDED
    house = furnished(database, mode="decide")
    item_id = house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.do(release.release, release.Ended("BUSINESS", "handed_over"))
    with house.database.session(house.scope) as session:
        assert [item.id for item in observe.to_observe(session, house.code, PROCESS)] == [item_id]
        observe.observe(session, item_id, "rejected", None, "")
        assert session.get_one(WorkItem, item_id).state == "done"
        assert session.scalars(select(Decision)).all() == []


@pytest.mark.parametrize(("key", "told"), [("EB-1:2026-12:1:decision", 1), ("", 0)])
def test_what_the_robot_wrote_and_could_not_read_back_has_its_letter_when_it_is_seen_to_stand(
    database: Database, rules: Rules, key: str, told: int
) -> None:
    del rules
    house = furnished(database)
    item_id = house.add_item(payload={"contact": {"channel": "sms", "address": "+46700000000"}})
    robot = Robot(house)
    robot.assess()
    robot.do(effects.declare, EFFECTS)
    robot.do(release.release, release.Ended("BUSINESS", "cannot_tell", "Nobody can tell."))
    with house.database.session(house.scope) as session:
        observe.observe(session, item_id, "granted", 730200, key)
    with house.database.session(house.scope) as session:
        (decision,) = session.scalars(select(Decision))
        assert decision.state == "effected"
        assert (decision.decided_by == "person_in_case_system") is not bool(told)
        assert [len(session.scalars(select(table)).all()) for table in (Letter, Notice)] == [told, told]


def test_many_undecided_cases_never_starve_the_newer_ones(house: House) -> None:
    items = [_assessed(house, f"A-{number}") for number in range(5)]

    def next_two() -> list[str]:
        with house.database.session(house.scope) as session:
            return [item.id for item in observe.to_observe(session, house.code, PROCESS, limit=2)]

    seen = []
    for _ in range(5):
        found = next_two()
        seen += found
        for item_id in found:
            with house.database.session(house.scope) as session:
                observe.looked_up(session, item_id)
    assert seen == items * 2, "each in turn, and then again those looked at longest ago"


def test_looking_up_a_case_of_another_municipality_is_refused(database: Database, house: House) -> None:
    item_id = _assessed(house, "A-1")
    other = House(database, code="1285", mode="shadow").furnish()
    with database.session(other.scope) as session, pytest.raises(NotFound):
        observe.looked_up(session, item_id)


def test_an_outcome_that_does_not_exist_is_refused(house: House) -> None:
    item_id = _assessed(house, "A-1")
    with house.database.session(house.scope) as session, pytest.raises(BadInput, match="partly_granted"):
        observe.observe(session, item_id, "maybe", None, "")


def test_nothing_compared_gives_no_share_instead_of_a_good_one() -> None:
    assert agreement([]).share is None
    assert agreement([Pair("x", "hand_over", None, "granted", 1)]).share is None


def test_ten_of_ten_is_no_certainty() -> None:
    low, high = wilson(10, 10)
    assert (round(low, 3), high) == (0.722, 1.0)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_stays_between_nought_and_one(case: tuple[int, int]) -> None:
    hits, total = case
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total <= high <= 1
