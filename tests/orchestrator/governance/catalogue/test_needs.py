"""What municipalities miss: said by one, joined by others, taken back, and answered for all of them by the region."""

import pytest

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.governance.catalogue import needs
from orchestrator.governance.catalogue.service import add_municipality
from tests.support.house import House


@pytest.fixture
def places(database: Database) -> Database:
    House(database).furnish()
    with database.session(Scope.steward("test")) as session:
        add_municipality(session, "1285", "Eslöv")
    return database


def _said(database: Database, code: str = "1287", title: str = "Föreningsbidrag") -> str:
    with database.session(Scope.of("person:karin", code)) as session:
        return needs.propose(session, code, title, "Hundra ansökningar i mars, för hand.").id


def test_another_municipality_sees_the_need_and_joins_it_once(places: Database) -> None:
    need = _said(places)
    for _ in range(2):
        with places.session(Scope.of("person:erik", "1285")) as session:
            assert needs.join(session, "1285", need).municipalities == ["1285", "1287"]
    other = _said(places, title="Bygglov")
    with places.session(Scope.of("person:erik", "1285")) as session:
        assert [row.id for row in needs.open_ones(session)] == [need, other], "what most have asked for comes first"


def test_the_same_title_again_is_to_be_joined(places: Database) -> None:
    _said(places)
    with pytest.raises(Conflict, match="join that need"):
        _said(places, "1285", "föreningsbidrag ")


def test_a_need_that_the_last_one_takes_back_goes_away(places: Database) -> None:
    need = _said(places)
    with places.session(Scope.of("person:karin", "1287")) as session:
        assert needs.leave(session, "1287", need) is None
    with places.session(Scope.of("person:karin", "1287")) as session:
        assert needs.open_ones(session) == []
        with pytest.raises(NotFound):
            needs.join(session, "1287", need)


@pytest.mark.parametrize(
    ("title", "told", "field"), [("", "Ofta.", "title"), ("x" * 81, "Ofta.", "title"), ("Bygglov", " ", "told")]
)
def test_what_is_missing_names_its_field(places: Database, title: str, told: str, field: str) -> None:
    with places.session(Scope.of("person:karin", "1287")) as session, pytest.raises(BadInput) as wrong:
        needs.propose(session, "1287", title, told)
    assert wrong.value.problems[0]["field"] == field


def test_the_regions_answer_ends_it_and_needs_its_reason(places: Database) -> None:
    need = _said(places)
    with places.session(Scope.steward("person:maria")) as session:
        for answered, why in (("perhaps", "Vi får se."), ("taken", " ")):
            with pytest.raises(BadInput):
                needs.answer(session, need, answered, why)
        row = needs.answer(session, need, "taken", "Fyra kommuner delar på kostnaden.")
        assert (row.state, row.answered_by) == ("taken", "person:maria")
        assert needs.open_ones(session) == []
        assert [one.id for one in needs.answered_ones(session)] == [need]
        with pytest.raises(Conflict, match="answered already"):
            needs.join(session, "1285", need)
