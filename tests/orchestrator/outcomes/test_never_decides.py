"""A process whose rules have no mode `decide`: no subscription and no decision of it has that mode, whoever writes."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope, table
from orchestrator.core.errors import Conflict
from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules import check_mode
from orchestrator.governance.catalogue.rules_host import rules_host
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.governance.packages.service import draft_process
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.decisions.never_decides import REFUSAL
from tests.support.casework import Robot, Rules
from tests.support.house import PROCESS, House
from tests.support.releases import published


@pytest.fixture
def house(database: Database, rules: Rules) -> House:
    del rules
    return House(database, mode="propose").furnish()


def rules_are_published(house: House, version: str, *, never: bool) -> None:
    with house.database.session(Scope.steward("test")) as session:
        told: dict[str, Any] = {**published(), "published_at": now()}
        session.add(ProcessRelease(process=PROCESS, version=version, schema_major=1, sha256=version[0] * 64,
                                   signature=b"", manifest={}, never_decides=never, **told))  # fmt: skip


def let_it_decide(house: House) -> None:
    with house.database.session(Scope.steward("test")) as session:
        session.execute(update(Subscription).values(mode="decide"))


def test_the_database_refuses_the_mode_and_takes_it_where_the_newest_rules_have_it(house: House) -> None:
    rules_are_published(house, "1.0.0", never=True)
    with pytest.raises(DBAPIError, match=REFUSAL):
        let_it_decide(house)
    rules_are_published(house, "2.0.0", never=False)
    let_it_decide(house)
    with house.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(Subscription.mode)).one() == "decide"


def test_the_database_refuses_a_new_subscription_and_a_decision_of_that_mode(house: House) -> None:
    let_it_decide(house)
    house.add_item()
    Robot(house).assess()
    rules_are_published(house, "1.0.0", never=True)
    with house.database.session(Scope.steward("test")) as session:
        known = session.scalars(select(Subscription)).one()
        row = {name: getattr(known, name) for name in Subscription.__table__.c.keys() if name != "id"}  # noqa: SIM118
        decided = session.scalars(select(Decision)).one()
    with pytest.raises(DBAPIError, match=REFUSAL), house.database.session(Scope.steward("test")) as session:
        session.execute(insert(table(Subscription)), [row | {"id": "f" * 32, "mode": "decide"}])
    with pytest.raises(DBAPIError, match=REFUSAL), house.database.session(Scope.steward("test")) as session:
        session.execute(update(Decision).where(Decision.id == decided.id).values(mode="decide"))


def test_preschool_has_no_such_mode_for_service_and_release(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "home", tmp_path)
    signing.ensure_keys(tmp_path)
    with pytest.raises(Conflict, match="does not allow decide"):
        check_mode(rules_host().describe("preschool"), "decide", {"board": "x"})
    with sqlite_database.session(Scope.steward("test")) as session:
        assert draft_process(session, ROOT, "preschool").never_decides is True
        assert draft_process(session, ROOT, "economic_assistance").never_decides is False
