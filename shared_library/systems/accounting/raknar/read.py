"""Reading in Räknar: the supplier's tabs, and an order's own page."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.systems.accounting.interface import Decided, Json
from shared_library.systems.accounting.raknar import words

VOUCHERS = "Verifikat"


class Reader:
    """The reading half of `RaknarPages`."""

    @property
    @abstractmethod
    def screen(self) -> Screen: ...

    @abstractmethod
    def open_tab(self, name: str) -> Screen: ...

    def read_supplier(self) -> Json:
        """The tab Kortet; open remarks stand above every tab."""
        screen = self.open_tab("Kortet")
        page = screen.read()
        supplier = {
            "number": page.value("Lev.nr"),
            "name": screen.texts("main h1")[0],
            "organisation_number": words.digits(page.value("Org.nr"), "Kortet, Org.nr"),
            "f_tax": swedish.choice(page.value("Har F-skattebevis"), words.YES_NO, "Kortet, Har F-skattebevis"),
            "blocked": swedish.choice(page.value("Betalstopp"), words.YES_NO, "Kortet, Betalstopp"),
            "reverse_charge": swedish.choice(page.value("Byggtjänster"), words.YES_NO, "Kortet, Byggtjänster"),
            "accounts": [
                {
                    "scheme": swedish.choice(row["Sort"], words.SCHEME, "Betalkonton, Sort"),
                    "number": words.account(row["Nr"], "Betalkonton, Nr"),
                    "ocr": swedish.choice(row["OCR-kontroll"], words.YES_NO, "Betalkonton, OCR-kontroll"),
                }
                for row in page.table("Betalkonton", "Sort", "Nr", "OCR-kontroll")
            ],
        }
        return {"supplier": supplier, "warnings": screen.texts("main p[role=note]")}

    def read_order(self, number: str) -> Json | None:
        """By the tab Inköp, so that an order of another supplier is not found at all."""
        screen = self.open_tab("Inköp")
        if not screen.sees_link(number):
            return None
        screen.follow(number, f"Inköp {number}")
        page = screen.read()
        ended = swedish.choice(page.value("Avslutat"), words.YES_NO, "Inköpshuvud, Avslutat")
        columns = ("Rad", "Artikel", "Benämning", "Enhet", "Beställt", "À-pris", "Inlevererat", "Fakturerat", "Moms %")
        return {
            "number": number,
            "supplier_number": page.value("Lev.nr"),
            "state": "closed" if ended else "open",
            "currency": "SEK",
            "account": page.value("Konto"),
            "cost_centre": page.value("Kst"),
            "lines": [
                {
                    "number": row["Rad"],
                    "item_number": words.or_none(row["Artikel"]),
                    "text": row["Benämning"],
                    "unit": row["Enhet"],
                    "quantity": words.number(row["Beställt"], "Inköpsrader, Beställt"),
                    "price": words.amount(row["À-pris"], "Inköpsrader, À-pris"),
                    "received": words.number(row["Inlevererat"], "Inköpsrader, Inlevererat"),
                    "invoiced": words.number(row["Fakturerat"], "Inköpsrader, Fakturerat"),
                    "vat_rate": words.number(row["Moms %"], "Inköpsrader, Moms %"),
                }
                for row in page.table("Inköpsrader", *columns)
            ],
        }

    def read_contract(self, number: str) -> Json | None:
        """The tab Ramavtal. Its supplier is the one that is open."""
        page = self.open_tab("Ramavtal").read()
        rows = page.table("Ramavtal")
        found = next((row for row in rows if row.get("Avtalsnr") == number), None)
        if found is None:
            return None
        supplier = self.read_supplier()["supplier"]
        return {
            "number": number,
            "supplier_number": supplier["number"],
            "valid_from": swedish.day(found["Fr.o.m."], "Ramavtal, Fr.o.m."),
            "valid_to": swedish.day(found["T.o.m."], "Ramavtal, T.o.m.") if words.or_none(found["T.o.m."]) else None,
            "period_amount": words.amount_or_none(found["Per period"], "Ramavtal, Per period"),
            "account": found["Konto"],
            "cost_centre": found["Kst"],
        }

    def read_vouchers(self) -> list[Json]:
        """The tab Reskontra, struck ones left out."""
        rows = self.open_tab("Reskontra").read().table(VOUCHERS)
        return [_voucher(row) for row in rows if row.get("Läge") not in (None, words.STRUCK)]

    def read_coded(self) -> list[Json]:
        """The tab Konteringsvana."""
        rows = self.open_tab("Konteringsvana").read().table("Konteringsvana")
        return [
            {"account": row["Konto"], "cost_centre": row["Kst"], "times": int(words.number(row["Gånger"], "Gånger"))}
            for row in rows
            if "Gånger" in row
        ]

    def read_decision(self, number: str) -> Decided | None:
        """The latest voucher of this invoice number that stands."""
        same = [row for row in self.read_vouchers() if row["number"] == number]
        if not same:
            return None
        ore = swedish.ore(same[0]["with_vat"].replace(".", ","), "Reskontra, Brutto")
        return Decided("granted", -ore if same[0]["kind"] == "credit_note" else ore, same[0]["key"])


def _voucher(row: dict[str, str]) -> Json:
    return {
        "voucher": row[VOUCHERS],
        "number": row["Fakturanr"],
        "issued_on": swedish.day(row["Fakturadatum"], "Reskontra, Fakturadatum"),
        "kind": swedish.choice(row["Typ"], words.KIND, "Reskontra, Typ"),
        "with_vat": words.amount(row["Brutto"], "Reskontra, Brutto"),
        "currency": "SEK",
        "state": row["Läge"],
        "account": row["Konto"],
        "cost_centre": row["Kst"],
        "credits": words.or_none(row["Krediterar"]) or "",
        "key": words.or_none(row["Extern nyckel"]) or "",
    }
