"""Reads of rounds: a municipality's, one opened, its offers; and a round computed again from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from orchestrator.core.errors import CoeError, NotFound
from orchestrator.governance.catalogue import released
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.operations.queues.models import ROUND, WorkItem
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.rounds import kept
from orchestrator.outcomes.rounds.models import Offer, Round, RoundChild


@dataclass(frozen=True)
class Made:
    """An offer and where it stands: `prepared`, to be written by the robot; `effected`, it stands in the system."""

    offer: Offer
    decision: Decision

    @property
    def written(self) -> bool:
        return self.decision.state == "effected"


@dataclass(frozen=True)
class Verified:
    """A round computed again. `why` says what is another, without case data; empty where it is the same."""

    round_id: str
    number: int
    children: int
    why: str = ""

    @property
    def same(self) -> bool:
        return not self.why


def rounds(session: Session, codes: Sequence[str], process: str = "", limit: int = 50) -> Sequence[Round]:
    """Rounds of these municipalities, the newest first."""
    asked = select(Round).where(Round.municipality_code.in_(codes))
    asked = asked.where(Round.process == process) if process else asked
    return session.scalars(asked.order_by(Round.id.desc()).limit(limit)).all()


def open_to_decide(session: Session, codes: Sequence[str], process: str = "") -> list[Round]:
    """Open rounds in which a case still waits for its decision."""
    waiting = exists().where(
        RoundChild.round_id == Round.id, RoundChild.work_item_id == WorkItem.id, WorkItem.waiting_for == ROUND
    )
    asked = select(Round).where(Round.municipality_code.in_(codes), Round.state == "open", waiting)
    asked = asked.where(Round.process == process) if process else asked
    return list(session.scalars(asked.order_by(Round.id)))


def one(session: Session, round_id: str) -> Round:
    """The round, or NotFound: another municipality's looks as if it were not there."""
    row = session.scalars(select(Round).where(Round.id == round_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such round in your municipality.")
    return row


def offers_of(session: Session, item_ids: Sequence[str], round_id: str) -> dict[str, Made]:
    """item → its offer of this round, if one was made and not undone."""
    asked = (
        select(Offer, Decision).join(Decision, Decision.id == Offer.decision_id)
        .where(Offer.round_id == round_id, Offer.work_item_id.in_(item_ids), Offer.state != "undone")
        .order_by(Offer.id)
    )  # fmt: skip
    return {offer.work_item_id: Made(offer, decision) for offer, decision in session.execute(asked)}


def latest_offer(session: Session, item_id: str) -> Made | None:
    """The case's newest offer that was not undone."""
    asked = (
        select(Offer, Decision).join(Decision, Decision.id == Offer.decision_id)
        .where(Offer.work_item_id == item_id, Offer.state != "undone").order_by(Offer.id.desc()).limit(1)
    )  # fmt: skip
    found = session.execute(asked).one_or_none()
    return Made(*found) if found else None


def alarms(session: Session, codes: Sequence[str], process: str = "") -> dict[str, int]:
    """round → how many children in it, still without an offer, have a guarantee date that is passed or at risk."""
    asked = (
        select(Round.id, func.count(RoundChild.id))
        .join(RoundChild, RoundChild.round_id == Round.id).join(WorkItem, WorkItem.id == RoundChild.work_item_id)
        .where(Round.municipality_code.in_(codes), Round.state == "open", RoundChild.alarm,
               WorkItem.waiting_for == ROUND)
        .group_by(Round.id)
    )  # fmt: skip
    asked = asked.where(Round.process == process) if process else asked
    return {round_id: count for round_id, count in session.execute(asked)}


def verify(session: Session, round_id: str) -> Verified:
    """Compute a round again from what is stored, by the release that computed it: it must come out the same."""
    row = one(session, round_id)
    whole = kept.opened(session, row)

    def told(why: str = "") -> Verified:
        return Verified(row.id, row.number, row.children, why)

    if not whole.whole:
        return told(f"{row.children - len(whole.children)} of its cases have been erased since")
    rules = session.scalar(select(ProcessRelease).where(ProcessRelease.sha256 == row.rules_sha256))
    if rules is None:
        return told(f"its process release {row.rules_sha256[:12]} is not here")
    try:
        again = released.hosts.of(rules).lay_round(row.process, kept.told(whole))
    except CoeError as error:
        return told(error.message)
    if again["result"]["input_sha256"] != row.input_sha256:
        return told("its input is not what was stored")
    return told("" if kept.fingerprint(again) == row.result_sha256 else "another result")
