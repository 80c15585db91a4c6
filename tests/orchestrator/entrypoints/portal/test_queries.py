"""What pages read, on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.governance.catalogue import service as catalogue
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.queries import ItemFilter
from orchestrator.operations.queues.transitions import wait_for_person
from orchestrator.operations.runs import queries as runs
from orchestrator.outcomes.benefits import queries as benefits
from orchestrator.outcomes.decisions import queries as decisions
from tests.journeys.town import Town, build
from tests.support.house import PROCESS, House

HOME = ("1287",)


@pytest.fixture
def town(database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    return build(database, monkeypatch)


def test_a_towns_month_reads_the_same_on_both_databases(town: Town) -> None:
    home = House(town.database)
    with town.database.session(home.scope) as session:
        assert queues.states_of_month(session, HOME, "2026-11") == {
            ("done", None): 1, ("waiting_human", "business"): 1, ("waiting_human", "application"): 1,
            ("leased", None): 1, ("new", None): 1,
        }  # fmt: skip
        assert queues.waiting(session, HOME, "waiting").count == 2
        assert queues.waiting(session, HOME, "waiting", PROCESS, stopped=True).count == 1
        assert catalogue.processes(session, HOME) == [PROCESS]
        told = decisions.answers(session, HOME, "2026-11", now(), PROCESS)
        assert (told.judged, told.within_day, told.answered, told.share_within_day) == (1, 1, 1, 1.0)
        assert told.median_seconds == pytest.approx(2400, abs=60)
        late = decisions.answers(session, HOME, "2026-11", now() + timedelta(days=2))
        assert (late.judged, late.within_day) == (5, 1)
        assert runs.ends_by_run(session, [town.runs["completed"]])[town.runs["completed"]] == {
            "done": 1, "business": 1, "application": 1,
        }  # fmt: skip


def test_what_waits_is_counted_to_a_limit_and_the_oldest_is_the_oldest_of_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, other = House(town.database), House(town.database, "1285")
    oldest = now() - timedelta(days=9)
    item_id = other.add_item("EB-2026-12-0901", received_at=oldest)
    with town.database.session(Scope.steward("test")) as session:
        wait_for_person(session, session.get_one(WorkItem, item_id), "decision", "handed over")
        session.flush()
        both = queues.waiting(session, ("1285", "1287"), "waiting")
        assert (both.count, both.oldest_at, both.more) == (3, oldest, False)
        monkeypatch.setattr(queues, "MOST_COUNTED", 2)
        both = queues.waiting(session, ("1285", "1287"), "waiting")
        assert (both.count, both.oldest_at, both.more) == (2, oldest, True)
    with town.database.session(home.scope) as session:
        alone = queues.waiting(session, HOME, "waiting")
        assert alone.oldest_at is not None
        assert (alone.count, alone.more, alone.oldest_at > oldest) == (2, False, True)


def test_a_month_without_items_has_no_share_and_no_median(town: Town) -> None:
    with town.database.session(House(town.database).scope) as session:
        empty = decisions.answers(session, HOME, "2026-09", now())
        assert (empty.judged, empty.share_within_day, empty.median_seconds) == (0, None, None)


def test_time_saved_is_summed_exactly_with_the_error_of_its_baseline(town: Town) -> None:
    with town.database.session(House(town.database).scope) as session:
        (month,) = benefits.by_month(session, HOME)
        (portion,) = month.portions
        assert (portion.cases, portion.net, portion.human) == (3, Decimal("17.0"), Decimal("49.0"))
        assert round(portion.standard_error, 4) == Decimal("1.2190")
        assert round(month.figure.half_width, 4) == Decimal("0.1195")
        assert (month.rung, month.cases_of("straight_through")) == (2, 1)
        cases = benefits.cases_of(session, "1287", "2026-11", PROCESS, "business_exception")
        assert [item.reference for item in cases] == ["EB-2026-12-0102"]


def test_a_reversal_takes_its_case_away(town: Town) -> None:
    with town.database.session(House(town.database).scope) as session:
        (month,) = benefits.by_month(session, HOME)
        line = session.get_one(benefits.BenefitLine, queues.one(session, town.items["done"]).benefit_line_id)
        session.add(
            benefits.BenefitLine(
                id="f" * 32, kind="reversal", net_minutes=f"-{line.net_minutes}",
                **{name: getattr(line, name) for name in ("municipality_code", "process", "month", "segment", "outcome",
                   "baseline_id", "baseline_minutes", "human_minutes", "rules_version")},
            )
        )  # fmt: skip
    with town.database.session(House(town.database).scope) as session:
        (after,) = benefits.by_month(session, HOME)
        assert (after.cases_of("straight_through"), after.figure.cases) == (0, month.figure.cases - 1)
        assert after.figure.net_hours < month.figure.net_hours


def test_no_query_answers_about_another_municipality(town: Town) -> None:
    with town.database.session(House(town.database, "1285").scope) as session:
        assert queues.find(session, ItemFilter(HOME)).items == []
        assert queues.waiting(session, HOME, "waiting").count == 0
        assert decisions.answers(session, HOME, "2026-11", now()).judged == 0
        assert benefits.by_month(session, HOME) == []
        assert runs.find(session, runs.RunFilter(HOME))[0] == []
        assert runs.last_lines(session, town.runs["running"]) == []
        for one, key in ((queues.one, town.items["done"]), (runs.one, town.runs["running"])):
            with pytest.raises(NotFound):
                one(session, key)


def test_pages_go_on_by_key_and_meet_every_item_once(database: Database) -> None:
    house = House(database).furnish()
    at = now() - timedelta(hours=1)
    # three of the same moment: the key must not lose or repeat any of them
    made = {house.add_item(f"EB-{number:02}", received_at=at - timedelta(minutes=number // 3)) for number in range(10)}
    seen: list[str] = []
    with database.session(house.scope) as session:
        key: str | None = ""
        while key is not None:
            page = queues.find(session, ItemFilter(HOME, before=key or ""), limit=3)
            seen += [item.id for item in page.items]
            key = page.next_key
        assert (set(seen), len(seen), page.total) == (made, 10, 10)


def test_a_search_takes_no_sign_for_a_wildcard(database: Database) -> None:
    house = House(database).furnish()
    for reference in ("EB_1", "EBX1", "EB%1"):
        house.add_item(reference)
    with database.session(house.scope) as session:
        for wanted, found in (("EB_", ["EB_1"]), ("EB%", ["EB%1"]), ("EB", ["EB%1", "EBX1", "EB_1"]), ("B", [])):
            items = queues.find(session, ItemFilter(HOME, reference=wanted)).items
            assert sorted(item.reference for item in items) == sorted(found)


def test_too_many_to_count_says_only_that_there_are_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "MOST_COUNTED", 2)
    house = House(database).furnish()
    for number in range(4):
        house.add_item(f"EB-{number}")
    with database.session(house.scope) as session:
        page = queues.find(session, ItemFilter(HOME))
        assert (page.total, page.too_many, len(page.items)) == (2, True, 4)


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1-1"])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(BadInput, match="no month"):
        queues.month_bounds(month)


def test_a_month_begins_at_midnight_in_stockholm() -> None:
    first, after = queues.month_bounds("2026-12")
    assert (first.isoformat(), after.isoformat()) == ("2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00")
