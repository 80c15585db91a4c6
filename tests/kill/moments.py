"""Kills at a named moment: the database is watched until the moment has come, then the one who is in it dies."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from tests.kill.ground import Ground, kill

_LOOK_SECONDS = 0.002


@dataclass(frozen=True)
class Moment:
    """`sql` answers the run (or for the portal anything) that is in the moment now."""

    name: str
    target: str
    sql: str


READING = Moment(
    "while reading", "robot", "SELECT run_id FROM work_item WHERE state = 'leased' AND attempts = 1 LIMIT 1"
)
_EFFECTS = (
    "SELECT i.run_id FROM work_item i JOIN decision d ON d.work_item_id = i.id AND d.state = 'prepared' "
    "JOIN effect e ON e.decision_id = d.id WHERE i.state = 'committing' GROUP BY i.id, i.run_id HAVING "
)
BETWEEN_EFFECTS = Moment(
    "between effects", "robot", _EFFECTS + "bool_or(e.state = 'confirmed') AND bool_or(e.state = 'declared') LIMIT 1"
)
AFTER_THE_LAST_SAVE = Moment(
    "after the last save, before it is read back", "robot",
    _EFFECTS + "bool_and(e.state IN ('done', 'confirmed')) AND bool_or(e.state = 'done') LIMIT 1",
)  # fmt: skip
BEFORE_RELEASE = Moment("before the release", "robot", _EFFECTS + "bool_and(e.state = 'confirmed') LIMIT 1")
NOTICE_ON_ITS_WAY = Moment(
    "while a notice is on its way", "portal", "SELECT id FROM notice WHERE state <> 'sent' LIMIT 1"
)
MOMENTS = (READING, BETWEEN_EFFECTS, AFTER_THE_LAST_SAVE, BEFORE_RELEASE, NOTICE_ON_ITS_WAY)


def kill_at(ground: Ground, moment: Moment, seconds: float = 120) -> bool:
    """Whether the moment came within the time, and its process was killed in it."""
    limit = time.monotonic() + seconds
    with psycopg.connect(f"{ground.postgres.plain_url}/coe", autocommit=True) as watched:
        while time.monotonic() < limit:
            found = watched.execute(moment.sql).fetchone()  # type: ignore[arg-type]
            if found and _kill(ground, moment, str(found[0])):
                return True
            time.sleep(_LOOK_SECONDS)
    return False


def _kill(ground: Ground, moment: Moment, run_id: str) -> bool:
    if moment.target == "portal":
        pid = ground.pid_of("portal")
        return pid is not None and kill(pid)
    return any([kill(pid) for pid in ground.robots(run_id)])
