"""The catalogue: what leaves a municipality for it, what it shows to whom, and what trying leaves behind."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.db import Municipality, Scope
from orchestrator.entrypoints.portal import elsewhere
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.queries import Offer, Wanted, matching
from orchestrator.governance.catalogue.testbed import furnish_twin, is_twin, twin_of
from orchestrator.governance.packages.models import Release
from orchestrator.outcomes.benefits.queries import MonthSaved, OutcomeSum
from orchestrator.outcomes.trials import tryout
from tests.journeys.town import PROCESS, Town

SignIn = Callable[[str], TestClient]
TESTBED = {"configuration": {"case_system": {"vendor": "{vendor}", "url": "{testbed}/{vendor}/"}}}


def _months(codes: list[str], cases: int) -> list[MonthSaved]:
    line = OutcomeSum("straight_through", "renewal", cases, Decimal(22), Decimal(0), Decimal(22) * cases)
    return [MonthSaved(code, "2026-10", PROCESS, [line]) for code in codes]


@pytest.mark.parametrize(("codes", "cases", "shown"), [
    (["1287", "1285", "1273"], 10, True), (["1287", "1285"], 100, False), (["1287", "1285", "1273"], 9, False),
    (["1287", "1285", "1273", "1233"], 4, False),
])  # fmt: skip
def test_minutes_are_shown_only_where_enough_stands_behind_them(
    codes: list[str], cases: int, shown: bool, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "by_month", lambda *_arguments: _months(codes, cases))
    with town.database.session(Scope.steward("test")) as session:
        told = elsewhere.read(session)[PROCESS]
    assert told.minutes == 22 if shown else told.minutes is None, told
    assert told.used_by == 2


def test_twins_are_nobodys_place_and_are_counted_nowhere(town: Town, as_person: SignIn) -> None:
    _tried(town)
    with town.database.session(Scope.steward("test")) as session:
        assert session.get(Municipality, "Q287") is not None
        assert elsewhere.read(session).places == 2
        assert elsewhere.read(session)[PROCESS].used_by == 2
    assert "Testmiljön" not in as_person("johan").get("/subscriptions").text
    assert "Testmiljön" not in as_person("johan").get("/queues").text


def test_every_municipality_has_a_twin_of_its_own() -> None:
    codes = [f"{number:04}" for number in range(100, 2600)]
    twins = {twin_of(code) for code in codes}
    assert len(twins) == len(codes)
    assert all(is_twin(twin) for twin in twins)
    assert not any(is_twin(code) for code in codes)


def test_a_run_of_the_twin_is_seen_in_its_own_municipality_and_nowhere_else(town: Town, as_person: SignIn) -> None:
    run_id = _tried(town)
    assert "Testmiljön (1287)" in as_person("karin").get(f"/runs/{run_id}").text
    for username in ("eva", "johan", "sofia"):
        assert as_person(username).get(f"/runs/{run_id}").status_code == 404
    assert run_id not in as_person("karin").get("/runs").text


def test_the_twin_has_no_password_and_no_address_of_the_municipality(town: Town) -> None:
    _tried(town)
    with town.database.session(Scope.of("test", "Q287")) as session:
        uses = session.scalars(select(Subscription)).one()
        assert uses.configuration["case_system"]["url"] == "http://testbed/sambis/"
        assert uses.ring == "testbed"


def test_a_package_that_does_not_say_how_it_is_tried_is_told_of(as_person: SignIn) -> None:
    client = as_person("karin")
    csrf = client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    answer = client.post(f"/catalogue/{PROCESS}/try", data={"csrf": csrf, "cases": "3"})
    assert answer.status_code == 409
    assert "Det gick inte att prova nu" in answer.text


def test_filters_leave_what_fits() -> None:
    def offer(vendors: tuple[str, ...], modes: tuple[str, ...], area: str) -> Offer:
        return Offer(Release(package="p", manifest={}), {}, vendors, modes, area, None)

    one, two = offer(("sambis",), ("shadow", "decide"), "a"), offer(("klarven",), ("shadow", "propose"), "b")
    assert matching([one, two], Wanted(vendor="klarven"), lambda found: found.area) == [two]
    assert matching([one, two], Wanted(mode="decide"), lambda found: found.area) == [one]
    assert matching([one, two], Wanted(area="a", mode="prepare"), lambda found: found.area) == [one]
    assert two.fits(frozenset({"klarven"}))
    assert not two.fits(frozenset({"sambis"}))


def _tried(town: Town) -> str:
    """As a try leaves it: the twin with its subscription, and a run."""
    with town.database.session(Scope.of("person:x", "Q287")) as session:
        found = session.scalars(select(Release)).first()
        assert found is not None
        found.manifest = {**found.manifest, "testbed": TESTBED}
        chosen = {"testbed": "http://testbed", "vendor": "sambis"}
        furnish_twin(session, "1287", found, chosen, {}, {"modes": ["shadow", "decide"]})
        run = tryout.runs.request(session, "Q287", PROCESS, "Collect Applications", tryout.REASON)
        return str(run.id)
