"""Claim on PostgreSQL as one statement: who calls, may it take more, which item is next, its attempt, its transition.

The long way (`caller`, then `queues.claim`) asks the same in five, and has the words for every refusal: here None says
only that nothing was claimed, and the caller goes the long way. SQLite cannot change rows inside `WITH`.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, seconds_from_now
from orchestrator.core.db import new_id
from orchestrator.core.settings import settings
from orchestrator.operations.queues.claim import Claimed
from orchestrator.operations.runs.caller import claimed_municipality, token_hash

# A run takes new cases in the first part of its time only, so that its time-out never meets a case in work.
TIME_FOR_NEW = 0.8
CALLER = """
caller AS (
  SELECT id, municipality_code, process, when_lost, stop, started_at, plain FROM run
  WHERE token_hash = :token AND municipality_code = :m AND state = 'running'
)"""
_CLAIM = text(f"""
WITH {CALLER},
allowed AS MATERIALIZED (
  SELECT c.id, c.process, c.when_lost, s.mode FROM caller c
  JOIN subscription s ON s.municipality_code = c.municipality_code AND s.process = c.process
    AND s.state IN ('trial', 'active')
  WHERE c.stop IS NULL AND c.started_at > :begun_after
    AND (SELECT count(*) FROM attempt a WHERE a.run_id = c.id) < :most
),
next AS MATERIALIZED (
  SELECT w.id, w.state AS was FROM work_item w
  WHERE w.municipality_code = :m AND w.process = (SELECT process FROM allowed)
    AND w.state IN ('new', 'verify') AND w.available_at <= :at
  ORDER BY w.priority, w.available_at, w.id LIMIT 1 FOR UPDATE SKIP LOCKED
),
taken AS (
  UPDATE work_item w SET
    state = CASE was WHEN 'verify' THEN 'committing' ELSE 'leased' END, fence = w.fence + 1, run_id = allowed.id,
    attempts = w.attempts + CASE WHEN w.purpose = 'handle' AND was = 'new' THEN 1 ELSE 0 END, lease_until = :until
  FROM next, allowed WHERE w.id = next.id
  RETURNING w.id, w.municipality_code, w.process, w.reference, w.occurrence, w.state, w.fence, w.attempts, w.payload,
    w.purpose, w.run_id, allowed.when_lost, allowed.mode, next.was
),
attempted AS (
  INSERT INTO attempt
    (id, municipality_code, work_item_id, run_id, number, fence, purpose, when_lost, started_at, message, phases)
  SELECT :attempt, municipality_code, id, run_id, attempts, fence,
    CASE was WHEN 'verify' THEN 'verify' ELSE purpose END, when_lost, :moment, '', '[]'::jsonb FROM taken
),
moved AS (
  INSERT INTO transition (id, municipality_code, work_item_id, from_state, to_state, at, actor, reason)
  SELECT :transition, municipality_code, id, was, state, :moment, 'run:' || run_id, 'claimed' FROM taken
)
SELECT id, municipality_code, process, reference, occurrence, state, fence, attempts, payload,
  (SELECT count(*) FROM item_file f WHERE f.work_item_id = taken.id) AS files,
  CASE was WHEN 'verify' THEN 'verify' ELSE purpose END AS doing, mode, run_id FROM taken
""")  # noqa: S608 - constants


@dataclass(frozen=True)
class Taken:
    """A claimed item, the mode that it is handled in, and the run that has it."""

    item: Claimed
    mode: str
    run_id: str


def claim_at_once(session: Session, token: str) -> Taken | None:
    """The next item for the run that calls; None when there is none, or when the run may not have it."""
    use, machine = settings(), machine_now()
    row = (
        session.connection()
        .execute(
            _CLAIM,
            {
                "token": token_hash(token), "m": claimed_municipality(token), "at": machine, "moment": now(),
                "until": seconds_from_now(use.lease_seconds), "most": use.cases_per_run, "attempt": new_id(),
                "begun_after": now() - timedelta(seconds=use.run_timeout_seconds * TIME_FOR_NEW),
                "transition": new_id(),
            },
        )
        .one_or_none()
    )  # fmt: skip
    return Taken(Claimed(*row[:11]), row[11], row[12]) if row else None
