"""The page of machines' tokens: shown once, ended by who answers for them, told of before they end."""

from datetime import timedelta

from sqlalchemy import select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Scope
from orchestrator.governance.people.models import SystemToken, WorkerToken
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn as SignInAs
from tests.orchestrator.entrypoints.portal.test_forms import csrf


def test_the_business_owner_makes_one_and_it_is_shown_once(as_person: SignInAs) -> None:
    karin = as_person("karin")
    made = karin.post("/tokens/new", data={"csrf": csrf(karin), "kind": "eservice"}).text.replace("<wbr>", "")
    assert "coe_eservice_1287_" in made
    assert "coe_eservice_" not in karin.get("/tokens").text
    assert "Aldrig" in karin.get("/tokens").text


def test_each_sees_and_ends_their_own(town: Town, as_person: SignInAs) -> None:
    karin, eva, johan = as_person("karin"), as_person("eva"), as_person("johan")
    karin.post("/tokens/new", data={"csrf": csrf(karin), "kind": "eservice"})
    with town.database.session(Scope.steward("test")) as session:
        token_id = session.scalars(select(SystemToken.id)).one()
    assert token_id not in eva.get("/tokens").text
    assert eva.post(f"/tokens/{token_id}/end", data={"csrf": csrf(eva)}).status_code == 404
    told = {"csrf": csrf(karin), "kind": "eservice", "municipality": "1285"}
    assert karin.post("/tokens/new", data=told).status_code == 404
    assert token_id in johan.get("/tokens").text
    assert johan.post(f"/tokens/{token_id}/end", data={"csrf": csrf(johan)}).status_code == 303
    assert token_id not in karin.get("/tokens").text


def test_workers_tokens_are_the_regions(town: Town, as_person: SignInAs) -> None:
    karin, johan = as_person("karin"), as_person("johan")
    told = {"csrf": csrf(karin), "kind": "worker", "name": "dator-7"}
    assert karin.post("/tokens/new", data=told).status_code == 403
    made = johan.post("/tokens/new", data=told | {"csrf": csrf(johan)}).text.replace("<wbr>", "")
    assert "coe_worker_region_" in made
    again = johan.post("/tokens/new", data=told | {"csrf": csrf(johan)})
    assert (again.status_code, 'value="dator-7"' in again.text) == (422, True)
    with town.database.session(Scope.steward("test")) as session:
        token_id = session.scalars(select(WorkerToken.id)).one()
    assert karin.post(f"/tokens/{token_id}/end", data={"csrf": csrf(karin)}).status_code == 404


def test_what_ends_soon_is_on_the_start_page(town: Town, as_person: SignInAs) -> None:
    karin = as_person("karin")
    karin.post("/tokens/new", data={"csrf": csrf(karin), "kind": "eservice"})
    assert "Nyckel som slutar gälla" not in karin.get("/").text
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(SystemToken).values(expires_at=machine_now() + timedelta(days=20)))
    assert "Nyckel som slutar gälla" in karin.get("/").text
    assert "Byt snart" in karin.get("/tokens").text
