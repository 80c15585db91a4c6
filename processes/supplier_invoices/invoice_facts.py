"""The invoice of the facts, as `ubl.read` gives it, and what all facts of the process are written in."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
AmountText = Annotated[str, Field(pattern=r"^-?\d{1,15}\.\d\d$", examples=["1250.00"])]
NumberText = Annotated[str, Field(pattern=r"^-?\d{1,15}(\.\d{1,10})?$", examples=["10", "100.5"])]
Digits = Annotated[str, Field(pattern=r"^\d{1,20}$")]
AccountNumber = Annotated[str, Field(pattern=r"^(\d{2,20}|[A-Z]{2}\d{2}[0-9A-Z]{10,30})$")]
"""A giro's digits, or an IBAN; without spaces and dashes."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Scheme = Literal["bankgiro", "plusgiro", "iban", "other"]


class Part(BaseModel):
    """Strict: a field that is not known is refused, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Period(Part):
    from_on: date | None
    to_on: date | None


class Preceding(Part):
    number: Name
    issued_on: date | None


class Party(Part):
    name: Line | None
    organisation_number: Digits | None


class Seller(Party):
    vat_number: Line | None
    f_tax: bool
    country: Line | None
    endpoint: Line | None
    natural_person: bool = Field(description="Its organisation number is a personal number, which stands nowhere here")


class Payment(Part):
    means_code: Line | None
    reference: Line | None
    account: Line | None
    scheme: Scheme


class AllowanceCharge(Part):
    charge: bool
    amount: AmountText
    reason: Line | None
    vat_category: Line | None
    vat_rate: NumberText | None


class Vat(Part):
    category: Name
    rate: NumberText | None
    taxable: AmountText
    vat: AmountText
    reason: Line | None


class Totals(Part):
    lines: AmountText
    allowances: AmountText
    charges: AmountText
    without_vat: AmountText
    vat: AmountText
    with_vat: AmountText
    prepaid: AmountText
    rounding: AmountText
    payable: AmountText


class InvoiceLine(Part):
    id: Name
    text: Line
    quantity: NumberText
    unit: Line
    price: NumberText
    price_quantity: NumberText
    net: AmountText
    vat_category: Line | None
    vat_rate: NumberText | None
    order_reference: Line | None
    order_line: Line | None
    item_number: Line | None
    commodity: Line | None
    allowances_charges: list[AllowanceCharge]


class Attachment(Part):
    name: Line
    mime: Line
    bytes: Annotated[int, Field(ge=0)]


class Invoice(Part):
    """As `ubl.read` gives it."""

    kind: Literal["invoice", "credit_note"]
    type_code: Name
    customization_id: Line | None
    profile_id: Line | None
    number: Name
    issued_on: date
    due_on: date | None
    tax_point_on: date | None
    period: Period | None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    buyer_reference: Line | None
    order_reference: Line | None
    contract_reference: Line | None
    note: Line | None
    preceding: list[Preceding]
    supplier: Seller
    buyer: Party
    payee: Party | None
    payment: list[Payment]
    payment_terms: Line | None
    allowances_charges: list[AllowanceCharge]
    vat: list[Vat]
    totals: Totals
    lines: Annotated[list[InvoiceLine], Field(min_length=1, max_length=5000)]
    attachments: list[Attachment]
