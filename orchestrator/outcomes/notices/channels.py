"""Mail by SMTP and SMS by the gateway's HTTP interface. Both carry our stable id."""

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime

import httpx

from orchestrator.core.clock import now
from orchestrator.core.settings import settings

_TIMEOUT_SECONDS = 10


def send_mail(address: str, subject: str, text: str, message_id: str) -> None:
    """Hand a mail to the SMTP server."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings().notice_sender, address, subject
    mail["Message-ID"], mail["Date"] = f"<{message_id}>", format_datetime(now())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    with smtplib.SMTP(settings().smtp_host, settings().smtp_port, timeout=_TIMEOUT_SECONDS) as server:
        server.send_message(mail)


def send_sms(number: str, text: str, message_id: str) -> None:
    """Hand an SMS to the gateway; the same id again is the same message there."""
    headers = {"Idempotency-Key": message_id}
    token = settings().sms_gateway_token.get_secret_value()
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = httpx.post(
        f"{settings().sms_gateway_url}/messages",
        json={"to": number, "text": text},
        headers=headers,
        timeout=_TIMEOUT_SECONDS,
    )
    answer.raise_for_status()


def sms_known(message_id: str) -> bool:
    """Whether the gateway has a message with this id."""
    answer = httpx.get(f"{settings().sms_gateway_url}/messages/{message_id}", timeout=_TIMEOUT_SECONDS)
    return answer.status_code == httpx.codes.OK
