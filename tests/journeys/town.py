"""A small town for the portal's tests: two municipalities, people in every role, cases in every state.

Every row is written by the services, with the real rules of economic assistance.
"""

import struct
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import dispatch_due
from orchestrator.core.settings import ROOT
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import subscription
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import STATE_OF, Ending
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.benefits.models import Baseline, StandardMinutes
from orchestrator.outcomes.decisions import assess, effects, release
from orchestrator.outcomes.notices import channels
from orchestrator.outcomes.notices import service as notices
from processes.economic_assistance import households
from tests.support.house import PROCESS, House
from tests.support.releases import real_rules

PASSWORD = "ett-långt-lösenord"
PEOPLE = {
    "karin": ("Karin Bergström", Role.BUSINESS_OWNER, "1287"),
    "elif": ("Elif Demir", Role.CASEWORKER, "1287"),
    "johan": ("Johan Malmqvist", Role.OPERATIONS, None),
    "anders": ("Anders Nyberg", Role.CONTROLLER, None),
    "maria": ("Maria Ekdahl", Role.CHIEF_PROCESS_OFFICER, None),
    "sofia": ("Sofia Lind", Role.DEVELOPER, None),
    "eva": ("Eva Holm", Role.BUSINESS_OWNER, "1285"),
}
GRANTED: dict[str, Any] = {
    "children": [{"born": "2018-03-05"}], "costs": {"rent": 6900, "electricity": 385, "home_insurance": 129},
    "incomes": [{"kind": "housing_allowance", "kronor": 2100}, {"kind": "maintenance_support", "kronor": 1823}],
}  # fmt: skip
HANDED = GRANTED | {"change": {"application.costs.0.applied_ore": 861000, "application.other_request": True}}
PHASES = [
    {"name": name, "seconds": seconds}
    for name, seconds in (("login", 0.6), ("read", 0.9), ("registers", 1.4), ("assess", 0.1), ("write", 1.0),
                          ("read_back", 0.4))
]  # fmt: skip


@dataclass
class Town:
    """What stands in the database: ids by a short name."""

    database: Database
    items: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)


def build(database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Fill an empty database."""
    town, home, other = Town(database), House(database).furnish(), House(database, "1285").furnish()
    real_rules(database)
    _people(database)
    for house in (home, other):
        _terms(house)
    monkeypatch.setattr(channels, "send_sms", lambda *_arguments: None)
    _broken(town, home)
    _finished_run(town, home)
    _crashed_run(town, home)
    _running_run(town, home)
    town.items["queued"] = home.add_item("EB-2026-12-0105", received_at=now() - timedelta(minutes=4))
    town.items["elsewhere"] = other.add_item("EB-2026-12-0900")
    _notify(database)
    return town


def _people(database: Database) -> None:
    with database.session(Scope.steward("test")) as session:
        for username, (name, role, place) in PEOPLE.items():
            people.grant_role(session, people.add_person(session, username, name, PASSWORD), role, place)


def _terms(house: House) -> None:
    """The municipality's own values, and an approved baseline."""
    told = yaml.safe_load((ROOT / "processes" / PROCESS / "cases" / "municipality.yaml").read_text())
    since = now().date().replace(month=1, day=1)
    named = {"valid_from_on": since, "author": "L. Persson", "approver": "M. Friberg", "process": PROCESS}
    with house.database.session(house.scope) as session:
        uses = session.scalars(select(Subscription)).one()
        uses.parameters = {
            key: [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "Socialnämnden § 12"}]
            for key, value in told.items()
        }
        uses.schedules = [{"task": "Collect Applications", "cron": "*/15 7-17 * * 1-5"}]
        session.add(
            Baseline(
                municipality_code=house.code, segment="renewal", minutes="22.0", deviation="7.9", measured=42,
                method="work sampling", grade="B", approved_at=now(), **named,
            )
        )  # fmt: skip
        for outcome, minutes in (("straight_through", "0"), ("business_exception", "25.0"),
                                 ("application_exception", "24.0")):  # fmt: skip
            session.add(StandardMinutes(municipality_code=house.code, outcome=outcome, minutes=minutes, **named))


