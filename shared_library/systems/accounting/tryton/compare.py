"""What stands in Tryton, beside what is to stand there: field by field, before saving, after saving, after a crash."""

from __future__ import annotations

from dataclasses import dataclass

from shared_library.errors import BusinessException, ReadBackDiffers
from shared_library.systems.accounting.interface import Json, Wanted
from shared_library.systems.accounting.tryton import words
from shared_library.systems.accounting.tryton.words import Days


@dataclass(frozen=True)
class Stands:
    """One invoice as its form shows it, in the words of `Wanted`."""

    supplier: str
    number: str
    key: str
    issued_on: str
    due_on: str
    reference: str
    without_vat: str
    vat: str
    with_vat: str
    coded: tuple[tuple[str, str, str], ...]
    cancelled: bool

    @classmethod
    def read(cls, seen: Json, days: Days) -> Stands:
        fields, due = seen["fields"], seen["fields"]["Payment Term Date"]
        return cls(
            supplier=fields["Party"], number=fields["Reference"], key=fields["Description"],
            issued_on=days.read(fields["Invoice Date"], "Invoice Date"),
            due_on=days.read(due, "Payment Term Date") if due else "", reference=fields["Payment Reference"],
            without_vat=words.amount(fields["Untaxed"], "Untaxed"), vat=words.amount(fields["Tax"], "Tax"),
            with_vat=words.amount(fields["Total"], "Total"),
            coded=tuple(_line(row) for row in seen["lists"]["Lines"]),
            cancelled=words.state(fields["State"]) == words.CANCELLED,
        )  # fmt: skip


def _line(row: dict[str, str]) -> tuple[str, str, str]:
    return row["Account"].partition(" - ")[0], row["Summary"], words.amount(row["Amount"], "Lines, Amount")


def refuse_other(stands: Stands, wanted: Wanted, supplier: str) -> None:
    """ReadBackDiffers names the fields that hold something else; their values are not told."""
    texts = {
        "Party": (stands.supplier, supplier), "Reference": (stands.number, wanted.number),
        "Description": (stands.key, wanted.key), "Invoice Date": (stands.issued_on, wanted.issued_on),
        "Payment Term Date": (stands.due_on, wanted.due_on or stands.due_on),
        "Payment Reference": (stands.reference, wanted.reference),
    }  # fmt: skip
    amounts = {
        "Untaxed": (stands.without_vat, wanted.without_vat), "Tax": (stands.vat, wanted.vat),
        "Total": (stands.with_vat, wanted.with_vat),
    }  # fmt: skip
    other = [label for label, (seen, meant) in texts.items() if seen != meant]
    other += [label for label, (seen, meant) in amounts.items() if not words.same(seen, meant)]
    if not _coded_as(stands, wanted):
        other.append("Lines")
    if stands.cancelled:
        other.append("State")
    if other:
        raise ReadBackDiffers(f"Tryton shows something else than is to be registered in: {', '.join(other)}.")


def _coded_as(stands: Stands, wanted: Wanted) -> bool:
    """A check after a crash may not know how it was to be coded: then only the sum of its one line is looked at."""
    if len(stands.coded) != 1:
        return False
    account, centre, net = stands.coded[0]
    as_coded = not wanted.account or (account, centre) == (wanted.account, wanted.cost_centre)
    return as_coded and words.same(net, wanted.without_vat)


def refuse_unfit(wanted: Wanted) -> None:
    """What this page object cannot register rightly is a person's, before anything is typed."""
    if wanted.kind != "invoice":
        raise BusinessException(
            "not_supported", "Credit notes are not registered in Tryton by the robot: do it by hand."
        )
    if not words.same(wanted.payable, wanted.with_vat):
        raise BusinessException("not_supported", "Tryton has no field for another sum to pay than the total.")
