"""Going live: everything in place, every disagreement looked at, the limit reached or a reason kept, two persons."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue import lifecycle, readiness
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import secrets
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending, Exit
from orchestrator.outcomes.decisions import observe, release
from orchestrator.outcomes.decisions.agreement import Agreement, wilson
from orchestrator.outcomes.trials import connection, service
from orchestrator.outcomes.trials.queries import trial_of
from orchestrator.outcomes.trials.readiness import items, missing
from orchestrator.outcomes.trials.rules import LIMITS, more_needed, reaches
from tests.support.casework import Robot, Rules
from tests.support.house import GROUND, House

ASKER, OWNER = "person:asker", "person:owner"


@pytest.fixture
def house(sqlite_database: Database, rules: Rules) -> House:
    del rules
    found = House(sqlite_database, mode="shadow").furnish()
    with sqlite_database.session(Scope.steward("test")) as session:
        session.execute(update(Subscription).values(state="requested"))
        first = session.scalars(select(Release)).one()
        first.manifest = {
            **first.manifest, "connect_task": "Try Connection", "systems": ["case_system", "register_portal"],
            "tasks": {**first.manifest["tasks"], "Try Connection": {}},
        }  # fmt: skip
    return found


def as_(house: House, who: str) -> Any:
    return house.database.session(Scope.of(who, house.code))


def only(session: Session) -> Subscription:
    return session.scalars(select(Subscription)).one()


def put_in_place(house: House, before: str = "live") -> None:
    """Everything that the municipality says and the platform sees."""
    with as_(house, ASKER) as session:
        uses = only(session)
        for check in readiness.CHECKS:
            if before == "live" or check.before == "trial":
                readiness.record(session, uses, check.name, "SN 2026/112, 18 februari")
        secrets.put(session, house.code, "case_system", {"username": "r", "password": "p"})
    tried(house, Exit.PASSED)


def tried(house: House, how: Exit) -> None:
    """The robot tries to log in, and ends so."""
    with as_(house, ASKER) as session:
        run_id = connection.test_connection(session, only(session)).id
    with house.database.session(Scope.steward("test")) as session:
        runs.open_run(session, "flow", "w1", run_id)
        runs.close(session, run_id, Ending(how, 0 if how is Exit.PASSED else 1, ""))


def start(house: House) -> None:
    put_in_place(house)
    with as_(house, ASKER) as session:
        service.start_trial(session, only(session))


def ask(house: House, mode: str = "propose") -> None:
    with as_(house, ASKER) as session:
        lifecycle.ask_for_mode(session, only(session), mode, GROUND)


def state(house: House, name: str) -> str:
    with as_(house, OWNER) as session:
        return next(item.state for item in items(session, only(session)) if item.name == name)


def test_a_trial_begins_when_everything_before_it_is_in_place_and_says_what_is_not(house: House) -> None:
    with as_(house, ASKER) as session, pytest.raises(Conflict, match=r"processor_agreement.*secrets"):
        service.start_trial(session, only(session))
    put_in_place(house, "trial")
    assert state(house, "connection") == "ok"
    with as_(house, ASKER) as session:
        service.start_trial(session, only(session))
        assert (only(session).state, only(session).mode) == ("trial", "shadow")
        assert {item.name for item in missing(session, only(session), "live")} == {
            "register_queries", "inbox_staffed", "training", "applicants_informed", "reserve_routine",
        }  # fmt: skip


def test_without_the_ground_for_its_own_register_queries_a_trial_does_without_the_portal_and_nothing_goes_live(
    house: House,
) -> None:
    with as_(house, ASKER) as session:
        release = session.scalars(select(Release)).one()
        release.manifest = {**release.manifest, "secrets": ["case_system", "register_portal"]}
    put_in_place(house)
    assert state(house, "secrets") == "warn", "with the ground the robot needs its account in the portal"
    with as_(house, ASKER) as session:
        assert readiness.withheld(session, only(session)) == set()
    with house.database.session(house.scope) as session:
        session.delete(readiness.recorded(session, only(session))["register_queries"])
    with as_(house, ASKER) as session:
        assert readiness.withheld(session, only(session)) == {"register_portal"}
    assert state(house, "secrets") == "ok"
    with as_(house, ASKER) as session:
        service.start_trial(session, only(session))
        assert [item.name for item in missing(session, only(session), "live")] == ["register_queries"]
        assert readiness.withheld(session, only(session)) == {"register_portal"}
    ask(house)
    with as_(house, OWNER) as session, pytest.raises(Conflict, match="register_queries"):
        service.go_live(session, only(session), "Vi vill börja.")


def test_what_is_needed_everywhere_cannot_be_left_out_and_a_word_needs_what_shows_it(house: House) -> None:
    with as_(house, ASKER) as session:
        with pytest.raises(BadInput, match="needed everywhere"):
            readiness.record(session, only(session), "dpia", "behövs inte", off=True)
        with pytest.raises(BadInput, match="what shows it"):
            readiness.record(session, only(session), "dpia", " ")
        readiness.record(session, only(session), "applicants_informed", "Gäller inte personal", off=True)
    assert state(house, "applicants_informed") == "off"


def test_the_connection_is_tested_by_a_run_though_nothing_else_may_run_yet(house: House) -> None:
    tried(house, Exit.TASK_FAILED)
    assert state(house, "connection") == "warn"
    tried(house, Exit.PASSED)
    assert state(house, "connection") == "ok"
    with as_(house, ASKER) as session, pytest.raises(Conflict, match="requested"):
        runs.request(session, house.code, only(session).process, "Collect Applications", "test")


def test_a_connection_that_no_robot_has_tried_may_be_tried_by_hand(house: House) -> None:
    with as_(house, ASKER) as session:
        readiness.record(session, only(session), "connection", "Kontot provat av IT 18 februari")
    assert state(house, "connection") == "ok"
    tried(house, Exit.TASK_FAILED)
    assert state(house, "connection") == "warn", "what the robot met counts more than what was said"


def test_a_new_password_or_configuration_makes_the_test_old(house: House) -> None:
    tried(house, Exit.PASSED)
    with as_(house, ASKER) as session:
        secrets.put(session, house.code, "case_system", {"username": "r", "password": "ny"})
        assert connection.tried(session, only(session)).state == "stale"
    tried(house, Exit.PASSED)
    with as_(house, ASKER) as session:
        lifecycle.configure(session, only(session), configuration={"case_system": {"vendor": "klarven"}})
        assert connection.tried(session, only(session)).state == "stale"


def test_two_persons_a_limit_and_a_reason(house: House) -> None:
    start(house)
    ask(house)
    with as_(house, OWNER) as session, pytest.raises(BadInput, match="90%"):
        service.go_live(session, only(session))
    with as_(house, ASKER) as session, pytest.raises(NotAllowed, match="two people"):
        service.go_live(session, only(session), "Liten kommun, få ärenden")
    with as_(house, OWNER) as session:
        service.go_live(session, only(session), "Liten kommun, få ärenden")
        assert (only(session).state, only(session).mode) == ("active", "propose")
        row = session.scalars(select(TrailRow).where(TrailRow.action == "subscription_went_live")).one()
        assert "Liten kommun" in str(vars(row)), "the reason stands in the trail"


def test_prepare_asks_for_no_limit(house: House) -> None:
    start(house)
    ask(house, "prepare")
    with as_(house, OWNER) as session:
        service.go_live(session, only(session))
        assert only(session).mode == "prepare"


def test_nothing_goes_live_with_a_disagreement_that_nobody_looked_at(house: House) -> None:
    start(house)
    ask(house)
    house.add_item("EB-1")
    robot = Robot(house)
    robot.assess()
    robot.do(release.release, release.Ended())
    item_id = robot.item_id
    with as_(house, ASKER) as session:
        observe.observe(session, item_id, "granted", 400_00, "someone")
        assert [pair.work_item_id for pair in trial_of(session, only(session)).open] == [item_id]
    with as_(house, OWNER) as session:
        with pytest.raises(Conflict, match="1 are left"):
            service.go_live(session, only(session), "brådskar")
        with pytest.raises(BadInput, match="what is done"):
            service.judge(session, only(session), item_id, "robot", "")
        with pytest.raises(BadInput, match="who was right"):
            service.judge(session, only(session), item_id, "ingen", "rättas")
        with pytest.raises(NotFound, match="do not differ"):
            service.judge(session, only(session), "f" * 32, "robot", "rättas")
        service.judge(session, only(session), item_id, "robot", "Beslutet rättas i dag")
        service.judge(session, only(session), item_id, "caseworker", "Taket var fel inskrivet")
        judged = trial_of(session, only(session)).judged[item_id]
        assert (judged.right, judged.by) == ("caseworker", OWNER)
        service.go_live(session, only(session), "Liten kommun")
        assert session.get_one(WorkItem, item_id).state == "done"


@given(st.integers(0, 400), st.integers(0, 20), st.sampled_from(sorted(LIMITS)))
def test_so_many_more_cases_all_alike_reach_the_limit_and_one_fewer_do_not(alike: int, apart: int, mode: str) -> None:
    total = alike + apart
    ends = wilson(alike, total) if total else (None, None)
    told = Agreement(total, alike, alike / total if total else None, *ends, ())
    more = more_needed(told, mode)
    assert (more == 0) is reaches(told, mode)
    if more:
        assert wilson(alike + more, total + more)[0] > LIMITS[mode]
        assert more == 1 or wilson(alike + more - 1, total + more - 1)[0] <= LIMITS[mode]
