"""Plans leave requests for the testbed: what is asked for is drawn first, then everything around it, and the answer.

Calendar, counting and limits are written out here once more on purpose, as in the rest of the generator.
"""

from infra.testbed.generator.leave.afterwards import decide_afterwards
from infra.testbed.generator.leave.plan import plan
from infra.testbed.generator.leave.planned import PlannedRequest

__all__ = ["PlannedRequest", "decide_afterwards", "plan"]
