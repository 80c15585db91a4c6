"""The mail server and the SMS gateway keep what they get."""

import smtplib
import socket
from email.message import EmailMessage

from fastapi.testclient import TestClient

from infra.testbed.app import Stores
from infra.testbed.messages.app import start_smtp


def test_the_same_key_is_the_same_sms(client: TestClient, stores: Stores) -> None:
    headers = {"Idempotency-Key": "notice-1"}
    first = client.post("/sms-gateway/messages", json={"to": "+46701740605", "text": "Logga in"}, headers=headers)
    again = client.post("/sms-gateway/messages", json={"to": "+46701740605", "text": "Logga in"}, headers=headers)
    other = client.post("/sms-gateway/messages", json={"to": "+46701740605", "text": "Logga in"})
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    assert len(stores.messages.rows("SELECT 1 FROM sms")) == 2
    for number in (first.json()["id"], "notice-1"):
        assert client.get(f"/sms-gateway/messages/{number}").json()["repeats"] == 1
    assert client.get("/sms-gateway/messages/unknown").status_code == 404


def test_an_sms_without_number_is_refused(client: TestClient, stores: Stores) -> None:
    assert client.post("/sms-gateway/messages", json={"to": "hej", "text": "Logga in"}).status_code == 422
    assert not stores.messages.rows("SELECT 1 FROM sms")


def test_a_mail_is_kept_with_its_id_and_shown(client: TestClient, stores: Stores) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start_smtp(stores.messages, port)
    try:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "kommun@example.com", "elsa@example.com", "Nytt meddelande"
        mail["Message-ID"] = "<notice-2@kommun>"
        mail.set_content("Du har ett nytt meddelande på Mina sidor: logga in för att läsa.")
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as sender:
            sender.send_message(mail)
    finally:
        server.stop()
    kept = stores.messages.rows("SELECT message_id, recipient, text FROM email")
    assert [tuple(row) for row in kept] == [
        ("notice-2@kommun", "elsa@example.com", "Du har ett nytt meddelande på Mina sidor: logga in för att läsa.")
    ]
    assert "Nytt meddelande" in client.get("/meddelanden/").text
