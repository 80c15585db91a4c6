"""The facts of one supplier invoice, schema `supplier_invoices/1`: the document as read, and what the accounting
system knows of its supplier, order, contract and earlier invoices.

Amounts are decimal text with two places in the invoice's currency, quantities and prices decimal text, days ISO.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from processes.kit.facts_read import schema_of, validated
from processes.supplier_invoices.invoice_facts import (
    AccountNumber,
    AmountText,
    Digits,
    Invoice,
    InvoiceLine,
    Line,
    Name,
    NumberText,
    Part,
    Payment,
    Scheme,
    Sha256,
)

SCHEMA = "supplier_invoices/1"
__all__ = ["Facts", "InvoiceLine", "Payment", "json_schema", "read"]


class Document(Part):
    sha256: Sha256
    received_on: date
    name: Line
    repeats: bool = Field(description="Another document of the same supplier and number came in before")


class RuleSet(Part):
    name: Name
    version: Name
    sha256: Sha256


class Finding(Part):
    rule_set: Name
    rule: Name
    flag: Literal["fatal", "warning"]
    text: Annotated[str, Field(max_length=4000)]
    location: Annotated[str, Field(max_length=4000)]


class Official(Part):
    """What the official rule sets said; without them installed nothing was said."""

    installed: bool
    rule_sets: list[RuleSet]
    findings: list[Finding]


class Account(Part):
    scheme: Scheme
    number: AccountNumber
    ocr: bool = Field(description="The supplier's payments carry an OCR reference with a check digit")


class Supplier(Part):
    number: Name
    name: Name
    organisation_number: Digits
    accounts: list[Account]
    f_tax: bool
    blocked: bool
    reverse_charge: bool = Field(description="Sells construction services")


class OrderLine(Part):
    number: Name
    item_number: Line | None
    text: Line
    unit: Line
    quantity: NumberText
    price: NumberText
    received: NumberText
    invoiced: NumberText
    vat_rate: NumberText | None


class Order(Part):
    number: Name
    supplier_number: Name
    state: Literal["open", "closed"]
    currency: Name
    account: Name
    cost_centre: Name
    lines: list[OrderLine]


class Contract(Part):
    number: Name
    supplier_number: Name
    valid_from: date
    valid_to: date | None
    period_amount: AmountText | None
    account: Name
    cost_centre: Name


class Credited(Part):
    number: Name
    issued_on: date
    with_vat: AmountText
    credited_so_far: AmountText
    currency: Name
    account: Name
    cost_centre: Name


class Earlier(Part):
    number: Name
    issued_on: date
    with_vat: AmountText
    currency: Name
    state: Line


class Coded(Part):
    account: Name
    cost_centre: Name
    times: Annotated[int, Field(ge=1)]


class Facts(Part):
    """Everything that the rules know about an invoice."""

    schema_name: Literal["supplier_invoices/1"] = Field(alias="schema")
    document: Document
    official: Official
    invoice: Invoice
    supplier: Supplier | None
    order: Order | None
    contract: Contract | None
    credited: Credited | None
    earlier: list[Earlier]
    coded: list[Coded]
    warnings: list[Line]
    already_registered: bool


def read(facts: Any) -> Facts:
    """The facts, checked for form. Raises FactsInvalid with every problem."""
    return validated(Facts, facts)


def json_schema() -> dict[str, Any]:
    """The facts' JSON Schema (2020-12)."""
    return schema_of(Facts, SCHEMA)
