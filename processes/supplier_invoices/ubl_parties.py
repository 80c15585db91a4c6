"""Who sends an invoice, to whom, who is paid, and how."""

import re
from typing import Any

from processes.kit.xml_tree import Node
from processes.supplier_invoices.check_digits import is_natural_person

Json = dict[str, Any]
_F_TAX = "godkänd för f-skatt"
# PayeeFinancialAccount's branch as Peppol has it for Swedish accounts (SE-R-011, SE-R-012).
_SCHEMES = {"SE:BANKGIRO": "bankgiro", "SE:PLUSGIRO": "plusgiro"}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


def supplier(root: Node) -> Json:
    """The seller, BG-4."""
    party = root.one("AccountingSupplierParty/Party") or Node("", "", {})
    schemes = {one.told("TaxScheme/ID"): one.told("CompanyID") for one in party.all("PartyTaxScheme")}
    known = named(root, "AccountingSupplierParty/Party")
    # A sole trader's number is a personal number, also inside the VAT number and the address: it is read nowhere.
    person = is_natural_person(known["organisation_number"] or "")
    return {
        "name": known["name"],
        "organisation_number": None if person else known["organisation_number"],
        "vat_number": None if person else schemes.get("VAT"),
        "f_tax": any((one or "").casefold() == _F_TAX for scheme, one in schemes.items() if scheme != "VAT"),
        "country": party.told("PostalAddress/Country/IdentificationCode"),
        "endpoint": None if person else party.told("EndpointID"),
        "natural_person": person,
    }


def named(root: Node, path: str) -> Json:
    """A party's name and organisation number, digits alone."""
    party = root.one(path) or Node("", "", {})
    number = party.told("PartyLegalEntity/CompanyID")
    return {
        "name": party.told("PartyLegalEntity/RegistrationName") or party.told("PartyName/Name"),
        "organisation_number": _digits(number),
    }


def payee(root: Node) -> Json | None:
    """Somebody else than the seller who is paid, as in factoring (BG-10)."""
    party = root.one("PayeeParty")
    if party is None:
        return None
    number = party.told("PartyLegalEntity/CompanyID") or party.told("PartyIdentification/ID")
    return {"name": party.told("PartyName/Name"), "organisation_number": _digits(number)}


def payment(means: Node) -> Json:
    """One way to pay (BG-16). The account is told without spaces and dashes."""
    account = means.told("PayeeFinancialAccount/ID")
    branch = means.told("PayeeFinancialAccount/FinancialInstitutionBranch/ID")
    bare = re.sub(r"[\s-]", "", account) if account else None
    return {
        "means_code": means.told("PaymentMeansCode"),
        "reference": means.told("PaymentID"),
        "account": bare,
        "scheme": _scheme(bare, branch),
    }


def _scheme(account: str | None, branch: str | None) -> str:
    known = _SCHEMES.get((branch or "").upper())
    if known:
        return known
    return "iban" if account and _IBAN.fullmatch(account) else "other"


def _digits(number: str | None) -> str | None:
    """``556036-0793`` and ``SE 5560360793`` alike; null where there is no digit."""
    return re.sub(r"\D", "", number or "") or None
