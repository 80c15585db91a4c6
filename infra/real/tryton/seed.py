"""Fill an empty Tryton database with what the tests need. Runs in Tryton's own environment, never in ours:

    python seed.py DATABASE        (TRYTOND_DATABASE__URI and TRYTOND_DATABASE__PATH say where it lies)

The database is that of an invented municipality: company, fiscal year, chart of accounts, suppliers with payment
accounts and three earlier invoices each, and two users, a robot and a person of the finance office.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import Any

from proteus import Model, Wizard, config
from users import PASSWORDS  # beside this file: it runs as a program

YEAR = 2026
EXPENSES = {"6110": "Kontorsmateriel", "6230": "Datakommunikation", "5010": "Lokalhyra"}
SELLERS = (
    ("Prov Papper AB", "5560360793", "Bankgirot", "5050-1055", "6110", "3100"),
    ("Prov Data AB", "5567037485", "Bankgirot", "991-2346", "6230", "2200"),
    ("Prov Lokaler AB", "5590004429", "Plusgirot", "123456-6", "5010", "1500"),
)
F_TAX = "F-skatt"


def main(database: str) -> None:
    config.set_trytond(database, user="admin")
    _modules()
    company = _company()
    accounts = _chart(company)
    _fiscal_year(company)
    sellers = [_seller(seller) for seller in SELLERS]
    _users(company)
    for at, (party, seller) in enumerate(zip(sellers, SELLERS, strict=True)):
        _earlier(company, party, seller, accounts, at)


def _modules() -> None:
    Module = Model.get("ir.module")
    wanted = Module.find([("name", "in", ["account_invoice", "bank", "company", "party"])])
    Module.click(wanted, "activate")
    Wizard("ir.module.activate_upgrade").execute("upgrade")
    for item in Model.get("ir.module.config_wizard.item").find([("state", "=", "open")]):
        item.state = "done"
        item.save()


def _company() -> Any:
    krona = Model.get("currency.currency")(name="Svensk krona", code="SEK", symbol="kr", digits=2)
    krona.rates.new(date=date(YEAR - 1, 1, 1), rate=Decimal(1))
    krona.save()
    party = Model.get("party.party")(name="Provkommun")
    party.identifiers.new(type="se_orgnr", code="2120001199")
    party.save()
    wizard = Wizard("company.company.config")
    wizard.execute("company")
    wizard.form.party, wizard.form.currency = party, krona
    wizard.execute("add")
    config.get_config()._context = Model.get("res.user").get_preferences(True, {})
    (company,) = Model.get("company.company").find()
    return company


def _chart(company: Any) -> dict[str, Any]:
    """Tryton's own English chart, since it has no Swedish one, and the accounts that the suppliers are coded to."""
    template = Model.get("ir.model.data").get_id("account.account_template_root_en", {})
    wizard = Wizard("account.create_chart")
    wizard.execute("account")
    wizard.form.account_template = Model.get("account.account.template")(template)
    wizard.form.company = company
    wizard.execute("create_account")
    Account = Model.get("account.account")
    kinds: dict[str, Any] = {}
    for kind in ("receivable", "payable", "expense"):
        # The default payable account must require a party: an invoice is refused otherwise.
        more = [("party_required", "=", True)] if kind != "expense" else []
        kinds[kind] = Account.find([(f"type.{kind}", "=", True), ("closed", "!=", True), *more], limit=1)[0]
    wizard.form.account_receivable, wizard.form.account_payable = kinds["receivable"], kinds["payable"]
    wizard.execute("create_properties")
    (vat_account,) = Account.find([("code", "=", "6.3.6")])
    tax = _tax(vat_account, "25")
    return {code: _expense(kinds["expense"], code, name, tax) for code, name in EXPENSES.items()}


def _tax(account: Any, percent: str) -> Any:
    tax = Model.get("account.tax")(name=f"Ingående moms {percent} %", description=f"Moms {percent} %")
    tax.type, tax.rate = "percentage", Decimal(percent) / 100
    tax.invoice_account = tax.credit_note_account = account
    tax.save()
    return tax


def _expense(like: Any, code: str, name: str, tax: Any) -> Any:
    account = Model.get("account.account")(name=name, code=code, type=like.type, parent=like.parent)
    account.taxes.append(_again(tax))
    account.save()
    return account


def _fiscal_year(company: Any) -> None:
    Sequence, Type = Model.get("ir.sequence.strict"), Model.get("ir.sequence.type")
    made = {}
    for name in ("Account Move", "Invoice"):
        (kind,) = Type.find([("name", "=", name)], limit=1)
        made[name] = Sequence(name=f"{name} {YEAR}", sequence_type=kind, company=company)
        made[name].save()
    year = Model.get("account.fiscalyear")(name=str(YEAR), company=company)
    year.start_date, year.end_date = date(YEAR, 1, 1), date(YEAR, 12, 31)
    year.move_sequence = made["Account Move"]
    (numbers,) = year.invoice_sequences
    for kind in ("out_invoice", "in_invoice", "out_credit_note", "in_credit_note"):
        setattr(numbers, f"{kind}_sequence", made["Invoice"])
    year.save()
    year.click("create_period")


def _seller(seller: tuple[str, ...]) -> Any:
    name, number, giro, account_number, _, _ = seller
    party = Model.get("party.party")(name=name)
    party.identifiers.new(type="se_orgnr", code=number)
    party.addresses[0].city = "Provköping"
    party.categories.append(_again(_category()))
    party.save()
    account = Model.get("bank.account")(bank=_bank(giro))
    account.owners.append(_again(party))
    account.numbers.new(type="other", number=account_number)
    account.save()
    return party


def _category() -> Any:
    """Tryton has no field for approval for F-tax: a party category says it."""
    Category = Model.get("party.category")
    found = Category.find([("name", "=", F_TAX)])
    if not found:
        found = [Category(name=F_TAX)]
        found[0].save()
    return found[0]


def _bank(name: str) -> Any:
    Bank, Party = Model.get("bank"), Model.get("party.party")
    found = Bank.find([("party.name", "=", name)])
    if not found:
        party = Party(name=name)
        party.save()
        found = [Bank(party=party)]
        found[0].save()
    return found[0]


def _users(company: Any) -> None:
    """A fresh administrator meets a wizard and an empty menu; a user of the finance office does not."""
    Group = Model.get("res.group")
    for login, password in PASSWORDS.items():
        user = Model.get("res.user")(name=login, login=login, password=password)
        user.companies.append(_again(company))
        user.company = company
        user.groups.append(Group.find([("name", "=", "Accounting")])[0])
        user.save()


def _earlier(company: Any, party: Any, seller: tuple[str, ...], accounts: dict[str, Any], at: int) -> None:
    """Three invoices before, so that the supplier's history tells how the next is coded."""
    for month in (7, 8, 9):
        invoice = Model.get("account.invoice")(type="in", party=party, company=company)
        invoice.reference = f"T-{at + 1}0{month}"
        invoice.invoice_date = date(YEAR, month, 5)
        line = invoice.lines.new()
        line.account, line.description = accounts[seller[4]], seller[5]
        line.quantity, line.unit_price = 1, Decimal(1000 * month + at)
        invoice.save()
        invoice.click("post")


def _again(record: Any) -> Any:
    """The same record as an object of its own: proteus takes no object into two lists."""
    return type(record)(record.id)


if __name__ == "__main__":
    main(sys.argv[1])
