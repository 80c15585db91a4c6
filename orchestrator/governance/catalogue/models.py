"""Subscriptions: a municipality's use of a package, what was recorded for it, and every change as a row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality


class Subscription(Base, InMunicipality):
    """`parameters` are the municipality's dated values, `ground` the recorded legal ground for `decide`.

    `mode` is the one in force. Until a business owner has approved going live it is `shadow`, which the database holds
    too; `wanted_mode` is what somebody has asked for. `schedules`, [{task, cron}], say when Prefect starts which task:
    cron in Stockholm's time, a task may have several. `robots_at_most` is how many robots may handle its items at once:
    some case systems bear one login only.

    `policy`: which new releases are taken without asking: `pin` none, `patch` corrections, `minor` additions too.
    `window`, "18-06": the hours in which a release may be changed; empty: any. `offer` says what became of the offered
    release: offered | approved (from `offer_on`) | postponed (to `offer_on`).
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("municipality_code", "process"),
        UniqueConstraint("municipality_code", "id"),
        CheckConstraint("state NOT IN ('requested', 'trial') OR mode = 'shadow'", name="shadow_until_live"),
        CheckConstraint("state IN ('requested', 'trial', 'active', 'paused', 'ended')", name="known_state"),
        CheckConstraint("ring IN ('testbed', 'pilot', 'all')", name="known_ring"),
        CheckConstraint("policy IN ('pin', 'patch', 'minor')", name="known_policy"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    package: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(ForeignKey("robot_release.id"))
    mode: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="active")
    configuration: Mapped[dict[str, Any]] = mapped_column(default=dict)
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ground: Mapped[dict[str, Any] | None]
    schedules: Mapped[list[Any]] = mapped_column(default=list)
    robots_at_most: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    # who asked for which mode and recorded its ground; who let it begin, and when
    wanted_mode: Mapped[str | None] = mapped_column(String(10))
    asked_by: Mapped[str | None] = mapped_column(String(80))
    live_by: Mapped[str | None] = mapped_column(String(80))
    trial_at: Mapped[datetime | None]
    live_at: Mapped[datetime | None]
    # releases
    policy: Mapped[str] = mapped_column(String(10), default="pin")
    ring: Mapped[str] = mapped_column(String(10), default="all")
    window: Mapped[str] = mapped_column(String(5), default="")
    released_at: Mapped[datetime | None]
    former_release_id: Mapped[str | None] = mapped_column(ForeignKey("robot_release.id"))
    offered_release_id: Mapped[str | None] = mapped_column(ForeignKey("robot_release.id"))
    offer: Mapped[str | None] = mapped_column(String(10))
    offer_on: Mapped[date | None] = mapped_column(Date)
    # the kill switch: what it goes back to, why, by whom, and the last day (None: until somebody resumes)
    paused_from: Mapped[str | None] = mapped_column(String(10))
    pause_reason: Mapped[str] = mapped_column(String(200), default="")
    paused_by: Mapped[str | None] = mapped_column(String(80))
    paused_at: Mapped[datetime | None]
    paused_to_on: Mapped[date | None] = mapped_column(Date)


class SubscriptionChange(Base, InMunicipality):
    """One change of a subscription, in the words of whoever made it. Never changed itself."""

    __tablename__ = "subscription_change"
    __table_args__ = (
        same_municipality("subscription_id", "subscription"),
        Index("ix_subscription_change_of", "subscription_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    subscription_id: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str | None] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(400), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ReadinessCheck(Base, InMunicipality):
    """What a municipality has recorded of one thing that must be in place. `state`: ok | off (not needed here)."""

    __tablename__ = "readiness_check"
    __table_args__ = (
        same_municipality("subscription_id", "subscription"),
        UniqueConstraint("subscription_id", "name"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    subscription_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[str] = mapped_column(String(400))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Need(Base):
    """A robot that municipalities miss: the region's, for it tells of work and of no case. `municipalities`: who stands
    behind it, each once. `state`: open → taken | declined, with the region's answer."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'taken', 'declined')", name="known_state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_or_open"),
        Index("ix_need_state", "state", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(80))
    told: Mapped[str] = mapped_column(String(400))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    municipalities: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(String(400), default="")
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]
