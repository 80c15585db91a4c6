"""Baselines, standard minutes and benefit lines. Minutes are decimal text: never floats."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class Baseline(Base, InMunicipality):
    """Measured manual minutes for one item of a segment, dated and approved. Author ≠ approver.

    `minutes`, `deviation`: mean and standard deviation of one item, in minutes; `measured`: how many items.
    """

    __tablename__ = "baseline"
    __table_args__ = (CheckConstraint("author <> approver", name="two_people"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    segment: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[str] = mapped_column(String(12))
    deviation: Mapped[str] = mapped_column(String(12))
    measured: Mapped[int]
    method: Mapped[str] = mapped_column(String(60))
    grade: Mapped[str] = mapped_column(String(1))
    valid_from_on: Mapped[date] = mapped_column(Date)
    valid_to_on: Mapped[date | None] = mapped_column(Date)
    author: Mapped[str] = mapped_column(String(80))
    approver: Mapped[str] = mapped_column(String(80))
    approved_at: Mapped[datetime]


class StandardMinutes(Base, InMunicipality):
    """Approved human minutes that an outcome still takes, where no clock measured them. Author ≠ approver."""

    __tablename__ = "standard_minutes"
    __table_args__ = (CheckConstraint("author <> approver", name="two_people"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(30))
    minutes: Mapped[str] = mapped_column(String(12))
    valid_from_on: Mapped[date] = mapped_column(Date)
    valid_to_on: Mapped[date | None] = mapped_column(Date)
    author: Mapped[str] = mapped_column(String(80))
    approver: Mapped[str] = mapped_column(String(80))


class BenefitLine(Base, InMunicipality):
    """Minutes of one finished case. A random id and no reference: the line outlives the case."""

    __tablename__ = "benefit_line"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    process: Mapped[str] = mapped_column(String(60))
    month: Mapped[str] = mapped_column(String(7), index=True)
    segment: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(10), default="case")  # case | reversal
    baseline_id: Mapped[str] = mapped_column(String(32))
    baseline_minutes: Mapped[str] = mapped_column(String(12))
    human_minutes: Mapped[str] = mapped_column(String(12))
    net_minutes: Mapped[str] = mapped_column(String(12))
    rules_version: Mapped[str] = mapped_column(String(20))
