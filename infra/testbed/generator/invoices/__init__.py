"""Plans supplier invoices for the testbed: the seller and all that the books hold of it, the document, and the answer.

Check digits, sums and limits are written out here once more on purpose, as in the rest of the generator.
"""

from infra.testbed.generator.invoices.plan import plan
from infra.testbed.generator.invoices.planned import PlannedInvoice

__all__ = ["PlannedInvoice", "plan"]
