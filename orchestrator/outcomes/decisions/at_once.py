"""Complete on PostgreSQL as one statement, for a package without decisions: who calls, the item, attempt, transition.

None says only that nothing was completed so: the caller goes the long way, which has the words for every refusal.
"""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import act_as, new_id
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.at_once import CALLER
from orchestrator.operations.runs.caller import claimed_municipality, token_hash
from orchestrator.outcomes.decisions.release import account

_COMPLETE = text(f"""
WITH {CALLER},
ended AS (
  UPDATE work_item w SET state = 'done', ended_at = :moment, lease_until = NULL, run_id = NULL, exception_kind = NULL,
    exception_code = NULL
  FROM caller c
  WHERE c.plain AND w.id = :item AND w.municipality_code = c.municipality_code AND w.fence = :fence
    AND w.run_id = c.id AND w.state = 'leased' AND w.lease_until > :at
  RETURNING w.id, w.municipality_code, w.process, c.id AS run_id
),
told AS (
  UPDATE attempt a SET "end" = 'done', ended_at = :moment, phases = CAST(:phases AS jsonb),
    seconds = extract(epoch FROM (:moment - a.started_at))
  FROM ended WHERE a.work_item_id = ended.id AND a.fence = :fence
),
moved AS (
  INSERT INTO transition (id, municipality_code, work_item_id, from_state, to_state, at, actor, reason)
  SELECT :transition, municipality_code, id, 'leased', 'done', :moment, 'run:' || run_id, 'done' FROM ended
)
SELECT run_id, EXISTS (
  SELECT FROM baseline b WHERE b.municipality_code = ended.municipality_code AND b.process = ended.process
) AS measured FROM ended
""")  # noqa: S608 - constants


def complete_at_once(session: Session, token: str, item_id: str, fence: int, phases: list[dict[str, Any]]) -> bool:
    """Whether the item, held by the run that calls, is done now, with its benefit line where anything was measured."""
    row = (
        session.connection()
        .execute(
            _COMPLETE,
            {
                "token": token_hash(token), "m": claimed_municipality(token), "item": item_id, "fence": fence,
                "at": machine_now(), "moment": now(), "phases": json.dumps(phases), "transition": new_id(),
            },
        )
        .one_or_none()
    )  # fmt: skip
    if row is None:
        return False
    if row.measured:
        act_as(session, f"run:{row.run_id}")
        account(session, session.get_one(WorkItem, item_id))
    return True
