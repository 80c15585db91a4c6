"""The wall and the reasons, as they are read."""

from datetime import timedelta

from sqlalchemy import update

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Scope
from orchestrator.entrypoints.portal import why_words
from orchestrator.entrypoints.portal.words import words
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.triggers.wall import STUCK
from orchestrator.operations.triggers.why_run import Why
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn
from tests.orchestrator.entrypoints.portal.test_pages import _plain

_AT = now()
FACTS = {
    "run_requested": {}, "run_soon": {}, "robot_soon": {}, "takes_no_items": {}, "no_subscription": {"state": None},
    "paused": {"since": None, "by": "", "reason": "prov", "to_on": None},
    "prefect_away": {"since": _AT, "tries": 3, "next_at": _AT}, "own_limit": {"limit": 1},
    "no_worker": {"last_at": _AT}, "workers_drained": {"workers": 1, "reason": "ny kärna"}, "slots_full": {"slots": 4},
    "running": {"does_now": "Läser", "since": _AT}, "stopping": {"reason": "lösenord", "how": "finish"},
    "ended": {"state": "cancelled"}, "rests": {"until": _AT, "cause": "time-out", "kind": "time_out", "in_vain": 2},
    "working": {"robots": 2}, "deferred": {"until": _AT}, "back_off": {"until": _AT, "exception": "login_refused"},
    "on_hold": {"since": _AT, "by": "person:p", "reason": "fel belopp"}, "commit_window": {"until": _AT},
    "behind": {"ahead": 4, "more": False, "robots": 1, "seconds": 300.0},
    "with_person": {"waiting_for": "decision", "claimed": True, "since": _AT}, "leased": {"run_id": "r", "since": _AT},
}  # fmt: skip


def _say(language: str, code: str, **facts: object) -> str:
    sayer = why_words.Sayer(words(language), _AT, {"person:p": "Karin"})
    return sayer(Why(code, FACTS[code] | facts)).replace("\u00a0", " ")


def test_every_reason_is_said_in_both_languages_and_differently() -> None:
    documented = {word for word in (Why.__doc__ or "").split("`") if word in FACTS}
    assert documented == set(FACTS), "the table at Why and the words must name the same reasons"
    for code in FACTS:
        swedish, english = _say("sv", code), _say("en", code)
        assert swedish.endswith((".", "”", "Läser", "lösenord", "Återkallat"))
        assert (swedish != english) is (code != "running"), code


def test_every_queue_that_stands_still_comes_with_what_to_do() -> None:
    assert set(why_words.ADVICE) == STUCK


def test_reasons_are_said_as_to_a_colleague() -> None:
    at = words("sv").time(_AT)
    assert _say("sv", "behind") == "Väntar på sin tur, 4 ärenden är före. 1 robot arbetar. Klart om ungefär 5 minuter."
    assert _say("sv", "behind", ahead=200, more=True, seconds=None).startswith(
        "Väntar på sin tur, fler än 200 är före."
    )
    assert _say("sv", "on_hold") == f"Pausat sedan {at} av Karin: ”fel belopp”"
    assert _say("sv", "on_hold", by="cli") == f"Pausat sedan {at} av plattformen: ”fel belopp”"
    assert _say("sv", "with_person") == f"Väntar på en handläggares beslut sedan {at}, taget."
    assert "i rad som inte gick som de skulle. Körningen tog längre tid än den får." in _say("sv", "rests")
    assert _say("sv", "no_worker", last_at=None) == "Ingen arbetare har anmält sig."
    assert "2026" in _say("sv", "deferred", until=_AT + timedelta(days=2))


def _beat(town: Town, name: str = "lun-01", **runs: float) -> None:
    with town.database.session(Scope.steward("test")) as session:
        fleet.beat(session, fleet.Beat(name, name, "dator-1", "region", 2, "1", runs))


def _change(town: Town, model: object, **values: object) -> None:
    with town.database.session(Scope.steward("test")) as session:
        session.execute(update(model).values(**values))  # type: ignore[arg-type]


