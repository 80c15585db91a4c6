"""What guardians answer to an offer, in time and after it: who is placed, and where the place goes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.outcomes.notices.models import Notice
from orchestrator.outcomes.rounds import answers
from orchestrator.outcomes.rounds.models import Offer
from tests.support.queue_of_children import Children, own, unit
from tests.support.round_steps import approved, offered, said, seats, waits

JANUARY = "2027-01-11"


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


@pytest.mark.usefixtures("no_undo_time")
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
