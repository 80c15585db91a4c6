"""Notices leave once, through a real SMTP server and a real gateway on loopback, and are never lost."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from aiosmtpd.controller import Controller
from fastapi import FastAPI, Request, Response

from orchestrator.core import settings as settings_module
from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.notices import service
from orchestrator.outcomes.notices.models import Notice
from tests.support.house import House
from tests.support.ports import free_port


class Mailbox:
    """Keeps what the SMTP server receives."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(envelope)
        return "250 kept"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("COE_SMTP_PORT", str(port))
    settings_module.settings.cache_clear()
    yield box
    server.stop()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """An SMS gateway that knows its messages by their idempotency key."""
    kept: dict[str, Any] = {}
    app = FastAPI()

    @app.post("/messages")
    async def take(request: Request) -> dict[str, str]:
        kept.setdefault(request.headers["idempotency-key"], []).append(await request.json())
        return {"status": "queued"}

    @app.get("/messages/{message_id}")
    def one(message_id: str) -> Response:
        return Response(status_code=200 if message_id in kept else 404)

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        pass
    port = server.servers[0].sockets[0].getsockname()[1]
    monkeypatch.setenv("COE_SMS_GATEWAY_URL", f"http://127.0.0.1:{port}")
    settings_module.settings.cache_clear()
    yield kept
    server.should_exit = True
    thread.join()


def _prepare(database: Database, channel: str, address: str) -> House:
    house = House(database).furnish()
    item_id = house.add_item(payload={"contact": {"channel": channel, "address": address}})
    with database.session(house.scope) as session:
        # The foreign key of a decision is tested elsewhere; SQLite and PostgreSQL both want a real one here.
        decision_id = _decision(session, house, item_id)
        assert service.prepare(session, session.get_one(WorkItem, item_id), decision_id) is not None
    return house


def _decision(session: Any, house: House, item_id: str) -> str:
    assessment = Assessment(
        municipality_code=house.code, work_item_id=item_id, fence=1, at=now(), mode="decide", outcome="granted",
        amount_ore=1, segment="renewal", rules_version="1", rules_sha256="0" * 64, sealed=b"",
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    decision = Decision(
        municipality_code=house.code, work_item_id=item_id, number=1, outcome="granted", amount_ore=1,
        assessment_id=assessment.id, mode="decide", robot_release_id=session.query(Release).one().id,
        decided_by="test", ground={}, prepared_at=now(),
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision.id


def _dispatch(database: Database) -> int:
    return dispatch_due(database, {service.TOPIC: service.send})


def _notice(house: House) -> Notice:
    with house.database.session(house.scope) as session:
        return session.query(Notice).one()


def test_a_mail_is_sent_once_and_tells_neither_service_nor_outcome(database: Database, mailbox: Mailbox) -> None:
    house = _prepare(database, "email", "someone@example.org")
    assert _dispatch(database) == 1
    assert _dispatch(database) == 0
    (mail,) = mailbox.mails
    text = mail.content.decode()
    assert mail.rcpt_tos == ["someone@example.org"]
    assert _notice(house).message_id in text
    assert not any(word in text.lower() for word in ("bistånd", "bifall", "beslut", "avslag", "kronor"))


def test_an_sms_found_in_sending_after_a_crash_is_asked_for_and_not_sent_again(
    database: Database, gateway: dict[str, Any]
) -> None:
    house = _prepare(database, "sms", "+46700000000")
    notice = _notice(house)
    _mark_sending(house)
    gateway[notice.message_id] = [{"to": "+46700000000"}]  # it had left before the crash
    _dispatch(database)
    assert (len(gateway[notice.message_id]), _notice(house).state, _notice(house).repeats) == (1, "sent", 0)


def test_an_sms_found_in_sending_that_the_gateway_does_not_know_is_sent_with_the_same_id(
    database: Database, gateway: dict[str, Any]
) -> None:
    house = _prepare(database, "sms", "+46700000000")
    _mark_sending(house)
    _dispatch(database)
    assert list(gateway) == [_notice(house).message_id]
    assert _notice(house).repeats == 1


def test_a_notice_waits_while_the_mail_server_is_away_and_is_not_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COE_SMTP_PORT", "1")
    settings_module.settings.cache_clear()
    house = _prepare(database, "email", "someone@example.org")
    assert _dispatch(database) == 0
    with database.session(Scope.steward()) as session:
        intent = session.query(Intent).filter_by(topic="notice").one()
        assert (intent.state, intent.tries) == ("waiting", 1)
        assert "refused" in intent.last_error.lower()
    assert _notice(house).state == "sending"


def _mark_sending(house: House) -> None:
    with house.database.session(house.scope) as session:
        session.query(Notice).one().state = "sending"
