"""The letter as staff see it, and how far rules and caseworkers agree."""

import subprocess

import pytest
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.audit.models import TrailRow
from orchestrator.outcomes.decisions import observe
from orchestrator.outcomes.letters.models import Letter
from tests.journeys.inbox_town import propose, set_mode
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_pages import _plain


def test_staff_read_the_letter_and_the_applicant_has_not(town: Town, as_person: SignIn) -> None:
    path = f"/work-items/{town.items['done']}"
    client = as_person("karin")
    assert f'href="{path}/letter"' in client.get(path).text
    text = _plain(client.get(f"{path}/letter").text)
    assert "Du får 12 661 kronor" in text
    assert "Så överklagar du" in text
    assert "Öppnat av den sökande Inte än" in text
    with town.database.session(Scope.steward("test")) as session:
        assert session.scalars(select(Letter.opened_at)).all() == [None]
        assert session.scalars(select(TrailRow.detail).where(TrailRow.action == "letter_read")).one() == {
            "form": "page"
        }


@pytest.mark.browser
def test_the_letter_is_a_tagged_pdf(town: Town, as_person: SignIn) -> None:
    answer = as_person("elif").get(f"/work-items/{town.items['done']}/letter.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in answer.content or b"/StructTreeRoot" in answer.content


@pytest.mark.parametrize(("username", "status"), [("johan", 403), ("sofia", 403), ("eva", 404)])
def test_others_get_no_pdf_and_no_browser_is_started(
    username: str, status: int, town: Town, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_named: pytest.fail("a browser was started"))
    assert as_person(username).get(f"/work-items/{town.items['done']}/letter.pdf").status_code == status


def test_nothing_compared_yet_is_said_and_not_a_hundred_per_cent(as_person: SignIn) -> None:
    client = as_person("karin")
    assert 'href="/agreement"' in client.get("/").text
    text = _plain(client.get("/agreement").text)
    assert "Inget är jämfört än" in text
    assert "%" not in text


def test_the_share_has_its_interval_and_each_difference_its_case(town: Town, as_person: SignIn) -> None:
    same, other = propose(town, "EB-2026-12-0108"), propose(town, "EB-2026-12-0109")
    set_mode(town, "shadow")
    with town.database.session(Scope.steward("test")) as session:
        observe.observe(session, same, "granted", 1266100, "")
        observe.observe(session, other, "granted", 1200000, "")
    page = as_person("karin").get("/agreement").text
    text = _plain(page)
    assert "Lika i 1 av 2 ärenden, 50 %." in text
    assert "Med 95 procents säkerhet ligger andelen mellan 9 % och 91 %." in text
    assert "EB-2026-12-0109 bifall, 12 661 kr bifall, 12 000 kr −661" in text
    assert f'href="/work-items/{other}"' in page
    assert same not in page
