"""Two pairs of eyes: in the services, and in the database where both stand in one row."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from orchestrator.core.clock import now, today
from orchestrator.core.db import Database
from orchestrator.core.errors import NotAllowed
from orchestrator.governance.people.duties import require_apart
from orchestrator.outcomes.benefits import baselines
from orchestrator.outcomes.benefits.models import Baseline, StandardMinutes
from tests.support.house import PROCESS, House

BASELINE = {"segment": "renewal", "minutes": "22.0", "deviation": "7.9", "measured": 42, "method": "work sampling",
            "grade": "B"}  # fmt: skip


@pytest.mark.parametrize(
    "who",
    [
        {"author": "L. Persson", "approver": "L. Persson"},
        {"author": "L. Persson", "approver": " l. persson "},
        {"author": "a", "approver": "b", "publisher": "a"},
        {"author": "a", "approver": "b", "publisher": "b"},
        {"signer": "person:1", "owner": "person:1"},
    ],
)
def test_one_person_never_has_two_of_the_duties(who: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match="must be two people"):
        require_apart(**who)


@pytest.mark.parametrize("who", [{"author": "a", "approver": "b"}, {"author": "a", "approver": None},
                                 {"author": "", "approver": ""}, {}])  # fmt: skip
def test_apart_is_apart_and_nobody_yet_is_nobodys_double(who: dict[str, Any]) -> None:
    require_apart(**who)


def test_a_baseline_and_standard_minutes_are_approved_by_another(database: Database) -> None:
    house = House(database).furnish()
    with house.database.session(house.scope) as session:
        with pytest.raises(NotAllowed):
            baselines.add(session, house.code, PROCESS, today(), author="a", approver="A", **BASELINE)
        with pytest.raises(NotAllowed):
            baselines.add_standard(session, house.code, PROCESS, today(), "assisted", "4.0", author="a", approver="a")
        baselines.add(session, house.code, PROCESS, today(), author="a", approver="b", **BASELINE)
        baselines.add_standard(session, house.code, PROCESS, today(), "assisted", "4.0", author="a", approver="b")


def test_the_database_holds_it_for_whoever_goes_past_the_service(database: Database) -> None:
    house = House(database).furnish()
    shared = {
        "municipality_code": house.code,
        "process": PROCESS,
        "valid_from_on": today(),
        "author": "a",
        "approver": "a",
    }
    rows = [Baseline(**shared, **BASELINE, approved_at=now()), StandardMinutes(**shared, outcome="x", minutes="1")]
    for row in rows:
        with pytest.raises(IntegrityError, match="two_people"), house.database.session(house.scope) as session:
            session.add(row)
