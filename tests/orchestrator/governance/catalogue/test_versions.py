"""Releases as a municipality takes them: by its policy, in its window, approved, postponed, rolled back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.catalogue import versions
from orchestrator.governance.catalogue.changes import history
from orchestrator.governance.catalogue.difference import difference, step
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import number_of
from tests.support.house import PROCESS, House
from tests.support.releases import published

FIELD = {"type": "string", "title": "Adress"}


@pytest.fixture
def house(sqlite_database: Database) -> House:
    return House(sqlite_database).furnish()


def only(session: Session) -> Subscription:
    return session.scalars(select(Subscription)).one()


def publish(house: House, version: str, **manifest: Any) -> str:
    with house.database.session(house.scope) as session:
        first = session.scalars(select(Release).order_by(Release.id).limit(1)).one()
        row = Release(
            package=PROCESS, version=version, sha256=version.ljust(64, "0"), signature=b"",
            manifest={**first.manifest, **manifest}, **published(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        versions.offer_new(session)
        return row.id


def policy(house: House, name: str, window: str = "") -> None:
    with house.database.session(house.scope) as session:
        versions.choose_policy(session, only(session), name, "all", window)


def takes(house: House) -> str:
    with house.database.session(house.scope) as session:
        versions.take_due(session)
        return session.get_one(Release, only(session).release_id).version


@pytest.mark.parametrize(("name", "published", "then"), [
    ("pin", "1.0.1", "1.0.0"), ("patch", "1.0.1", "1.0.1"), ("patch", "1.1.0", "1.0.0"), ("minor", "1.1.0", "1.1.0"),
    ("minor", "2.0.0", "1.0.0"), ("minor", "0.9.9", "1.0.0"),
])  # fmt: skip
def test_the_policy_says_what_is_taken_without_asking(name: str, published: str, then: str, house: House) -> None:
    policy(house, name)
    publish(house, published)
    assert takes(house) == then


def test_a_release_is_approved_for_a_day_and_taken_then(house: House) -> None:
    release_id = publish(house, "1.1.0")
    with house.database.session(house.scope) as session:
        with pytest.raises(BadInput, match="today or a later day"):
            versions.approve(session, only(session), release_id, date(2026, 11, 22))
        versions.approve(session, only(session), release_id, date(2026, 11, 25))
    assert takes(house) == "1.0.0"
    with house.database.session(house.scope) as session:
        versions.approve(session, only(session), release_id, date(2026, 11, 23))
    assert takes(house) == "1.1.0"


def test_what_is_postponed_is_not_taken_by_the_policy_and_comes_back_on_its_day(house: House) -> None:
    policy(house, "minor")
    release_id = publish(house, "1.1.0")
    with house.database.session(house.scope) as session:
        with pytest.raises(BadInput, match="why"):
            versions.postpone(session, only(session), release_id, date(2026, 12, 1), " ")
        versions.postpone(session, only(session), release_id, date(2026, 12, 1), "Månadsskifte")
    assert takes(house) == "1.0.0"
    with house.database.session(house.scope) as session:
        only(session).offer_on = date(2026, 11, 23)
    assert takes(house) == "1.1.0"


def test_a_release_that_needs_a_value_that_nobody_gave_is_offered_and_not_taken(house: House) -> None:
    policy(house, "minor")
    schema = {"type": "object", "required": ["url"], "properties": {"url": FIELD}}
    release_id = publish(house, "1.1.0", configuration=schema)
    assert takes(house) == "1.0.0"
    with pytest.raises(BadInput, match="configuration"), house.database.session(house.scope) as session:
        versions.approve(session, only(session), release_id, date(2026, 11, 23))


def test_one_goes_back_in_one_click_and_the_policy_does_not_take_it_again(house: House) -> None:
    policy(house, "minor")
    left = publish(house, "1.1.0")
    assert takes(house) == "1.1.0"
    with house.database.session(house.scope) as session:
        versions.roll_back(session, only(session), "Fel belopp")
    assert takes(house) == "1.0.0"
    with house.database.session(house.scope) as session:
        assert (only(session).offered_release_id, only(session).offer) == (left, "postponed")
        assert versions.may_roll_back(session, only(session)) is None
        assert [row.what for row in history(session, only(session))][:2] == ["rolled_back", "release_taken"]
    publish(house, "1.1.1")
    assert takes(house) == "1.1.1", "a correction of it is another release"


def test_after_thirty_days_there_is_no_way_back(house: House) -> None:
    policy(house, "patch")
    publish(house, "1.0.1")
    assert takes(house) == "1.0.1"
    with house.database.session(house.scope) as session:
        only(session).released_at = now() - timedelta(days=31)
        with pytest.raises(Conflict, match="30 days"):
            versions.roll_back(session, only(session))


@pytest.mark.parametrize(("window", "utc_hour", "inside"), [
    ("", 12, True), ("18-06", 17, True), ("18-06", 4, True), ("18-06", 5, False), ("08-12", 7, True),
    ("08-12", 11, False),
])  # fmt: skip
def test_the_window_is_read_in_stockholms_hours(window: str, utc_hour: int, inside: bool) -> None:
    assert versions.in_window(window, datetime(2026, 11, 23, utc_hour, tzinfo=UTC)) is inside


@pytest.mark.parametrize("window", ["18", "24-06", "06-06", "natt"])
def test_what_is_no_window_is_refused(window: str) -> None:
    with pytest.raises(BadInput, match="two hours"):
        versions.hours_of(window)


def test_the_window_holds_what_is_due(house: House) -> None:
    hour = now().hour + 1  # Stockholm in winter
    policy(house, "patch", f"{(hour + 2) % 24:02}-{(hour + 3) % 24:02}")
    publish(house, "1.0.1")
    assert takes(house) == "1.0.0"


def test_the_difference_is_told_in_titles_and_texts() -> None:
    former = {"version": "1.0.0", "effects": ["decision"], "secrets": ["a"], "modes": ["shadow", "decide"],
              "configuration": {"properties": {"old": {"title": "Gammal"}}}}  # fmt: skip
    coming = {"version": "1.1.0", "effects": ["decision", "journal_note"], "secrets": ["a", "b"], "modes": ["shadow"],
              "configuration": {"required": ["url"], "properties": {"url": FIELD}},
              "changelog": [{"version": "1.0.0", "changes": ["förr"]},
                            {"version": "1.1.0", "changes": [{"sv": "Läkarintyg", "en": "Certificates"}]}]}  # fmt: skip
    told = difference(former, coming)
    assert told.news == (("1.1.0", ({"sv": "Läkarintyg", "en": "Certificates"},)),)
    assert (told.added, told.removed, told.to_fill) == (("Adress",), ("Gammal",), ("Adress",))
    assert (told.secrets, told.effects, told.modes_gone) == (("b",), ("journal_note",), ("decide",))
    assert difference(former, former).unchanged


@given(st.tuples(*[st.integers(0, 30)] * 3), st.tuples(*[st.integers(0, 30)] * 3))
def test_versions_are_compared_as_numbers(one: tuple[int, ...], two: tuple[int, ...]) -> None:
    texts = [".".join(map(str, version)) for version in (one, two)]
    assert (number_of(texts[0]) < number_of(texts[1])) is (one < two)
    assert (step(*texts) == "major") is (one[0] != two[0])
