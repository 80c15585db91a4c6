"""Actions on items, one or many: what went, what was refused and why, what is asked about, and the way back."""

from datetime import timedelta

import pytest
from httpx import Response
from sqlalchemy import select

from orchestrator.core.clock import STOCKHOLM, in_domain, now
from orchestrator.core.db import Scope
from orchestrator.entrypoints.portal.words import words
from orchestrator.governance.audit.models import TrailRow
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_pages import _plain


@pytest.fixture
def client(as_person: SignIn) -> object:
    return as_person("johan")


def _act(client: object, **told: object) -> Response:
    page = client.get("/account").text  # type: ignore[attr-defined]
    csrf = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    answer: Response = client.post("/work-items/act", data={"csrf": csrf, **told})  # type: ignore[attr-defined]
    return answer


def _item(town: Town, name: str) -> WorkItem:
    with town.database.session(Scope.steward("test")) as session:
        return session.get_one(WorkItem, town.items[name])


def test_many_at_once_says_what_went_and_why_the_rest_did_not(town: Town, client: object) -> None:
    names = ("queued", "elsewhere", "working", "done", "handed")
    chosen = [town.items[name] for name in names]
    answer = _act(
        client, item=[*chosen, "f" * 32], action="hold", reason="fel i Sambis", back="/work-items?state=queued"
    )
    text = _plain(answer.text)
    assert "Pausade: 2 4 ärenden gick inte." in text
    assert "EB-2026-12-0104 Ekonomiskt bistånd, 2026-12 Trelleborg Roboten läser Roboten har det nu." in text
    assert "EB-2026-12-0101 Ekonomiskt bistånd, 2026-12 Trelleborg Klart Det är redan klart." in text
    assert "Det väntar på en människa och står inte i kön" in text
    assert "1 ärende finns inte här." in text
    assert [_item(town, name).state for name in names[:3]] == ["on_hold", "on_hold", "leased"]
    assert 'href="/work-items?state=queued"' in answer.text


def test_every_item_has_its_row_in_the_trail_with_the_reason(town: Town, client: object) -> None:
    _act(client, item=[town.items["queued"], town.items["elsewhere"]], action="hold", reason="fel i Sambis")
    with town.database.session(Scope.steward("test")) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.action == "item_held")).all()
    assert {(row.entity_id, row.detail["reason"]) for row in rows if row.detail} == {
        (town.items["queued"], "fel i Sambis"), (town.items["elsewhere"], "fel i Sambis"),
    }  # fmt: skip
    assert all(row.actor.startswith("person:") for row in rows)


def test_what_was_held_is_let_go_by_the_button_that_is_offered_at_once(town: Town, client: object) -> None:
    answer = _act(client, item=town.items["queued"], action="hold", reason="x" * 200)
    assert '<input type="hidden" name="action" value="let_go">' in answer.text
    reason = answer.text.split('name="reason" value="', 1)[1].split('"', 1)[0]
    assert len(reason) == 200, "a reason that fills its field must still be undone"
    assert "Släppta: 1" in _plain(_act(client, item=town.items["queued"], action="let_go", reason=reason).text)
    assert _item(town, "queued").state == "new"


def test_everything_on_the_page_is_taken_when_that_is_ticked(town: Town, client: object) -> None:
    shown = [town.items["queued"], town.items["elsewhere"]]
    text = _plain(_act(client, shown=shown, every="yes", action="hold", reason="prov").text)
    assert "Pausade: 2 Alla gick." in text


def test_cancelling_is_asked_about_before_it_is_done(town: Town, client: object) -> None:
    asked = _act(client, item=town.items["queued"], action="cancel", reason="skickat två gånger")
    assert "Återkalla 1 ärende? Det går inte att ångra." in _plain(asked.text)
    assert _item(town, "queued").state == "new"
    done = _act(client, item=town.items["queued"], action="cancel", reason="skickat två gånger", sure="yes")
    assert "Återkallade: 1" in _plain(done.text)
    assert "Ångra" not in _plain(done.text)
    assert _item(town, "queued").state == "cancelled"


def test_a_day_and_time_are_stockholms_and_must_lie_ahead(town: Town, client: object) -> None:
    ahead = (now() + timedelta(days=1)).astimezone(STOCKHOLM).replace(hour=8, minute=0, second=0, microsecond=0)
    told = {"item": town.items["queued"], "action": "defer", "reason": "systemet är stängt"}
    _act(client, **told, until=f"{ahead:%Y-%m-%dT%H:%M}")
    assert in_domain(_item(town, "queued").available_at) == ahead
    page = _plain(client.get(f"/work-items/{town.items['queued']}").text)  # type: ignore[attr-defined]
    assert f"Varför väntar det? Uppskjutet till {words('sv').moment(ahead)}." in page
    for wrong in ("", "i morgon", "2026-11-22T08:00"):
        answer = _act(client, **told, until=wrong)
        assert answer.status_code == 422
        assert 'id="a-until-e"' in answer.text


def test_an_item_is_set_ahead(town: Town, client: object) -> None:
    _act(client, item=town.items["queued"], action="prioritise", priority="0", reason="förfaller i dag")
    assert _item(town, "queued").priority == 0


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"action": "hold", "reason": "prov"}, "Välj minst ett ärende."),
        ({"item": "queued", "action": "fly", "reason": "prov"}, "Välj vad du vill göra."),
        ({"item": "queued", "action": "hold", "reason": "  "}, "Skriv varför, med högst 200 tecken."),
        ({"item": "queued", "action": "hold", "reason": "x" * 201}, "Skriv varför, med högst 200 tecken."),
        ({"item": "queued", "action": "prioritise", "priority": "7", "reason": "prov"}, "Välj en plats i kön."),
        ({"item": [f"{n}" for n in range(501)], "action": "hold", "reason": "prov"}, "Välj högst 500 ärenden"),
    ],
)
def test_what_is_missing_is_said_and_nothing_that_was_written_is_lost(
    told: dict[str, object], said: str, town: Town, client: object
) -> None:
    if told.get("item") == "queued":
        told = told | {"item": town.items["queued"]}
    answer = _act(client, **told)
    assert answer.status_code == 422
    assert said in _plain(answer.text)
    if isinstance(told.get("item"), str):
        assert f'name="item" value="{town.items["queued"]}"' in answer.text
        assert f'value="{told["reason"]}"' in answer.text
    assert _item(town, "queued").state == "new"


def test_the_way_back_never_leads_to_another_site(town: Town, client: object) -> None:
    answer = _act(client, item=town.items["queued"], action="hold", reason="prov", back="//evil.example")
    assert "evil.example" not in answer.text


def test_who_may_not_move_items_is_offered_nothing_to_choose(as_person: SignIn, town: Town) -> None:
    for username, offered in (("johan", True), ("sofia", False)):
        client = as_person(username)
        assert ('name="item"' in client.get("/work-items").text) is offered
        assert ("Pausa, flytta eller återkalla" in client.get(f"/work-items/{town.items['queued']}").text) is offered
    done = as_person("johan").get(f"/work-items/{town.items['done']}").text
    assert "Pausa, flytta eller återkalla" not in done
