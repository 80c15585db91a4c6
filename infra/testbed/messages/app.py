"""The mail server and the SMS gateway: they keep what they get and show it."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from infra.testbed.shell import HERE, Pages, Store, insert, new_app, new_token, now

gateway = APIRouter()


class Sms(BaseModel):
    """What a sender posts to the gateway."""

    to: str = Field(pattern=r"^\+?[0-9 -]{6,20}$")
    text: str = Field(min_length=1, max_length=1600)


def open_store(data: Path) -> Store:
    return Store(data / "messages.db", (HERE / "messages" / "schema.sql").read_text())


def create_gateway(store: Store) -> FastAPI:
    app = FastAPI(title="SMS gateway", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.store = store
    app.include_router(gateway)
    return app


@gateway.post("/messages")
def take_sms(request: Request, sms: Sms, idempotency_key: str | None = Header(None)) -> Response:
    """A key that is known already gives the same message back, and nothing is sent again."""
    store: Store = request.app.state.store
    with store.write() as db:
        known = db.execute("SELECT id FROM sms WHERE idempotency_key = ?", (idempotency_key,)).fetchone()
        if known:
            db.execute("UPDATE sms SET repeats = repeats + 1 WHERE id = ?", (known["id"],))
            return JSONResponse({"id": known["id"], "state": "sent", "repeated": True})
        number = new_token()
        insert(db, "sms", {
            "id": number, "idempotency_key": idempotency_key, "recipient": sms.to, "text": sms.text,
            "received_at": now(),
        })  # fmt: skip
    return JSONResponse({"id": number, "state": "sent", "repeated": False}, 201)


@gateway.get("/messages/{number}")
def show_sms(request: Request, number: str) -> Response:
    """A message by the gateway's own id or by the sender's key."""
    store: Store = request.app.state.store
    row = store.row("SELECT * FROM sms WHERE id = ? OR idempotency_key = ?", number, number)
    if row is None:
        return JSONResponse({"error": {"code": "unknown", "message": "No such message."}}, 404)
    return JSONResponse({"id": row["id"], "to": row["recipient"], "text": row["text"], "state": "sent",
                         "received_at": row["received_at"], "repeats": row["repeats"]})  # fmt: skip


def create_viewer(store: Store) -> FastAPI:
    """`/meddelanden`: everything that was sent, the latest first."""
    app, pages = new_app("messages"), Pages("messages")

    @app.get("/")
    def viewer() -> Response:
        mails = store.rows("SELECT * FROM email ORDER BY id DESC LIMIT 200")
        return pages("messages.html", mails=mails, texts=store.rows("SELECT * FROM sms ORDER BY rowid DESC LIMIT 200"))

    return app


class Mailbox:
    """What the SMTP server does with a mail: keep it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002
        content: Any = envelope.original_content or b""
        mail = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
        body = mail.get_body(("plain", "html"))
        with self._store.write() as db:
            for recipient in envelope.rcpt_tos:
                insert(db, "email", {
                    "message_id": str(mail["Message-ID"] or "").strip("<> "), "sender": envelope.mail_from or "",
                    "recipient": recipient, "subject": str(mail["Subject"] or ""),
                    "text": body.get_content().strip() if body else "", "received_at": now(),
                })  # fmt: skip
        return "250 Kept"


def start_smtp(store: Store, port: int) -> Controller:
    """The mail server on loopback, in a thread of its own; ``stop()`` ends it."""
    server = Controller(Mailbox(store), hostname="127.0.0.1", port=port)
    server.start()
    return server