def test_the_wall_tells_of_queues_runs_workers_and_what_comes(town: Town, as_person: SignIn) -> None:
    _beat(town, "test-worker", **{town.runs["running"]: 412.3})
    text = _plain(as_person("johan").get("/queues").text)
    told = [
        "2 ärenden i kö.", "Inget är försenat.", "1 av 1 arbetare svarar.",
        "2 köer, mest bråttom först", "Eslöv Ekonomiskt bistånd 1", "0 av 1 Väntar En robot begärs om några sekunder.",
        "Trelleborg Ekonomiskt bistånd 1 ", "1 av 1 I gång 1 robot arbetar.",
        "1 körning pågår eller väntar", "Trelleborg 4 Ekonomiskt bistånd, 1.0.0 1 pågår Läser registeruppgifter",
        "412 MB Stoppa Trelleborg 4", "test-worker Svarar 1 av 2",
        "Collect Applications, ekonomiskt bistånd, 2 kommuner",
    ]  # fmt: skip
    places = [text.find(words_) for words_ in told]
    assert -1 not in places, told[places.index(-1)] + "\n" + text
    assert places == sorted(places)


def test_a_queue_that_stands_still_and_a_silent_worker_are_called_out(town: Town, as_person: SignIn) -> None:
    _beat(town)
    _change(town, Worker, seen_at=machine_now() - timedelta(minutes=14))
    _change(town, Subscription, state="paused", pause_reason="fel hyra")
    _change(town, WorkItem, risk_at=now() - timedelta(minutes=1))
    page = as_person("johan").get("/queues").text
    text = _plain(page)
    assert "2 hinner kanske inte fram i tid. 0 av 1 arbetare svarar." in text
    assert "Står still: Trelleborg, ekonomiskt bistånd Roboten är pausad av plattformen: ”fel hyra”" in text
    assert "startar roboten igen på prenumerationens sida" in text
    assert "Arbetare lun-01 svarar inte" in text
    assert "lun-01 Borta" in text
    assert 'data-kind="bad"' in page


def test_a_worker_that_ended_in_good_order_is_not_called_away(town: Town, as_person: SignIn) -> None:
    with town.database.session(Scope.steward("test")) as session:
        fleet.beat(session, fleet.Beat("lun-01", "b", "dator-1", "region", 2, "1", ending=True))
    text = _plain(as_person("johan").get("/queues").text)
    assert "lun-01 Avslutad" in text
    assert "svarar inte" not in text
    assert "Ingen arbetare är igång." in text


def test_only_trouble_is_shown_when_asked_for(as_person: SignIn) -> None:
    assert "Ingen kö står still eller är sen." in _plain(as_person("johan").get("/queues?show=trouble").text)
    assert as_person("johan").get("/queues?show=magic").status_code == 422


def test_a_municipalitys_owner_sees_its_own_queue_and_orders_no_worker(town: Town, as_person: SignIn) -> None:
    _beat(town)
    client = as_person("karin")
    text = _plain(client.get("/queues").text)
    assert "Trelleborg" in text
    assert "Eslöv" not in text
    assert "Regionens drift låter dem vila." in text
    assert "Vila arbetaren" not in client.get("/workers/lun-01").text


def test_a_worker_is_drained_with_a_reason_and_taken_into_use_again(town: Town, as_person: SignIn) -> None:
    _beat(town)
    client = as_person("johan")
    csrf = client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    without = client.post("/workers/lun-01/drain", data={"csrf": csrf, "reason": " "})
    assert without.status_code == 422
    assert "Den som kommer efter dig läser det." in _plain(without.text)
    client.post("/workers/lun-01/drain", data={"csrf": csrf, "reason": "ny kärna"})
    assert "Tar inga nya körningar Skäl: ny kärna" in _plain(client.get("/workers/lun-01").text)
    assert "lun-01 Tömd ny kärna" in _plain(client.get("/queues").text)
    client.post("/workers/lun-01/undrain", data={"csrf": csrf})
    assert "lun-01 Svarar" in _plain(client.get("/queues").text)


def test_why_it_waits_stands_on_the_case_in_the_lists_and_on_the_run(town: Town, as_person: SignIn) -> None:
    client = as_person("johan")
    case = _plain(client.get(f"/work-items/{town.items['queued']}").text)
    assert "Varför väntar det? Står på tur. 1 robot arbetar. Klart om ungefär 1 minut." in case
    assert "I kö Står på tur. 1 robot arbetar." in _plain(client.get("/work-items").text)
    assert "Väntar på en handläggares beslut sedan" in _plain(client.get("/work-items?state=waiting").text)
    assert "Läser registeruppgifter" in _plain(client.get("/runs").text)
    assert "Varför väntar det?" not in client.get(f"/work-items/{town.items['done']}").text
