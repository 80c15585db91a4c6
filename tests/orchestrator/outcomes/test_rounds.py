"""Rounds: laid from what waits, settled and decided by a person, answered by guardians; no place given twice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.settings import settings
from orchestrator.operations.queues import inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import person
from orchestrator.outcomes.decisions.models import Decision, Effect
from orchestrator.outcomes.notices.models import Notice
from orchestrator.outcomes.retention.rows import delete_all
from orchestrator.outcomes.rounds import answers, approve, kept, lay, queries
from orchestrator.outcomes.rounds.models import Offer, Round
from tests.support.queue_of_children import Children, own, unit

JANUARY, ELIF = "2027-01-11", "elif"


@pytest.fixture(autouse=True)
def no_undo_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "undo_seconds", 0)


@pytest.fixture
def children(database: Database) -> Children:
    return Children(database).furnish()


@pytest.fixture
def two(children: Children) -> tuple[str, str]:
    """A stands before B for the one place at Sol; B would take Ek too."""
    return children.apply("BO-A", "2026-10-02", "Sol"), children.apply("BO-B", "2026-10-03", "Sol Ek")


def seats(children: Children, round_id: str) -> dict[str, str]:
    with children.session() as session:
        whole = kept.opened(session, queries.one(session, round_id))
        return {child.reference: child.seat["place"] for child in whole.children if child.seat}


def approved(children: Children, round_id: str, *items: str) -> approve.Approved:
    with children.session(f"person:{ELIF}") as session:
        return approve.approve(session, round_id, ELIF, None, items)


def waits(children: Children, item_id: str) -> tuple[str, str | None]:
    with children.session() as session:
        item = session.get_one(WorkItem, item_id)
        return item.state, item.waiting_for


def offered(children: Children) -> dict[str, Offer]:
    """By reference, what the e-service would fetch."""
    with children.session() as session:
        rows = answers.to_fetch(session, children.code, 100)
        return {session.get_one(WorkItem, row.work_item_id).reference: row for row in rows}


def said(children: Children, offer: Offer, word: str, at: datetime | None = None) -> str:
    with children.session("eservice") as session:
        return answers.answer(session, offer.id, word, at)


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


def test_a_yes_in_time_places_the_child_and_ends_the_case(children: Children, two: tuple[str, str]) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    children.write()
    assert waits(children, two[0]) == ("waiting_human", "answer")
    assert said(children, offered(children)["BO-A"], "accepted") == "accepted"
    assert children.write() == ["BO-A"]
    assert waits(children, two[0])[0] == "done"
    with children.session() as session:
        assert len(session.scalars(select(Notice)).all()) == 1, "nobody is told what they have just said"


def test_after_a_no_the_next_in_turn_gets_the_place_and_the_child_asks_for_its_other_wishes(
    children: Children, two: tuple[str, str]
) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    children.write()
    said(children, offered(children)["BO-A"], "declined")
    children.write()
    assert waits(children, two[0]) == ("waiting_human", "round"), "after a no it keeps its turn here"
    assert seats(children, children.lay(unit("Sol", JANUARY), unit("Ek"))) == {"BO-B": "Sol 1"}


@pytest.mark.parametrize(("rule", "then"), [("leaves_queue", "done"), ("keeps_turn", "waiting_human")])
def test_silence_frees_the_place_and_does_what_the_municipality_has_said(
    database: Database, monkeypatch: pytest.MonkeyPatch, rule: str, then: str
) -> None:
    children = Children(database, rules={"ranking_after_silence": own(rule)}).furnish()
    item_id = children.apply("BO-A", "2026-10-02", "Sol")
    approved(children, children.lay(unit("Sol", JANUARY)))
    children.write()
    offer = offered(children)["BO-A"]
    monkeypatch.setattr("orchestrator.outcomes.rounds.answers.today", lambda: date(2026, 12, 4))
    with children.session() as session:
        assert [row.id for row in answers.lapse_due(session)] == [offer.id]
    assert children.write() == ["BO-A"]
    assert waits(children, item_id)[0] == then
    with children.session() as session:
        told = session.get_one(Offer, offer.id)
        assert (told.state, told.to_tell) == ("expired", "end")


def test_a_yes_after_its_time_is_kept_and_takes_no_place(
    children: Children, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    children.write()
    offer = offered(children)["BO-A"]
    late = datetime(2026, 12, 4, 9, tzinfo=UTC)
    monkeypatch.setattr("orchestrator.outcomes.rounds.answers.now", lambda: late)
    assert said(children, offer, "accepted", late) == "late"
    assert said(children, offer, "accepted", late) == "late", "said again it is the same"
    children.write()
    assert waits(children, two[0])[0] == "done", "silence and lateness leave this municipality's queue"
    assert seats(children, children.lay(unit("Sol", JANUARY), unit("Ek"))) == {"BO-B": "Sol 1"}


@pytest.mark.usefixtures("two")
def test_an_answer_is_said_once_and_another_municipalitys_offer_is_not_there(children: Children) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    children.write()
    offer = offered(children)["BO-A"]
    assert said(children, offer, "accepted") == said(children, offer, "accepted")
    with pytest.raises(Conflict):
        said(children, offer, "declined")
    other = Children(children.database, code="1287").furnish()
    with pytest.raises(NotFound):
        said(other, offer, "declined")


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


@pytest.mark.parametrize("mode", ["shadow", "prepare"])
def test_outside_the_mode_propose_no_round_is_laid(database: Database, mode: str) -> None:
    children = Children(database, mode=mode).furnish()
    with pytest.raises(Conflict, match="propose"):
        children.lay(unit("Sol", JANUARY))


def test_what_a_person_has_settled_in_the_inbox_takes_part_in_the_next_round(children: Children) -> None:
    item_id = children.apply("BO-A", "2026-10-02", "Sol", change={"warnings": ["Ring föräldern."]})
    assert waits(children, item_id) == ("waiting_human", "decision")
    with children.session(f"person:{ELIF}") as session:
        inbox.claim(session, item_id, ELIF)
        facts = person.facts_of(session, item_id)
        assert facts is not None
        assert person.decide(session, item_id, ELIF, facts, {"warning_open"}, "Vi har talats vid.") is None
    assert waits(children, item_id) == ("waiting_human", "round")
    assert seats(children, children.lay(unit("Sol", JANUARY))) == {"BO-A": "Sol 1"}


def test_a_case_that_waits_for_an_answer_is_not_handled_anew(children: Children, two: tuple[str, str]) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    children.write()
    with children.session(f"person:{ELIF}") as session:
        inbox.claim(session, two[0], ELIF)
        with pytest.raises(Conflict, match="answer to an offer"):
            inbox.return_to_robot(session, two[0], ELIF, "läs igen")


def test_an_offer_whose_case_was_handled_anew_holds_its_place_no_longer(
    children: Children, two: tuple[str, str]
) -> None:
    approved(children, children.lay(unit("Sol", JANUARY), unit("Ek")))
    item_id = children.place_gone()
    with children.session(f"person:{ELIF}") as session:
        inbox.claim(session, item_id, ELIF)
        inbox.return_to_robot(session, item_id, ELIF, "läs igen")
    children.handle_again()
    assert waits(children, two[0]) == ("waiting_human", "round")
    assert seats(children, children.lay(unit("Sol", JANUARY), unit("Ek"))) == {"BO-A": "Sol 1"}


def test_what_was_begun_to_be_written_is_not_let_into_the_next_round_unseen(children: Children) -> None:
    children.apply("BO-A", "2026-10-02", "Sol")
    approved(children, children.lay(unit("Sol", JANUARY)))
    item_id = children.place_gone()
    with children.session() as session:
        session.execute(update(Effect).where(Effect.kind == "offer").values(state="done"))
    with children.session() as session, pytest.raises(Conflict, match="look there first"):
        approve.back_to_round(session, item_id)


def test_an_erased_child_leaves_nothing_in_the_round_which_says_that_it_is_not_whole(
    children: Children, two: tuple[str, str]
) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek"))
    with children.session() as session:
        delete_all(session, children.code, [two[0]])
    with children.session() as session:
        whole = kept.opened(session, queries.one(session, round_id))
        assert "BO-A" not in str(whole.frame)
        assert [child.reference for child in whole.children] == ["BO-B"]
        assert queries.verify(session, round_id).why == "1 of its cases have been erased since"


def test_a_case_is_taken_out_to_be_corrected_and_takes_part_when_it_is_settled(
    children: Children, two: tuple[str, str]
) -> None:
    round_id = children.lay(unit("Sol", JANUARY), unit("Ek", JANUARY))
    with children.session(f"person:{ELIF}") as session:
        approve.take_out(session, round_id, two[0], ELIF)
    assert waits(children, two[0]) == ("waiting_human", "decision")
    assert [why for _child, why in approved(children, round_id).left] == ["gone"]
    with children.session(f"person:{ELIF}") as session:
        facts = person.facts_of(session, two[0])
        assert facts is not None
        person.decide(session, two[0], ELIF, facts, set(), "")
    assert waits(children, two[0]) == ("waiting_human", "round")


def test_what_a_caseworker_can_do_stands_before_whatever_waits_elsewhere(children: Children) -> None:
    for number in range(5):
        children.apply(f"BO-{number}", "2026-10-02", "Sol")
    handed = children.apply("BO-9", "2026-10-02", "Sol", change={"warnings": ["Ring föräldern."]})
    with children.session() as session:
        found = inbox.inbox(session, (children.code,), "preschool", ELIF, limit=1)
        assert [item.id for item in found.to_do] == [handed]
