"""Rounds: laid from what waits, settled and decided by a person; no place given twice."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.notices.models import Notice
from orchestrator.outcomes.rounds import approve, kept, lay, queries
from orchestrator.outcomes.rounds.models import Offer, Round
from tests.support.queue_of_children import Children, unit
from tests.support.round_steps import ELIF, approved, offered, seats, waits

JANUARY = "2027-01-11"


def test_an_assessed_application_waits_for_the_round_and_not_in_anybodys_inbox(
    children: Children, two: tuple[str, str]
) -> None:
    assert waits(children, two[0]) == ("waiting_human", "round")
    with children.session() as session:
        assert not session.scalars(select(Decision)).all()


def test_a_round_proposes_by_the_municipalitys_order_and_decides_nothing(
    children: Children, two: tuple[str, str]
) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek"))
    assert seats(children, round_id) == {"BO-A": "Sol 1"}
    assert waits(children, two[0]) == ("waiting_human", "round")


@pytest.mark.usefixtures("two")
def test_a_round_can_be_computed_again_from_what_is_stored(children: Children) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek"))
    with children.session() as session:
        assert queries.verify(session, round_id).same
        row = queries.one(session, round_id)
        row.result_sha256 = "0" * 64
        assert queries.verify(session, round_id).why == "another result"


@pytest.mark.usefixtures("two")
def test_what_is_approved_is_a_persons_decision_that_the_robot_writes_and_the_guardian_hears_of(
    children: Children,
) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))
    made = approved(children, round_id)
    assert {(offer.place, offer.answer_by) for offer in made.offers} == {
        ("Sol 1", date(2026, 12, 3)), ("Ek 1", date(2026, 12, 3))
    }  # fmt: skip
    with children.session() as session:
        decisions = session.scalars(select(Decision)).all()
        assert {row.decided_by for row in decisions} == {"person:elif"}
        assert {row.mode for row in decisions} == {"propose"}
        terms = next(row.terms for row in decisions if row.terms and row.terms["unit"] == "Sol")
        assert terms == {"unit": "Sol", "place": "Sol 1", "start_on": JANUARY, "answer_by": "2026-12-03",
                         "hours_week": terms["hours_week"], "guarantee_on": "2027-02-01"}  # fmt: skip
    assert offered(children) == {}, "nobody is offered what the system does not have yet"
    assert sorted(children.write()) == ["BO-A", "BO-B"]
    assert set(offered(children)) == {"BO-A", "BO-B"}
    with children.session() as session:
        assert len(session.scalars(select(Notice)).all()) == 2


@pytest.mark.usefixtures("two")
def test_an_approval_is_undone_until_the_robot_has_taken_the_case(children: Children) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))
    first, second = approved(children, round_id).offers
    with children.session(f"person:{ELIF}") as session:
        approve.undo(session, first.id, ELIF)
    assert waits(children, first.work_item_id) == ("waiting_human", "round")
    assert seats(children, round_id) == {"BO-A": "Sol 1", "BO-B": "Ek 1"}, "its proposal stands again"
    children.write()
    with children.session() as session, pytest.raises(Conflict):
        approve.undo(session, second.id, ELIF)
    again = approved(children, round_id, first.work_item_id).offers
    assert [offer.work_item_id for offer in again] == [first.work_item_id]
    assert children.write(), "the keys of the undone decision are not used twice"


def test_a_person_chooses_another_place_with_a_reason_and_the_rest_is_computed_again(
    children: Children, two: tuple[str, str]
) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))
    with children.session(f"person:{ELIF}") as session:
        with pytest.raises(BadInput):
            lay.settle(session, round_id, two[1], "Sol 1", " ")
        lay.settle(session, round_id, two[1], "Sol 1", "Syskonet går där.")
    assert seats(children, round_id) == {"BO-B": "Sol 1"}
    with children.session(f"person:{ELIF}") as session, pytest.raises(BadInput, match="not free"):
        lay.settle(session, round_id, two[0], "Sol 1", "Den också.")
    with children.session(f"person:{ELIF}") as session:
        lay.unsettle(session, round_id, two[1])
    assert seats(children, round_id) == {"BO-A": "Sol 1", "BO-B": "Ek 1"}


def test_what_is_offered_stands_when_the_rest_is_computed_again(children: Children, two: tuple[str, str]) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))
    approved(children, round_id, two[0])
    with children.session(f"person:{ELIF}") as session, pytest.raises(BadInput, match="not free"):
        lay.settle(session, round_id, two[1], "Sol 1", "Hellre dit.")
    with children.session(f"person:{ELIF}") as session:
        lay.settle(session, round_id, two[1], None, "Väntar till hösten.")
    assert seats(children, round_id) == {"BO-A": "Sol 1"}
    with children.session() as session:
        assert queries.verify(session, round_id).same
        whole = kept.opened(session, queries.one(session, round_id))
        assert "Först i tur" in whole.children[0].found["child"]["because"]["sv"]
    made = children.write()
    assert made == ["BO-A"]


def test_equals_wait_for_a_lot_that_is_drawn_and_kept(children: Children) -> None:
    for name in ("BO-A", "BO-B"):
        children.apply(name, "2026-10-02", "Sol")
    round_id = children.lay(unit("Sol", JANUARY))
    assert [why for _child, why in approved(children, round_id).left] == ["draw"]
    with children.session(f"person:{ELIF}") as session:
        assert lay.draw_lots(session, round_id) == 2
    assert len(approved(children, round_id).offers) == 1
    with children.session() as session:
        assert queries.verify(session, round_id).same


def test_who_must_be_settled_by_a_person_stands_before_what_is_sent_from_a_unit(children: Children) -> None:
    first = children.apply("BO-A", "2026-10-02", "Sol", support_hours=15, hours=15)
    children.apply("BO-B", "2026-10-03", "Sol")
    round_id = children.lay(unit("Sol", JANUARY))
    assert [why for _child, why in approved(children, round_id).left] == ["settle_first"]
    with children.session(f"person:{ELIF}") as session:
        lay.settle(session, round_id, first, "Sol 1", "Särskilt stöd: erbjuds skyndsamt.")
    assert [offer.work_item_id for offer in approved(children, round_id).offers] == [first]


@pytest.mark.usefixtures("two")
def test_a_newer_round_closes_the_older_and_gives_no_place_that_is_held(children: Children) -> None:
    older = children.lay(unit("Sol", JANUARY), unit("Ek"))
    approved(children, older)
    newer = children.lay(unit("Sol", JANUARY), unit("Ek"))
    assert seats(children, newer) == {}, "the system shows the place as free until the robot has written"
    with children.session() as session, pytest.raises(Conflict, match="newer round"):
        approve.approve(session, older, ELIF, None)


@pytest.mark.usefixtures("two")
def test_the_database_refuses_a_place_that_an_offer_holds_already(children: Children) -> None:
    made = approved(children, children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))).offers
    with pytest.raises(IntegrityError), children.session() as session:
        session.execute(update(Offer).where(Offer.id == made[1].id).values(place=made[0].place))


@pytest.mark.usefixtures("two")
def test_without_a_rule_for_the_answer_a_person_says_the_last_day(children: Children) -> None:
    with children.session() as session:
        session.execute(update(Round).values(state="closed"))
    other = Children(children.database, code="1287", rules={"ranking_answer_days": []}).furnish()
    other.apply("BO-C", "2026-10-02", "Sol")
    round_id = other.lay(unit("Sol", JANUARY))
    with other.session() as session, pytest.raises(BadInput, match="by which day"):
        approve.approve(session, round_id, ELIF, None)
    with other.session() as session, pytest.raises(BadInput, match="after today"):
        approve.approve(session, round_id, ELIF, date(2026, 11, 23))
    with other.session() as session:
        assert len(approve.approve(session, round_id, ELIF, date(2026, 12, 7)).offers) == 1


@pytest.mark.usefixtures("two")
def test_two_municipalities_lay_their_rounds_apart(children: Children) -> None:
    other = Children(children.database, code="1287").furnish()
    other.apply("BO-A", "2026-10-02", "Sol")
    mine, theirs = children.lay(unit("Sol", JANUARY), unit("Ek")), other.lay(unit("Sol", JANUARY))
    assert len(approved(children, mine).offers) == len(approved(other, theirs).offers) == 1
    assert (children.write(), other.write()) == (["BO-A"], ["BO-A"])


def test_a_guarantee_date_at_risk_is_an_alarm(children: Children) -> None:
    children.apply("BO-A", "2026-10-02", "Sol")
    children.lay(unit("Sol"))
    with children.session() as session:
        assert list(queries.alarms(session, (children.code,)).values()) == [1]


@pytest.mark.usefixtures("no_undo_time")
@pytest.mark.parametrize("mode", ["shadow", "prepare"])
def test_outside_the_mode_propose_no_round_is_laid(database: Database, mode: str) -> None:
    children = Children(database, mode=mode).furnish()
    with pytest.raises(Conflict, match="propose"):
        children.lay(unit("Sol", JANUARY))
