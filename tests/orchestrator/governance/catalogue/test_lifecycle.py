"""A subscription from asking to its end: which state follows which, who approves, and what is written down."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotAllowed
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue.changes import history
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import MOVES, State
from tests.support.house import GROUND, House

ASKER, OWNER = "person:asker", "person:owner"


@pytest.fixture
def house(sqlite_database: Database) -> House:
    found = House(sqlite_database, mode="shadow").furnish()
    with sqlite_database.session(found.scope) as session:
        session.execute(update(Subscription).values(state="trial"))
    return found


def as_(house: House, who: str) -> Scope:
    return Scope.of(who, house.code)


def only(session: Session) -> Subscription:
    return session.scalars(select(Subscription)).one()


def live(house: House, mode: str = "decide") -> None:
    with house.database.session(as_(house, ASKER)) as session:
        lifecycle.ask_for_mode(session, only(session), mode, GROUND)
    with house.database.session(as_(house, OWNER)) as session:
        lifecycle.go_live(session, only(session), "shown to the board")


def test_every_state_that_the_table_names_is_a_state_and_an_end_can_be_begun_anew() -> None:
    assert set(MOVES) == set(State)
    assert MOVES[State.ENDED] == (State.REQUESTED,)


@pytest.mark.parametrize("state", ["requested", "trial"])
def test_the_database_itself_lets_no_mode_but_shadow_stand_before_going_live(state: str, database: Database) -> None:
    house = House(database, mode="shadow").furnish()
    with pytest.raises(IntegrityError), database.session(house.scope) as session:
        session.execute(update(Subscription).values(state=state, mode="decide"))


def test_who_asked_for_the_mode_does_not_approve_it(house: House) -> None:
    with house.database.session(as_(house, ASKER)) as session:
        lifecycle.ask_for_mode(session, only(session), "decide", GROUND)
    with pytest.raises(NotAllowed, match="two people"), house.database.session(as_(house, ASKER)) as session:
        lifecycle.go_live(session, only(session))
    with house.database.session(as_(house, OWNER)) as session:
        lifecycle.go_live(session, only(session))
        assert (only(session).state, only(session).mode, only(session).live_by) == ("active", "decide", OWNER)


def test_decide_without_its_ground_cannot_even_be_asked_for(house: House) -> None:
    with pytest.raises(Conflict, match="case_number"), house.database.session(as_(house, ASKER)) as session:
        lifecycle.ask_for_mode(session, only(session), "decide", {**GROUND, "case_number": ""})


def test_nothing_goes_live_that_nobody_asked_for(house: House) -> None:
    with pytest.raises(Conflict, match="Nobody has asked"), house.database.session(as_(house, OWNER)) as session:
        lifecycle.go_live(session, only(session))


def test_a_pause_needs_its_reason_and_ends_by_itself_after_its_last_day(house: House) -> None:
    live(house)
    with house.database.session(as_(house, OWNER)) as session:
        with pytest.raises(BadInput, match="why"):
            lifecycle.pause(session, only(session), "  ")
        with pytest.raises(BadInput, match="ended already"):
            lifecycle.pause(session, only(session), "fel", date(2026, 11, 22))
        lifecycle.pause(session, only(session), "Fel i hyran", date(2026, 11, 23))
        assert lifecycle.resume_due(session) == 0, "the last day is a day of the pause"
        only(session).paused_to_on = date(2026, 11, 22)
        session.flush()
        assert lifecycle.resume_due(session) == 1
        assert (only(session).state, only(session).mode, only(session).paused_by) == ("active", "decide", None)


def test_a_paused_trial_resumes_as_a_trial(house: House) -> None:
    with house.database.session(as_(house, OWNER)) as session:
        lifecycle.pause(session, only(session), "semester")
        lifecycle.resume(session, only(session))
        assert (only(session).state, only(session).mode) == ("trial", "shadow")


@pytest.mark.parametrize("live_first", [True, False])
def test_a_pause_is_left_by_resuming_and_in_no_other_way(live_first: bool, house: House) -> None:
    if live_first:
        live(house)
    with house.database.session(as_(house, ASKER)) as session:
        lifecycle.pause(session, only(session), "semester")
        lifecycle.ask_for_mode(session, only(session), "propose", GROUND)
    with house.database.session(as_(house, OWNER)) as session:
        for verb in (lifecycle.go_live, lifecycle.start_trial):
            with pytest.raises(Conflict, match="is paused"):
                verb(session, only(session))
        lifecycle.resume(session, only(session))
        assert (only(session).state, only(session).mode) == (
            ("active", "decide") if live_first else ("trial", "shadow")
        )


def test_what_has_ended_is_not_paused_and_begins_anew_in_shadow(house: House) -> None:
    live(house)
    with house.database.session(as_(house, OWNER)) as session:
        uses = only(session)
        lifecycle.end(session, uses, "Byter verksamhetssystem")
        with pytest.raises(Conflict, match="ended"):
            lifecycle.pause(session, uses, "fel")
        release = session.get_one(lifecycle.Release, uses.release_id)
        again = lifecycle.request(session, house.code, uses.process, release)
        assert (again.id, again.state, again.mode, again.wanted_mode) == (uses.id, "requested", "shadow", None)


def test_every_change_is_a_row_and_stands_in_the_trail(house: House) -> None:
    live(house, "propose")
    with house.database.session(as_(house, OWNER)) as session:
        lifecycle.pause(session, only(session), "Fel i hyran")
        told = [(row.what, row.from_state, row.to_state, row.by, row.reason) for row in history(session, only(session))]
        assert told == [
            ("paused", "active", "paused", OWNER, "Fel i hyran"),
            ("went_live", "trial", "active", OWNER, "shown to the board"),
            ("mode_asked", "trial", "trial", ASKER, ""),
        ]
        trail = [row.action for row in session.scalars(select(TrailRow).order_by(TrailRow.id))]
    assert trail[-3:] == ["subscription_mode_asked", "subscription_went_live", "subscription_paused"]
