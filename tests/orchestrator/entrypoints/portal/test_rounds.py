"""The round page: what it says of each child, what can be decided, and what is refused with words."""

import re

from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.rounds.models import Offer
from tests.journeys.leave_town import TOLD, handed
from tests.journeys.round_town import JANUARY, queue, round_of
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_forms import csrf
from tests.orchestrator.entrypoints.portal.test_pages import _plain
from tests.support.queue_of_children import unit


def ids(town: Town) -> dict[str, str]:
    with town.database.session(Scope.steward("test")) as session:
        return {
            item.reference: item.id for item in session.scalars(select(WorkItem).where(WorkItem.process == "preschool"))
        }


def test_a_caseworker_has_a_round_laid_by_a_robot_once(town: Town, as_person: SignIn) -> None:
    queue(town)
    ulla = as_person("ulla")
    for _twice in range(2):
        told = {"csrf": csrf(ulla), "municipality": "1287", "process": "preschool"}
        assert ulla.post("/rounds/new", data=told).status_code == 303
    assert "Roboten läser vilka platser som är lediga" in ulla.get("/rounds").text
    with town.database.session(Scope.steward("test")) as session:
        assert [run.task for run in session.scalars(select(Run).where(Run.process == "preschool"))] == ["Prepare Round"]


def test_it_says_who_and_why_and_what_cannot_be_decided_yet(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    page = _plain(as_person("ulla").get(f"/rounds/{round_id}").text)
    assert "Föreslås plats på Sol från 11 januari 2027. Först i tur av 2 vid förstahandsvalet" in page
    assert "Lika med ett annat barn: dra lott först." in page
    assert "Bestäm först om BO-2026-0005" in page
    assert "Andra i tur" in page


def test_all_that_can_be_is_approved_at_once_and_can_be_undone(town: Town, as_person: SignIn) -> None:
    children, round_id = round_of(town)
    ulla = as_person("ulla")
    done = ulla.post(f"/rounds/{round_id}/approve", data={"csrf": csrf(ulla), "every": "yes"})
    assert done.headers["location"] == f"/rounds/{round_id}?said=approved&count=1&left=2"
    page = ulla.get(done.headers["location"]).text
    assert "1 erbjudande är beslutat" in page
    (offer,) = re.findall(r'name="offer" value="([0-9a-f]+)"', page)
    undone = ulla.post(f"/rounds/{round_id}/undo", data={"csrf": csrf(ulla), "offer": offer})
    assert undone.headers["location"].endswith("said=undone&count=1&left=0")
    with children.session() as session:
        assert [row.state for row in session.scalars(select(Offer))] == ["undone"]
        assert [row.state for row in session.scalars(select(Decision)) if row.terms] == ["void"]


def test_nothing_chosen_no_date_and_no_reason_are_said_beside_what_was_typed(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    ulla, known = as_person("ulla"), ids(town)
    nothing = ulla.post(f"/rounds/{round_id}/approve", data={"csrf": csrf(ulla)})
    assert (nothing.status_code, "Inget är valt" in nothing.text) == (422, True)
    odd = ulla.post(f"/rounds/{round_id}/approve", data={"csrf": csrf(ulla), "every": "yes", "answer_by": "snart"})
    assert (odd.status_code, "Skriv sista svarsdagen" in odd.text) == (422, True)
    past = ulla.post(f"/rounds/{round_id}/approve", data={"csrf": csrf(ulla), "every": "y", "answer_by": "2026-11-23"})
    assert (past.status_code, "Välj en sista svarsdag efter i dag" in past.text) == (422, True)
    told = {"csrf": csrf(ulla), "item_id": known["BO-2026-0002"], "place": "Sol 1"}
    why = ulla.post(f"/rounds/{round_id}/settle", data=told)
    assert (why.status_code, "Skriv varför" in why.text) == (422, True)
    gone = ulla.post(f"/rounds/{round_id}/settle", data=told | {"place": "Sol 9", "reason": "Nära hem."})
    assert (gone.status_code, "inte ledig längre" in gone.text, "Nära hem." in gone.text) == (422, True, True)


def test_a_change_names_who_and_why_and_can_be_taken_away(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    ulla, known = as_person("ulla"), ids(town)
    told = {"csrf": csrf(ulla), "item_id": known["BO-2026-0002"], "place": "Sol 1", "reason": "Syskonet går på Sol."}
    assert ulla.post(f"/rounds/{round_id}/settle", data=told).status_code == 303
    assert "Ändrat av Ulla Frisk: Syskonet går på Sol." in _plain(ulla.get(f"/rounds/{round_id}").text)
    assert ulla.post(f"/rounds/{round_id}/unsettle", data=told).status_code == 303
    assert "Ändrat av" not in ulla.get(f"/rounds/{round_id}").text


def test_lots_are_drawn_and_the_round_computed_again_is_the_same(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    ulla = as_person("ulla")
    drawn = ulla.post(f"/rounds/{round_id}/lots", data={"csrf": csrf(ulla)})
    assert drawn.headers["location"].endswith("said=drawn&count=2")
    again = ulla.post(f"/rounds/{round_id}/verify", data={"csrf": csrf(ulla)})
    assert "Omräknad: samma resultat" in ulla.get(again.headers["location"]).text


def test_an_offer_that_is_not_there_undoes_nothing_and_says_so(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    ulla = as_person("ulla")
    undone = ulla.post(f"/rounds/{round_id}/undo", data={"csrf": csrf(ulla), "offer": "f" * 32})
    assert undone.headers["location"].endswith("said=undone&count=0&left=1")


def test_an_older_round_is_read_and_not_decided_in(town: Town, as_person: SignIn) -> None:
    children, older = round_of(town)
    children.lay(unit("Sol", JANUARY), unit("Bäck"), unit("Ek"))
    ulla = as_person("ulla")
    assert "En nyare omgång har tagits fram" in ulla.get(f"/rounds/{older}").text
    assert ulla.post(f"/rounds/{older}/approve", data={"csrf": csrf(ulla), "every": "yes"}).status_code == 409


def test_an_offer_that_could_not_be_written_lets_the_child_take_part_again(town: Town, as_person: SignIn) -> None:
    children, round_id = round_of(town)
    ulla = as_person("ulla")
    ulla.post(f"/rounds/{round_id}/approve", data={"csrf": csrf(ulla), "every": "yes"})
    item_id = children.place_gone()
    ulla.post(f"/inbox/{item_id}/claim", data={"csrf": csrf(ulla)})
    page = ulla.get(f"/inbox/{item_id}").text
    assert "Roboten kunde inte skriva erbjudandet om plats Sol 1" in _plain(page)
    assert ulla.post(f"/rounds/back/{item_id}", data={"csrf": csrf(ulla)}).status_code == 303
    with children.session() as session:
        assert session.get_one(WorkItem, item_id).waiting_for == "round"
        assert [row.state for row in session.scalars(select(Offer))] == ["withdrawn"]


def test_who_handles_other_cases_has_no_round(town: Town, as_person: SignIn) -> None:
    _children, round_id = round_of(town)
    handed(town, TOLD)
    assert "Inga omgångar här" in as_person("lena").get("/rounds").text
    assert as_person("lena").get(f"/rounds/{round_id}").status_code == 404
