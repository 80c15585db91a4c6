"""A case of a round beside the round: settled or corrected in the inbox, given back, erased."""

import pytest
from sqlalchemy import update

from orchestrator.core.errors import Conflict
from orchestrator.operations.queues import inbox
from orchestrator.outcomes.decisions import person
from orchestrator.outcomes.decisions.models import Effect
from orchestrator.outcomes.retention.rows import delete_all
from orchestrator.outcomes.rounds import approve, kept, queries
from tests.support.queue_of_children import Children, unit
from tests.support.round_steps import ELIF, approved, seats, waits

JANUARY = "2027-01-11"


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
