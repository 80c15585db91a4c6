"""The developer's package pages: what is shown to whom, what each may do, and that a refusal loses nothing."""

import pytest
from sqlalchemy import select

from orchestrator.core.db import Scope, act_as
from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.models import Person
from orchestrator.governance.pipeline import gates
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn as SignInAs
from tests.orchestrator.entrypoints.portal.test_forms import csrf
from tests.support import releases
from tests.support.house import PROCESS


@pytest.fixture
def draft(town: Town) -> str:
    """Sofia's draft of the real package; all gates but two are passed, one with evidence."""
    signing.ensure_keys(settings().home)
    with town.database.session(Scope.steward("test")) as session:
        sofia = session.scalars(select(Person.id).where(Person.username == "sofia")).one()
        act_as(session, f"person:{sofia}")
        release = packages.draft_robot(session, ROOT, PROCESS)
        for name in ("rebuilt", "lint", "unit"):
            gates.record(session, release, name, passed=True, summary="ok", evidence=b"<3 passed>")
        return release.id


def test_gates_are_shown_with_their_evidence_and_what_was_not_run_as_not_run(as_person: SignInAs, draft: str) -> None:
    sofia = as_person("sofia")
    shown = sofia.get(f"/packages/{PROCESS}?release={draft}").text
    assert "Grindar för 1.1.0: 3 av 5" in shown
    assert shown.count("inte körd") == 2
    link = shown.split('href="/packages/economic_assistance/gates/')[1].split('"')[0]
    assert "&lt;3 passed&gt;" in sofia.get(f"/packages/{PROCESS}/gates/{link}").text
    assert "/waive" not in shown
    assert f'href="/packages/{PROCESS}"' in sofia.get("/packages").text


def test_the_chief_process_officer_waives_with_a_reason_and_it_stands_as_waived(
    as_person: SignInAs, draft: str
) -> None:
    maria, url = as_person("maria"), f"/packages/{PROCESS}/{draft}/waive"
    empty = maria.post(url, data={"csrf": csrf(maria), "gate": "faults", "reason": " "})
    assert (empty.status_code, "Skriv varför." in empty.text) == (422, True)
    told = {"csrf": csrf(maria), "gate": "faults", "reason": "Testmiljön byggs om i dag."}
    assert maria.post(url, data=told).status_code == 303
    shown = maria.get(f"/packages/{PROCESS}?release={draft}").text
    assert "undantagen, inte körd" in shown
    assert "Maria Ekdahl svarar för det: Testmiljön byggs om i dag." in shown
    assert as_person("sofia").post(url, data=told).status_code == 403


def test_nobody_does_two_of_the_three_things_and_what_was_typed_stands_in_the_form(
    town: Town, as_person: SignInAs, draft: str
) -> None:
    with town.database.session(Scope.steward("test")) as session:
        release = session.get_one(Release, draft)
        for name in ("testbed", "faults"):
            gates.record(session, release, name, passed=True, summary="ok")
        gates.finish(session, release)
    sofia, maria, johan = as_person("sofia"), as_person("maria"), as_person("johan")
    url, told = f"/packages/{PROCESS}/{draft}", {"reason": "Läst ändring för ändring."}
    refused = sofia.post(f"{url}/approve", data=told | {"csrf": csrf(sofia)})
    assert refused.status_code == 422
    assert "tre personer" in refused.text
    assert "Du skrev: Läst ändring för ändring." in refused.text, "her page has no such form: she wrote it"
    assert maria.post(f"{url}/approve", data=told | {"csrf": csrf(maria)}).status_code == 303
    assert maria.post(f"{url}/publish", data=told | {"csrf": csrf(maria)}).status_code == 422
    assert johan.post(f"{url}/publish", data={"csrf": csrf(johan)}).status_code == 303
    assert "släppt till testmiljön" in johan.get(f"/packages/{PROCESS}?release={draft}").text
    assert johan.post(f"{url}/halt", data={"csrf": csrf(johan), "reason": "Fel månad."}).status_code == 303
    assert "Fel månad." in johan.get(f"/packages/{PROCESS}?release={draft}").text
    assert "Väntar på dig" in sofia.get("/packages").text


def test_a_municipality_sees_no_packages(as_person: SignInAs) -> None:
    karin = as_person("karin")
    assert karin.get("/packages").status_code == 403
    assert 'href="/packages"' not in karin.get("/").text


def test_two_releases_are_compared_in_words(town: Town, as_person: SignInAs, draft: str) -> None:
    with town.database.session(Scope.steward("test")) as session:
        former = session.scalars(select(Release).where(Release.id != draft)).one()
    shown = as_person("sofia").get(f"/packages/{PROCESS}/compare?first={former.id}&second={draft}").text
    assert "Från 1.0.0 till 1.1.0" in shown
    assert "Nya inställningar" in shown
    same = as_person("sofia").get(f"/packages/{PROCESS}/compare?first={draft}&second={draft}")
    assert same.status_code == 404
    assert releases.AUTHOR not in shown


def test_a_package_says_what_breaks_if_a_system_changes_and_whom_it_hits(as_person: SignInAs, draft: str) -> None:
    shown = as_person("sofia").get(f"/packages/{PROCESS}?release={draft}").text
    table = shown.split('id="systems"')[1].split("</table>")[0]
    assert "Sambis" in table
    assert "Klarven" in table
    assert "Den här utgåvan är inte provad i testmiljön" in table


def test_rules_are_tried_on_cases_and_only_measures_are_shown(town: Town, as_person: SignInAs) -> None:
    with town.database.session(Scope.steward("test")) as session:
        rules = session.scalars(select(packages.ProcessRelease.id)).one()
        references = list(session.scalars(select(WorkItem.reference)))
    sofia = as_person("sofia")
    assert f"/packages/{PROCESS}/what-if/{rules}" in sofia.get(f"/packages/{PROCESS}?release={rules}").text
    shown = sofia.get(f"/packages/{PROCESS}/what-if/{rules}").text
    assert "ärenden får samma utfall med" in shown
    assert not [reference for reference in references if reference in shown]
    assert as_person("karin").get(f"/packages/{PROCESS}/what-if/{rules}").status_code == 403


def test_a_robots_release_has_no_rules_to_try(as_person: SignInAs, draft: str) -> None:
    assert as_person("sofia").get(f"/packages/{PROCESS}/what-if/{draft}").status_code == 404
