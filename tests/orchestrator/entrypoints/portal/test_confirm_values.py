"""Values to confirm on the subscription's page: by the business owner, by name, and taken back."""

from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.catalogue.models import Subscription, SubscriptionChange
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_forms import csrf
from tests.orchestrator.entrypoints.portal.test_pages import _plain
from tests.support.house import PROCESS

PAGE, KEY = f"/subscriptions/1287/{PROCESS}", "income_table"


def _confirmed(town: Town) -> list[dict[str, str]]:
    with town.database.session(Scope.steward("test")) as session:
        uses = session.scalars(select(Subscription).where(Subscription.municipality_code == "1287")).one()
        told = uses.parameters.get("confirmed") or []
        return list(told[-1]["value"] if told and "value" in told[-1] else told)


def test_the_owner_confirms_by_name_and_the_page_says_who_and_when(town: Town, as_person: SignIn) -> None:
    karin = as_person("karin")
    told = {"csrf": csrf(karin), "key": KEY}
    for _back in range(len([entry for entry in _confirmed(town) if entry["key"] == KEY])):
        assert karin.post(f"{PAGE}/confirm", data=told | {"back": "1"}).status_code == 303
    assert "Inte bekräftat" in _plain(karin.get(f"{PAGE}?step=values").text)
    assert karin.post(f"{PAGE}/confirm", data=told).status_code == 303
    [entry] = [entry for entry in _confirmed(town) if entry["key"] == KEY]
    assert (entry["by"], entry["on"]) == ("Karin Bergström", "2026-11-23")
    assert "Karin Bergström, 23 november 2026" in _plain(karin.get(f"{PAGE}?step=values").text)
    with town.database.session(Scope.steward("test")) as session:
        assert "configured" in set(session.scalars(select(SubscriptionChange.what)))


def test_confirmed_twice_is_refused_and_loses_nothing(town: Town, as_person: SignIn) -> None:
    karin = as_person("karin")
    told = {"csrf": csrf(karin), "key": KEY}
    before = _confirmed(town)
    if not [entry for entry in before if entry["key"] == KEY]:
        assert karin.post(f"{PAGE}/confirm", data=told).status_code == 303
    assert karin.post(f"{PAGE}/confirm", data=told).status_code == 409
    assert len([entry for entry in _confirmed(town) if entry["key"] == KEY]) == 1


def test_operations_see_what_waits_and_confirm_nothing(as_person: SignIn) -> None:
    johan = as_person("johan")
    page = johan.get(f"{PAGE}?step=values").text
    assert "Värden att bekräfta" in page
    assert f"{PAGE}/confirm" not in page
    assert johan.post(f"{PAGE}/confirm", data={"csrf": csrf(johan), "key": KEY}).status_code == 403
