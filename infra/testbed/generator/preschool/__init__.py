"""Plans applications for preschool: each kind is written by hand with what it comes to in the demo's one round.

The day is the demo's, 2026-11-23: fees and the order of a queue stand on days, and no fee of 2027 is known.
"""

from infra.testbed.generator.preschool.afterwards import decide_afterwards
from infra.testbed.generator.preschool.plan import DAY, plan
from infra.testbed.generator.preschool.planned import PlannedApplication

__all__ = ["DAY", "PlannedApplication", "decide_afterwards", "plan"]
