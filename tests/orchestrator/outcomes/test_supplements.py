"""A question to the applicant: asked, undone, sent, answered, lapsed, taken back; the case comes back on top."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from orchestrator.core import settings as settings_module
from orchestrator.core.clock import machine_now, now, today
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.entrypoints.background import Background
from orchestrator.governance.audit import service as audit
from orchestrator.governance.audit.refusals import Refusals
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.rules_host import rules_host
from orchestrator.operations.queues import handling, inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import cancel, observe, person, release
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.notices.models import Notice
from orchestrator.outcomes.supplements import eservice, queries, rules, service
from orchestrator.outcomes.supplements.models import SupplementRequest
from tests.support.casework import HANDED, Robot, Rules, furnished
from tests.support.house import PROCESS, House

ANNA, BO, QUESTION = "anna", "bo", "Skicka hyresavin för december."


@pytest.fixture
def house(database: Database, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> House:
    """Trelleborg with one case that Anna has claimed."""
    rules.result = HANDED
    words = {"notices": {"sms": {"sv": "notices/sms.sv.txt"}}}
    rules.describe = lambda _process: words  # type: ignore[attr-defined]
    rules.text = rules_host().text  # type: ignore[attr-defined]
    monkeypatch.setattr(released, "for_words", lambda *_asked: rules)
    made = furnished(database, mode="propose")
    made.add_item(payload={"contact": {"channel": "sms", "address": "+46700000000"}})
    robot = Robot(made)
    robot.assess()
    robot.do(release.release, release.Ended("BUSINESS", "handed_over"))
    do(made, inbox.claim, robot.item_id, ANNA)
    return made


def do(house: House, what: Any, *arguments: Any, **named: Any) -> Any:
    with house.database.session(Scope.of("person:anna", house.code)) as session:
        return what(session, *arguments, **named)


def item_of(house: House) -> WorkItem:
    found: WorkItem = do(house, lambda session: session.scalars(select(WorkItem).order_by(WorkItem.id)).first())
    return found


def ask(house: House, **named: Any) -> str:
    row = do(house, service.ask, item_of(house).id, ANNA, QUESTION, today() + timedelta(days=14), **named)
    return str(row.id)


def let_the_undo_time_pass(house: House) -> None:
    with house.database.session(Scope.steward("test")) as session:
        session.execute(update(Intent).values(available_at=machine_now() - timedelta(seconds=1)))
    dispatch_due(house.database, {service.TOPIC: service.send})


def sent(house: House) -> str:
    request_id = ask(house)
    let_the_undo_time_pass(house)
    return request_id


def row_of(house: House, request_id: str) -> SupplementRequest:
    found: SupplementRequest = do(house, lambda session: session.get_one(SupplementRequest, request_id))
    return found


def trail(house: House) -> list[str]:
    rows = do(house, audit.trail_of, "work_item", item_of(house).id)
    return [row.action for row in rows if row.action.startswith("supplement")]


def listed(house: House, who: str = ANNA) -> inbox.Inbox:
    found: inbox.Inbox = do(house, inbox.inbox, (house.code,), PROCESS, who)
    return found


def lapse(house: House, request_id: str) -> int:
    yesterday = today() - timedelta(days=1)
    do(house, lambda session: session.execute(
        update(SupplementRequest).where(SupplementRequest.id == request_id).values(last_on=yesterday)
    ))  # fmt: skip
    with house.database.session(Scope.steward("lapse")) as session:
        return len(service.lapse_due(session))


def test_a_case_that_waits_for_its_applicant_leaves_to_do_and_comes_back_on_top_with_the_answer(house: House) -> None:
    request_id = sent(house)
    assert item_of(house).waiting_for == "supplement"
    assert (len(listed(house).to_do), len(listed(house).with_applicant)) == (0, 1)
    assert do(house, inbox.count_for, (house.code,), PROCESS, ANNA).count == 0
    urgent = house.add_item("EB-2026-12-0002")
    do(house, lambda session: session.execute(update(WorkItem).where(WorkItem.id == urgent).values(
        state="waiting_human", waiting_for="decision", due_at=now(), assigned_to=ANNA)))  # fmt: skip
    do(house, eservice.answer, request_id, "Här är den.")
    found = listed(house)
    assert [row.reference for row in found.to_do] == ["EB-2026-12-0001", "EB-2026-12-0002"]
    assert (found.to_do[0].waiting_for, found.to_do[0].assigned_to) == ("decision", ANNA)
    assert found.with_applicant == []
    assert trail(house) == ["supplement_asked", "supplement_sent", "supplement_answered"]


def test_question_and_answer_are_sealed_and_open_again_with_their_times(house: House) -> None:
    request_id = sent(house)
    do(house, eservice.answer, request_id, "Här är den.")
    row = row_of(house, request_id)
    assert QUESTION.encode() not in row.sealed
    assert row.answer is not None
    assert b"den" not in row.answer
    (told,) = do(house, queries.of_item, item_of(house).id)
    assert (told.question, told.answer, told.row.end) == (QUESTION, "Här är den.", "answered")
    assert told.row.asked_at <= told.row.sent_at <= told.row.answered_at


def test_until_the_undo_time_has_passed_nothing_goes_out_and_the_question_can_be_undone(house: House) -> None:
    request_id = ask(house)
    dispatch_due(house.database, {service.TOPIC: service.send})
    assert do(house, eservice.to_fetch, house.code, 10) == []
    with pytest.raises(NotFound):
        do(house, eservice.answer, request_id, "för tidigt")
    ((item, _row),) = do(house, queries.undoable, ANNA, machine_now())
    do(house, service.undo, item.id, ANNA)
    assert (item_of(house).waiting_for, item_of(house).assigned_to) == ("decision", ANNA)
    let_the_undo_time_pass(house)
    assert do(house, eservice.to_fetch, house.code, 10) == []
    assert do(house, lambda session: session.query(Notice).count()) == 0
    assert do(house, queries.of_item, item.id) == []
    assert trail(house) == ["supplement_asked", "supplement_undone"]


def test_what_has_gone_out_is_not_undone_but_taken_back_and_the_e_service_hears_of_it(house: House) -> None:
    request_id = sent(house)
    with pytest.raises(Conflict, match="has gone out"):
        do(house, service.undo, item_of(house).id, ANNA)
    do(house, service.withdraw, item_of(house).id, ANNA)
    assert (item_of(house).waiting_for, item_of(house).turn_at is not None) == ("decision", True)
    do(house, eservice.fetched, request_id, end=False)  # it had fetched the question just before
    (row,) = do(house, eservice.to_fetch, house.code, 10)
    assert row.to_tell == "end"
    do(house, eservice.fetched, request_id, end=True)
    assert do(house, eservice.to_fetch, house.code, 10) == []


def test_the_notice_leaves_once_and_tells_neither_service_nor_question(house: House) -> None:
    request_id = sent(house)
    with house.database.session(Scope.steward("test")) as session:
        intent = session.scalars(select(Intent).where(Intent.topic == service.TOPIC)).one()
    service.send(house.database, intent)  # found again after a crash
    (notice,) = do(house, lambda session: session.query(Notice).all())
    assert (notice.supplement_id, notice.decision_id) == (request_id, None)
    text = do(house, notices.text_of, notice)
    assert "Mina sidor" in text
    assert not any(word in text.lower() for word in ("bistånd", "komplett", "hyr", "fråga", "beslut"))


def test_a_question_is_offered_until_the_e_service_has_it(house: House) -> None:
    request_id = sent(house)
    for _ in range(2):
        (row,) = do(house, eservice.to_fetch, house.code, 10)
    assert do(house, eservice.question_of, row) == QUESTION
    for _ in range(2):
        do(house, eservice.fetched, request_id, end=False)
    assert do(house, eservice.to_fetch, house.code, 10) == []
    assert trail(house).count("supplement_fetched") == 1


def test_an_answer_told_again_is_told_once_and_other_words_are_refused(house: House) -> None:
    request_id = sent(house)
    for _ in range(2):
        do(house, eservice.answer, request_id, "Svaret.", now() + timedelta(days=1))
    assert row_of(house, request_id).answered_at <= now()
    assert trail(house).count("supplement_answered") == 1
    with pytest.raises(Conflict, match="other words"):
        do(house, eservice.answer, request_id, "Något annat.")


def test_a_personal_number_in_an_answer_is_masked_and_the_answer_is_not_lost(house: House) -> None:
    request_id = sent(house)
    for _ in range(2):
        do(house, eservice.answer, request_id, "Barnet är 20180412-2394.")
    assert do(house, queries.of_item, item_of(house).id)[0].answer == "Barnet är 2018••••-••••."


def test_past_its_last_day_the_case_comes_back_and_a_late_answer_is_kept(house: House) -> None:
    request_id = sent(house)
    assert lapse(house, request_id) == 1
    with house.database.session(Scope.steward("lapse")) as session:
        assert service.lapse_due(session) == []
    first = item_of(house).turn_at
    assert (item_of(house).waiting_for, first is not None) == ("decision", True)
    do(house, eservice.answer, request_id, "Förlåt, här.")
    row = row_of(house, request_id)
    assert (row.end, row.answered_at is not None) == ("lapsed", True)
    assert item_of(house).turn_at >= first  # type: ignore[operator]
    assert trail(house)[-2:] == ["supplement_lapsed", "supplement_answered"]


def test_the_last_day_itself_is_still_a_day_to_answer(house: House) -> None:
    do(house, service.ask, item_of(house).id, ANNA, QUESTION, today())
    with house.database.session(Scope.steward("lapse")) as session:
        assert service.lapse_due(session) == []


def test_while_it_waits_nothing_is_decided_or_given_back_and_afterwards_it_is(house: House) -> None:
    request_id, item_id = sent(house), item_of(house).id
    with pytest.raises(Conflict, match="Take the question back"):
        do(house, person.decide, item_id, ANNA, {"a": 1}, {"cost_changed"}, "Avin är sedd.")
    with pytest.raises(Conflict, match="Take the question back"):
        do(house, inbox.return_to_robot, item_id, ANNA, "again")
    with pytest.raises(Conflict, match="Only a case that waits"):
        ask(house)
    do(house, eservice.answer, request_id, "Här.")
    second = sent(house)
    assert second != request_id
    do(house, eservice.answer, second, "Och här.")
    do(house, person.decide, item_id, ANNA, {"a": 1}, {"cost_changed"}, "Avin är sedd.")
    assert (item_of(house).state, item_of(house).purpose) == ("new", "write")


def test_the_waiting_is_not_counted_on_the_inbox_clock(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    start, passed = now(), [0]
    for module in ("operations.queues.handling", "outcomes.supplements.eservice"):
        monkeypatch.setattr(f"orchestrator.{module}.now", lambda: start + timedelta(seconds=passed[0]))
    monkeypatch.setattr("orchestrator.outcomes.supplements.service.now", lambda: start)
    item_id = item_of(house).id

    def works(seconds: int) -> None:
        passed[0] = seconds
        do(house, lambda session: handling.seen(session, session.get_one(WorkItem, item_id), ANNA))

    works(0)
    works(60)
    request_id = sent(house)
    works(120)  # a page left open goes on beating
    passed[0] = 200
    do(house, eservice.answer, request_id, "Här.")
    works(290)
    works(310)
    assert do(house, handling.counted_seconds, item_id, ANNA) == 80


def test_a_case_that_a_person_decided_in_the_case_system_ends_with_its_question(house: House) -> None:
    request_id, item_id = sent(house), item_of(house).id
    assert [row.id for row in do(house, observe.to_observe, house.code, PROCESS)] == [item_id]
    do(house, observe.observe, item_id, "rejected", None, "")
    assert item_of(house).state == "done"
    assert row_of(house, request_id).end == "decided"
    assert [row.to_tell for row in do(house, eservice.to_fetch, house.code, 10)] == ["end"]
    do(house, eservice.answer, request_id, "Sent, men kvar.")
    assert (item_of(house).state, do(house, queries.of_item, item_id)[0].answer) == ("done", "Sent, men kvar.")


def test_a_cancelled_case_takes_its_question_with_it(house: House) -> None:
    request_id = sent(house)
    do(house, cancel.cancel, item_of(house).id, "withdrawn by the applicant")
    assert row_of(house, request_id).end == "cancelled"


def test_only_the_one_who_has_the_case_asks_and_another_municipality_sees_nothing(house: House) -> None:
    with pytest.raises(Conflict, match="Claim the case first"):
        do(house, service.ask, item_of(house).id, BO, QUESTION, today())
    request_id = sent(house)
    other = House(house.database, code="1285").furnish()
    with other.database.session(other.scope) as session, pytest.raises(NotFound):
        eservice.answer(session, request_id, "x")


def test_what_was_typed_in_the_form_is_kept_for_when_the_case_is_back(house: House) -> None:
    request_id = ask(house, desk={"f.rent": "6 900"})
    row = row_of(house, request_id)
    assert b"6 900" not in (row.desk or b"")
    assert do(house, queries.desk_of, row) == {"f.rent": "6 900"}


@pytest.mark.parametrize(
    ("text", "last_on", "wrong"),
    [
        ("Skicka avin.", date(2026, 11, 23), {}),
        ("Skicka avin.", date(2027, 2, 21), {}),
        (" ", date(2026, 11, 22), {"question": "empty", "last_on": "past"}),
        ("x" * 2001, None, {"question": "long", "last_on": "no_day"}),
        ("för 19880412-2394", date(2027, 2, 22), {"question": "number", "last_on": "far"}),
    ],
)
def test_a_question_needs_words_and_a_last_day_ahead(text: str, last_on: date | None, wrong: dict[str, str]) -> None:
    assert rules.problems(text, last_on, date(2026, 11, 23)) == wrong
    assert set(wrong.values()) <= set(rules.SAID)


def test_the_service_refuses_what_the_page_should_have_caught(house: House) -> None:
    with pytest.raises(BadInput, match="past") as error:
        do(house, service.ask, item_of(house).id, ANNA, QUESTION, today() - timedelta(days=1))
    assert [problem["at"] for problem in error.value.problems] == ["last_on"]
    assert item_of(house).waiting_for == "decision"


def test_the_platform_sends_and_lets_lapse_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COE_UNDO_SECONDS", "0")
    settings_module.settings.cache_clear()
    request_id = ask(house)
    background = Background(house.database, lambda: None, Refusals(house.database))
    background.start()
    try:
        _wait_until(lambda: row_of(house, request_id).sent_at is not None)
        do(house, eservice.answer, request_id, "Här.")
    finally:
        background.stop()
    second = ask(house)
    yesterday = today() - timedelta(days=1)
    do(house, lambda session: session.execute(update(SupplementRequest).values(last_on=yesterday)))
    background = Background(house.database, lambda: None, Refusals(house.database))
    background.start()
    try:
        _wait_until(lambda: row_of(house, second).end == "lapsed")
    finally:
        background.stop()


def _wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
