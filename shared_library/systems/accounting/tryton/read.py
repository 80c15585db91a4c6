"""Reading in Tryton: the supplier's form, its invoices and their lines, and one invoice with all its fields."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from typing import Any

from shared_library.errors import BusinessException
from shared_library.systems.accounting.interface import Decided, Json
from shared_library.systems.accounting.tryton import words
from shared_library.systems.accounting.tryton.form import TrytonScreen
from shared_library.systems.accounting.tryton.words import Days

INVOICE, LINE = "account.invoice", "account.invoice.line"


class Reader:
    """The reading half of `TrytonPages`."""

    @property
    @abstractmethod
    def screen(self) -> TrytonScreen: ...

    @property
    @abstractmethod
    def client(self) -> str: ...

    @property
    @abstractmethod
    def days(self) -> Days: ...

    @property
    @abstractmethod
    def supplier(self) -> tuple[int, str]: ...

    def read_supplier(self) -> Json:
        """The party's form. What Tryton has no field for stands among its categories: see `words`."""
        number, name = self.supplier
        screen = self.screen
        screen.open_form(self.client, "party.party", number)
        for tab in ("Identifiers", "Banking"):
            screen.tab(tab)  # a list is filled when its tab is shown
        seen = screen.look()
        lists = seen["lists"]
        categories = {row["Record Name"] for row in lists["Categories"]}
        (code,) = [row["Code"] for row in lists["Identifiers"] if row["Type"] == "Swedish Company Number"]
        supplier = {
            "number": seen["fields"]["Code"],
            "name": name,
            "organisation_number": code.replace("-", ""),
            "f_tax": words.F_TAX in categories,
            "blocked": words.BLOCKED in categories,
            "reverse_charge": words.BUILDS in categories,
            "accounts": [words.account(row["Number"], row["Bank"]) for row in lists["Bank Accounts"]],
        }
        return {"supplier": supplier, "warnings": []}

    def read_order(self, number: str) -> Json | None:
        raise BusinessException("not_supported", f"Orders are not read in Tryton: match {number} by hand.")

    def read_contract(self, number: str) -> Json | None:
        raise BusinessException("not_supported", f"Contracts are not kept in Tryton: match {number} by hand.")

    def read_vouchers(self) -> list[Json]:
        """The supplier's invoices, cancelled ones left out; the coding of each is that of its first line."""
        coding: dict[str, tuple[str, str]] = {}
        for row in self._lines():
            coding.setdefault(row["Invoice"], (_code(row["Account"]), row["Summary"]))
        rows = self.screen.open_list(self.client, INVOICE, self._ours_of_supplier())
        return [self._voucher(row, coding) for row in rows if words.state(row["State"]) != words.CANCELLED]

    def read_coded(self) -> list[Json]:
        """How often the supplier's posted lines were coded to what. Tryton's cost centre is the line's description."""
        posted = ["invoice.state", "in", ["posted", "paid"]]
        times = Counter((_code(row["Account"]), row["Summary"]) for row in self._lines(posted))
        return [
            {"account": account, "cost_centre": centre, "times": count}
            for (account, centre), count in times.most_common()
            if account and centre
        ]

    def read_decision(self, number: str) -> Decided | None:
        """The latest invoice of this number that is posted."""
        same = [row for row in self.read_vouchers() if row["number"] == number and row["state"] in words.POSTED]
        if not same:
            return None
        ore = int(same[0]["with_vat"].replace(".", ""))
        return Decided("granted", -ore if same[0]["kind"] == "credit_note" else ore, same[0]["key"])

    def _ours_of_supplier(self, *more: Any) -> list[Any]:
        return [["type", "=", "in"], ["party", "=", self.supplier[0]], *more]

    def _lines(self, *more: Any) -> list[dict[str, str]]:
        of_supplier = [["invoice.type", "=", "in"], ["invoice.party", "=", self.supplier[0]], ["type", "=", "line"]]
        return self.screen.open_list(self.client, LINE, [*of_supplier, *more])

    def _voucher(self, row: dict[str, str], coding: dict[str, tuple[str, str]]) -> Json:
        total = words.amount(row["Total"], "Supplier Invoices, Total")
        account, centre = coding.get(f"{row['Number']} [{row['Reference']}]".strip(), ("", ""))
        return {
            "voucher": row["Number"],
            "number": row["Reference"],
            "issued_on": self.days.read(row["Invoice Date"], "Supplier Invoices, Invoice Date"),
            "kind": "credit_note" if total.startswith("-") else "invoice",
            "with_vat": total.removeprefix("-"),
            "currency": "SEK",
            "state": row["State"],
            "account": account,
            "cost_centre": centre,
            "credits": "",
            "key": row["Description"],
        }


def _code(account: str) -> str:
    """``6110 - Kontorsmateriel`` → ``6110``."""
    return account.partition(" - ")[0].strip()
