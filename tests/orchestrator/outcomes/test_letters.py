"""The letter says what was decided, on which rules and sums, by whom and how to appeal; as page and as tagged PDF."""

from datetime import timedelta

import pytest
import yaml

from orchestrator.core.clock import now
from orchestrator.core.db import Database
from orchestrator.core.errors import NotFound
from orchestrator.core.settings import ROOT
from orchestrator.governance.audit import service as audit
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import release
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.letters import eservice, service
from orchestrator.outcomes.letters.compose import content, kronor, month_in_words
from orchestrator.outcomes.letters.models import Letter
from orchestrator.outcomes.letters.pdf import to_pdf
from tests.support.casework import GRANTED, Robot, Rules, furnished
from tests.support.house import House


def _step(group: str, label: str, ore: int) -> dict[str, object]:
    both = {"sv": label, "en": label}
    return {"group": group, "code": label, "label": both, "rule": {"sv": "SoF 12 kap. 2 §", "en": "SoF 12:2"},
            "basis": {"sv": "", "en": ""}, "amount_ore": ore}  # fmt: skip


STEPS = [_step("norm", "Vuxen", 394000), _step("norm", "Gemensamt", 128000), _step("costs", "Hyra", 700000),
         _step("incomes", "Bostadsbidrag", -210050)]  # fmt: skip
PROCESS = yaml.safe_load((ROOT / "processes" / "economic_assistance" / "process.yaml").read_text())


def _effected(database: Database, rules: Rules, mode: str = "decide") -> House:
    rules.result = GRANTED | {"steps": STEPS, "amount_ore": 1011950}
    house = furnished(database, mode=mode)
    house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.write_all()
    robot.do(release.release, release.Ended())
    return house


def _decision_id(house: House) -> str:
    with house.database.session(house.scope) as session:
        return session.query(Decision).one().id


def test_the_letter_of_an_effected_decision_has_reasons_sums_ground_and_appeal(
    database: Database, rules: Rules
) -> None:
    house = _effected(database, rules)
    with house.database.session(house.scope) as session:
        _letter, html = service.letter_of(session, _decision_id(house))
    for words in ("10\u00a0119,50 kronor", "SoF 12 kap. 2 §", "5\u00a0220", "§ 24 (SN 2026/112)",
                  "automatiserad beslutsfunktion", "tre veckor"):  # fmt: skip
        assert words in html


def test_that_a_letter_was_opened_is_known_from_the_first_time_only(database: Database, rules: Rules) -> None:
    house = _effected(database, rules)
    decision_id = _decision_id(house)
    with house.database.session(house.scope) as session:
        letter_id = service.letter_of(session, decision_id)[0].id
        eservice.opened(session, letter_id)
    with house.database.session(house.scope) as session:
        first = service.letter_of(session, decision_id)[0].opened_at
        eservice.opened(session, letter_id)
        assert service.letter_of(session, decision_id)[0].opened_at == first is not None
        assert [row.action for row in audit.trail_of(session, "work_item", session.query(WorkItem).one().id)].count(
            "letter_opened"
        ) == 1


def test_an_e_service_whose_clock_differs_never_opens_a_letter_before_it_was_written_or_tomorrow(
    database: Database, rules: Rules
) -> None:
    house = _effected(database, rules)
    with house.database.session(house.scope) as session:
        letter = session.query(Letter).one()
        eservice.opened(session, letter.id, letter.composed_at - timedelta(hours=3))
        assert letter.opened_at == letter.composed_at
        letter.opened_at = None
        eservice.opened(session, letter.id, now() + timedelta(hours=3))
        assert letter.opened_at <= now()


def test_a_letter_is_offered_until_the_e_service_says_that_it_has_it(database: Database, rules: Rules) -> None:
    house = _effected(database, rules)
    for _ in range(2):
        with house.database.session(house.scope) as session:
            (letter,) = eservice.to_fetch(session, house.code, 10)
    with house.database.session(house.scope) as session:
        eservice.fetched(session, letter.id)
        session.flush()
        assert eservice.to_fetch(session, house.code, 10) == []


def test_another_municipality_has_no_such_letter(database: Database, rules: Rules) -> None:
    house = _effected(database, rules)
    other = House(database, code="1285").furnish()
    with other.database.session(other.scope) as session, pytest.raises(NotFound):
        service.letter_of(session, _decision_id(house))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_sums_of_the_letter_add_up(language: str) -> None:
    made = content({"steps": STEPS}, amount_ore=1011950, month="2026-12", automatic=True, ground="x", process=PROCESS,
                   language=language)  # fmt: skip
    sums = [row.amount for row in made.rows if row.kind in ("sum", "result")]
    assert sums == ["5\u00a0220", "7\u00a0000", "\u22122\u00a0100,50", "10\u00a0119,50"]
    assert made.appeal == PROCESS["appeal"][language]


@pytest.mark.parametrize(("ore", "text"), [(0, "0"), (730200, "7\u00a0302"), (-5, "\u22120,05"), (100, "1")])
def test_amounts_are_written_as_people_write_them(ore: int, text: str) -> None:
    assert kronor(ore) == text


@pytest.mark.browser
def test_the_pdf_is_tagged_and_has_its_language() -> None:
    pdf = to_pdf('<!doctype html><html lang="sv"><title>Beslut</title><h1>Beslut</h1><p>Text</p></html>')
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert b"/Lang" in pdf


@pytest.mark.parametrize(
    ("occurrence", "language", "words"),
    [("2026-12", "sv", "december 2026"), ("2026-05", "en", "May 2026"), ("1", "sv", "1")],
)
def test_the_month_stands_in_words(occurrence: str, language: str, words: str) -> None:
    assert month_in_words(occurrence, language) == words
