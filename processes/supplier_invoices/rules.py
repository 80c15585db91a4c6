"""A supplier invoice: registered and sent for attest when all is plainly in order, or all reasons for a person."""

from processes.kit.assessment import Assessment
from processes.kit.process import Context
from processes.kit.text import plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices import (
    coding,
    credit,
    document_checks,
    duplicates,
    matching,
    supplier_checks,
    vat_checks,
)
from processes.supplier_invoices.facts import SCHEMA, Facts
from processes.supplier_invoices.gates import GATES

_PROCESS = "supplier_invoices"


def assess(facts: Facts, context: Context) -> Assessment:
    """The assessment of one invoice. It rejects nothing and pays nothing; a credit note has a negative sum.

    Values in force are those of the invoice's day; VAT has its own day, when the document says one.
    """
    sheet = Worksheet(
        municipality=context.municipality, on=context.on, in_force_on=facts.invoice.issued_on,
        parameters=context.parameters, municipal=context.municipal, texts=context.texts,
    )  # fmt: skip
    for one in (document_checks, supplier_checks, duplicates, vat_checks, matching, credit):
        one.check(facts, sheet)
    to_pay = coding.reckon(facts, sheet)
    limit = sheet.local("approval_limit_ore")
    if limit is not None and to_pay is not None and abs(to_pay.ore) > int(limit):
        sheet.reason("approval_limit", said=to_pay.text, most=plain(f"{int(limit) / 100:.2f}"))
    return sheet.assessment(
        process=_PROCESS, version=context.manifest["version"], facts_schema=SCHEMA, segment=_segment(facts),
        gates=GATES, summary={"result": to_pay},
    )  # fmt: skip


def _segment(facts: Facts) -> str:
    if facts.invoice.kind == "credit_note":
        return "credit"
    return "order" if facts.order is not None else "contract" if facts.contract is not None else "free"
