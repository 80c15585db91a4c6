"""Plans households for the testbed: the outcome is chosen first, and the household is built towards it.

Its norm table, ceilings and arithmetic are written out here once more on purpose: an answer key that
asked the rules would only repeat their mistakes.
"""

from infra.testbed.generator.afterwards import decide_afterwards
from infra.testbed.generator.case import PlannedCase
from infra.testbed.generator.plan import plan

__all__ = ["PlannedCase", "decide_afterwards", "plan"]
