"""A municipality's twin: made in its own scope, with accounts of its own, on both databases; neither sees the other."""

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.testbed import enter_accounts, furnish_twin
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import secrets
from tests.support.house import PROCESS, House

CHOSEN = {"testbed": "http://testbed", "vendor": "klarven"}
MODES = {"modes": ["shadow", "prepare", "propose"], "outcome_kind": "authority"}
SCHEMA = {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}}


@pytest.fixture
def house(database: Database) -> House:
    found = House(database).furnish()
    _manifest(found, testbed={"configuration": {"url": "{testbed}/{vendor}/"}, "parameters": {"rent": 633000}},
              configuration=SCHEMA)  # fmt: skip
    return found


def _manifest(house: House, **more: object) -> None:
    with house.database.session(Scope.steward("test")) as session:
        release = session.scalars(select(Release)).one()
        release.manifest = {**release.manifest, **more}


def _furnish(house: House, parameters: dict[str, object] | None = None) -> None:
    with house.database.session(Scope.of("person:x", "Q287")) as session:
        release = session.scalars(select(Release)).one()
        uses = furnish_twin(session, house.code, release, CHOSEN, parameters or {}, MODES)
        enter_accounts(session, uses, release, "only-here")


def test_the_twin_works_in_the_test_environment_with_its_own_account_and_the_widest_mode(house: House) -> None:
    _furnish(house)
    _furnish(house, {"rent": [{"valid_from": "2026-01-01", "valid_to": None, "value": 1}]})
    with house.database.session(Scope.of("test", "Q287")) as session:
        uses = session.scalars(select(Subscription)).one()
        assert (uses.process, uses.state, uses.mode, uses.ring) == (PROCESS, "active", "propose", "testbed")
        assert uses.configuration == {"url": "http://testbed/klarven/"}
        assert uses.parameters["rent"][0]["value"] == 1, "the municipality's own values are tried, where it has any"
        assert secrets.use(session, "Q287", "case_system", "r1") == {"username": "robot-Q287", "password": "only-here"}


def test_neither_sees_the_other(house: House) -> None:
    _furnish(house)
    with house.database.session(house.scope) as session:
        assert [uses.municipality_code for uses in session.scalars(select(Subscription))] == ["1287"]
        assert secrets.listed(session, "1287") == []
    with house.database.session(Scope.of("test", "Q287")) as session:
        assert [uses.municipality_code for uses in session.scalars(select(Subscription))] == ["Q287"]


def test_a_package_without_a_test_environment_or_with_one_that_does_not_fit_makes_no_twin(house: House) -> None:
    _manifest(house, testbed={"configuration": {"address": "{testbed}"}})
    with pytest.raises(BadInput, match="configuration"):
        _furnish(house)
    _manifest(house, testbed=None)
    with pytest.raises(Conflict, match="how it is tried"):
        _furnish(house)
    with house.database.session(Scope.steward("test")) as session:
        assert session.get(Municipality, "Q287") is None
