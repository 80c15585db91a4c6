"""Prepare a notice with the decision; send it after the commit; never lose it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.core.outbox import Intent, intend
from orchestrator.governance.catalogue.testbed import is_twin
from orchestrator.governance.catalogue.texts import notice_template
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.notices import channels
from orchestrator.outcomes.notices.models import Notice

TOPIC = "notice"
CHANNELS = ("sms", "email")


def prepare(
    session: Session, item: WorkItem, decision_id: str | None = None, *, supplement_id: str | None = None
) -> Notice | None:
    """Write the notice of a decision or a question, and the intent to send it. Who wants no notice gets none, and
    nobody who is invented."""
    if is_twin(item.municipality_code):
        return None
    payload = vault.unseal_json(session, item.municipality_code, "payload", item.payload)
    contact = payload.get("contact") or {}
    if contact.get("channel") not in CHANNELS or not contact.get("address"):
        return None
    notice = Notice(
        municipality_code=item.municipality_code, work_item_id=item.id, decision_id=decision_id,
        supplement_id=supplement_id, channel=contact["channel"],
        text=vault.seal_text(session, item.municipality_code, "notice", _text(session, item, contact)),
        address=vault.seal_json(session, item.municipality_code, "address", contact["address"]),
        message_id=_message_id(session, item, supplement_id), created_at=now(),
    )  # fmt: skip
    session.add(notice)
    session.flush()
    intend(session, item.municipality_code, TOPIC, notice.id)
    return notice


def text_of(session: Session, notice: Notice) -> str:
    """What a notice says, opened."""
    return vault.unseal_text(session, notice.municipality_code, "notice", notice.text)


def send(database: Database, intent: Intent) -> None:
    """Send one notice: `sending` is committed before the message leaves."""
    with database.session(Scope.steward("dispatcher")) as session:
        notice = session.get_one(Notice, intent.subject_id)
        if notice.state == "sent":
            return
        interrupted = notice.state == "sending"
        notice.state = "sending"
        address = vault.unseal_json(session, notice.municipality_code, "address", notice.address)
        text = text_of(session, notice)
    again = interrupted and not (notice.channel == "sms" and channels.sms_known(notice.message_id))
    if again or not interrupted:
        _hand_in(notice, address, text)
    with database.session(Scope.steward("dispatcher")) as session:
        row = session.get_one(Notice, notice.id)
        row.state, row.sent_at = "sent", now()
        row.repeats += 1 if again else 0


def _hand_in(notice: Notice, address: str, text: str) -> None:
    if notice.channel == "sms":
        channels.send_sms(address, text, notice.message_id)
    else:
        subject, _, body = text.partition("\n")
        channels.send_mail(address, subject.strip(), body.strip(), notice.message_id)


def _message_id(session: Session, item: WorkItem, supplement_id: str | None) -> str:
    """Made from what it tells of, not drawn: the same message has the same id even after a restore, from a database
    that does not know that it has left. Keyed, so that nobody finds a case by it."""
    before = select(func.count()).where(Notice.work_item_id == item.id, Notice.decision_id.is_not(None))
    about = supplement_id or f"{item.process}/{item.reference}/{item.occurrence}/{session.scalar(before)}"
    key = vault.name_key(session, item.municipality_code, f"notice/{about}")
    return f"{key[:32]}@notice.coe"


def _text(session: Session, item: WorkItem, contact: dict[str, str]) -> str:
    """The process's own words, which tell neither service nor outcome (JO 1376-2013)."""
    language = contact.get("language", "sv")
    template = notice_template(session, item.municipality_code, item.process, contact["channel"], language)
    return template.format(municipality=_sender(session, item.municipality_code))


def _sender(session: Session, municipality: str) -> str:
    name = session.get_one(Municipality, municipality).name
    return f"{name}s kommun" if not name.endswith(("s", "x", "z")) else f"{name} kommun"