class Robot:
    """One run's robot, in a transaction of its own for each step as over HTTP."""

    def __init__(self, house: House) -> None:
        self.house, self.run = house, house.start_run()[0]
        self.item_id, self.fence = "", 0

    def take(self) -> "Robot":
        with self.house.database.session(self.house.scope) as session:
            claimed = claim(session, self.house.code, PROCESS, self.run.id)
            assert claimed is not None
            self.item_id, self.fence = claimed.id, claimed.fence
        return self

    def do(self, what: Any, *arguments: Any) -> Any:
        with self.house.database.session(self.house.scope) as session:
            return what(session, lease.held(session, self.item_id, self.fence, self.run.id), *arguments)

    def assess(self, told: dict[str, Any]) -> None:
        facts = households.facts(told)
        self.do(
            lambda session, item: assess.assess(session, item, subscription(session, self.house.code, PROCESS), facts)
        )

    def write(self, reference: str) -> None:
        kinds = ("calculation", "decision", "journal_note")
        self.do(effects.declare, [effects.NewEffect(kind, f"{reference}:2026-12:1:{kind}") for kind in kinds])
        for seq in range(1, len(kinds) + 1):
            self.do(effects.report, seq, "confirmed")

    def keep(self, name: str, kind: str, content: bytes, content_type: str, item: bool = True) -> str:
        with self.house.database.session(self.house.scope) as session:
            run = session.get_one(Run, self.run.id)
            about = (self.item_id, self.fence) if item else (None, None)
            return evidence.keep(session, run, kind, name, content, content_type, *about).id

    def say(self, *lines: str) -> None:
        with self.house.database.session(self.house.scope) as session:
            runs.write_lines(session, session.get_one(Run, self.run.id), list(lines))

    def end(self, state: str, cause: str = "") -> None:
        with self.house.database.session(Scope.steward("test")) as session:
            kind = next(kind for kind, means in STATE_OF.items() if means == state)
            runs.close(session, self.run.id, Ending(kind, 0 if state == "completed" else 1, cause))


def _finished_run(town: Town, house: House) -> None:
    """One case straight through at its second attempt, one handed over."""
    first = house.add_item("EB-2026-12-0101", received_at=now() - timedelta(minutes=40),
                           payload={"contact": {"channel": "sms", "address": "+46700000000"}})  # fmt: skip
    robot = Robot(house).take()
    robot.do(release.release, release.Ended("APPLICATION", "session_ended", "Sambis logged us out.", PHASES[:1]))
    with house.database.session(house.scope) as session:
        item = session.get_one(lease.WorkItem, first)
        item.available_at = item.created_at - timedelta(days=2)
    robot.take().assess(GRANTED)
    for name in ("household", "registers_applicant", "previous_month"):
        town.evidence["picture"] = robot.keep(name, "screenshot", picture(), "image/png")
    robot.write("EB-2026-12-0101")
    robot.do(release.release, release.Ended(phases=PHASES))
    second = house.add_item("EB-2026-12-0102", received_at=now() - timedelta(hours=3))
    robot.take().assess(HANDED)
    robot.do(release.release, release.Ended("BUSINESS", "handed_over", "The rules hand the case over.", PHASES[:4]))
    robot.say("Handle Applications", "EB-2026-12-0101: granted", "EB-2026-12-0102: hand_over")
    town.evidence["log"] = robot.keep("log.html", "log_html", b"<html></html>", "text/html", item=False)
    robot.end("completed")
    town.items |= {"done": first, "handed": second}
    town.runs["completed"] = robot.run.id


def _broken(town: Town, house: House) -> None:
    """A case that systems have stopped: its attempts are used up."""
    town.items["stopped"] = house.add_item("EB-2026-12-0103", received_at=now() - timedelta(hours=5), max_attempts=1)
    robot = Robot(house).take()
    robot.do(release.release, release.Ended("APPLICATION", "system_failed", "Sambis answered 500.", PHASES[:2]))
    robot.end("failed", "the robot ended with an error")
    town.runs["failed"] = robot.run.id


def _crashed_run(town: Town, house: House) -> None:
    robot = Robot(house)
    robot.end("crashed", "no sign of life from the worker for 30 seconds")
    town.runs["crashed"] = robot.run.id


def _running_run(town: Town, house: House) -> None:
    """A robot at work, with lines in its log."""
    town.items["working"] = house.add_item("EB-2026-12-0104", received_at=now() - timedelta(minutes=8))
    robot = Robot(house).take()
    robot.say("Handle Applications", "Loggar in i Sambis", "Läser EB-2026-12-0104")
    with house.database.session(house.scope) as session:
        session.get_one(Run, robot.run.id).does_now = "Läser registeruppgifter"
    town.runs["running"] = robot.run.id


def _notify(database: Database) -> None:
    dispatch_due(database, {notices.TOPIC: notices.send})


def picture(width: int = 160, height: int = 104) -> bytes:
    """A small grey PNG with a masked bar: a picture as robots keep them."""
    rows = b"".join(
        b"\0" + bytes(30 if 30 < y < 40 and 10 < x < 90 else 225 for x in range(width)) for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
