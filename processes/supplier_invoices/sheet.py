"""An invoice as a person reads it, with every finding at its place: for a page that knows nothing of invoices.

A sheet is `{"title", "blocks"}`; a block has a title, findings, and either `facts` [[label, value]] or `columns` and
`rows` [{"cells", "findings"}]. Every text is {sv, en}. A finding is {"stops": bool, "text"}.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from processes.kit.text import NBSP, Text, Texts, date_text, plain
from processes.supplier_invoices.invoice_facts import Invoice, Party
from processes.supplier_invoices.places import LINE, OF_REASON, place_of

Json = dict[str, Any]
_NUMBERED = re.compile(r"^Line (\S+?)[:, ]")  # as our own English words begin


# UN/ECE Recommendation 20's most used codes, in Swedish and English; another stands as it is.
UNITS = {
    "C62": ("st", "pcs"), "EA": ("st", "pcs"), "H87": ("st", "pcs"), "PCE": ("st", "pcs"), "XPK": ("förp", "packs"),
    "HUR": ("tim", "h"), "DAY": ("dag", "day"), "MON": ("mån", "month"), "KGM": ("kg", "kg"), "LTR": ("liter", "litre"),
    "MTR": ("m", "m"), "MTK": ("m²", "m²"), "MTQ": ("m³", "m³"), "KMT": ("km", "km"), "KWH": ("kWh", "kWh"),
}  # fmt: skip


class _Findings:
    """What was found, by the place where it is shown: a block's name, or `line <id>`."""

    def __init__(self, official: Json, reasons: Sequence[Json], lines: Sequence[str]) -> None:
        self._by_place: dict[str, list[Json]] = {}
        for one in official.get("findings", []):
            text = plain(f"{one['rule']}: {one['text']}")
            self._add(place_of(one["location"], lines), one["flag"] == "fatal", text)
        for reason in reasons:
            if reason["code"] != "official_rule_broken":  # told by the rules' own words already
                words = Text(
                    f"{reason['text']['sv']}. {reason['detail']['sv']}",
                    f"{reason['text']['en']}. {reason['detail']['en']}",
                )
                self._add(_place(reason, lines), True, words)

    def _add(self, place: str, stops: bool, text: Text) -> None:
        self._by_place.setdefault(place, []).append({"stops": stops, "text": text.as_json()})

    def at(self, place: str) -> list[Json]:
        return self._by_place.get(place, [])


def sheet(payload: Mapping[str, Any], reasons: Sequence[Json], texts: Texts) -> Json:
    """The invoice of a work item's payload. `reasons`: those of its assessment, none when there is none yet."""
    invoice = Invoice.model_validate_json(json.dumps(payload["invoice"]))
    found = _Findings(payload["official"], reasons, [line.id for line in invoice.lines])

    def say(key: str) -> Text:
        return texts.make(f"sheet.{key}")

    blocks = [
        _facts("head", _head(invoice, say), found, say),
        _facts("supplier", _supplier(invoice, say), found, say),
        _facts("buyer", _party(invoice.buyer, say), found, say),
        _facts("payment", _payment(invoice, say), found, say),
        _lines(invoice, found, say),
        _vat(invoice, found, say),
        _facts("totals", _totals(invoice, say), found, say),
        _facts("match", [], found, say),
        _facts("other", _other(payload, invoice, say), found, say),
    ]
    title = texts.make(f"sheet.{invoice.kind}", number=plain(invoice.number))
    return {"title": title.as_json(), "blocks": [one for one in blocks if len(one) > 1]}


def amount_text(text: str, currency: str) -> Text:
    """``1250.00`` → ``1 250,00 kr`` / ``SEK 1,250.00``; another currency by its code in both."""
    whole, _, part = text.lstrip("-").partition(".")
    english = f"{int(whole):,}.{part}"
    sign = "\N{MINUS SIGN}" if text.startswith("-") else ""
    swedish = english.replace(",", NBSP).replace(".", ",")
    unit = "kr" if currency == "SEK" else currency
    return Text(f"{sign}{swedish}{NBSP}{unit}", f"{sign}{currency}{NBSP}{english}")


def number_text(text: str) -> Text:
    """``100.5`` → ``100,5`` / ``100.5``."""
    return Text(text.replace("-", "\N{MINUS SIGN}").replace(".", ","), text.replace("-", "\N{MINUS SIGN}"))


def _quantity(text: str, unit: str) -> Text:
    number, called = number_text(text), UNITS.get(unit, (unit, unit))
    return Text(f"{number.sv} {called[0]}", f"{number.en} {called[1]}")


def _place(reason: Json, lines: Sequence[str]) -> str:
    place = OF_REASON.get(reason["code"], "other")
    numbered = _NUMBERED.search(f"{reason['detail']['en']} ")
    if place == LINE:
        return f"line {numbered[1]}" if numbered and numbered[1] in lines else "match"
    return place


def _facts(name: str, rows: list[tuple[Text, Text | str | None]], found: _Findings, say: Any) -> Json:
    told = [
        [label.as_json(), (value if isinstance(value, Text) else plain(value)).as_json()]
        for label, value in rows
        if value not in (None, "")
    ]
    findings = found.at(name)
    if not told and not findings:
        return {"name": name}
    return {"name": name, "title": say(f"title.{name}").as_json(), "findings": findings, "facts": told}


def _head(invoice: Invoice, say: Any) -> list[tuple[Text, Text | str | None]]:
    preceding = ", ".join(one.number for one in invoice.preceding)
    due = date_text(invoice.due_on) if invoice.due_on else None
    return [
        (say("number"), invoice.number), (say("issued_on"), date_text(invoice.issued_on)), (say("due_on"), due),
        (say("order"), invoice.order_reference), (say("contract"), invoice.contract_reference),
        (say("buyer_reference"), invoice.buyer_reference), (say("preceding"), preceding), (say("note"), invoice.note),
    ]  # fmt: skip


def _party(party: Party, say: Any) -> list[tuple[Text, Text | str | None]]:
    return [(say("name"), party.name), (say("organisation_number"), party.organisation_number)]


def _supplier(invoice: Invoice, say: Any) -> list[tuple[Text, Text | str | None]]:
    seller = invoice.supplier
    return [
        *_party(seller, say), (say("vat_number"), seller.vat_number),
        (say("f_tax"), say("yes") if seller.f_tax else say("no")), (say("country"), seller.country),
    ]  # fmt: skip


def _payment(invoice: Invoice, say: Any) -> list[tuple[Text, Text | str | None]]:
    rows: list[tuple[Text, Text | str | None]] = []
    for one in invoice.payment:
        rows += [(say(f"scheme.{one.scheme}"), one.account), (say("reference"), one.reference)]
    if invoice.payee is not None:
        rows.append((say("payee"), invoice.payee.name))
    return [*rows, (say("terms"), invoice.payment_terms)]


def _lines(invoice: Invoice, found: _Findings, say: Any) -> Json:
    rows = [
        {
            "cells": [
                plain(line.id).as_json(), plain(line.text).as_json(), _quantity(line.quantity, line.unit).as_json(),
                number_text(line.price).as_json(), plain(f"{line.vat_rate or '–'} %").as_json(),
                amount_text(line.net, invoice.currency).as_json(),
            ],
            "findings": found.at(f"line {line.id}"),
        }
        for line in invoice.lines
    ]  # fmt: skip
    columns = [("line", False), ("text", False), ("quantity", True), ("price", True), ("rate", True), ("net", True)]
    return _table("lines", columns, rows, found, say)


def _vat(invoice: Invoice, found: _Findings, say: Any) -> Json:
    rows = [
        {
            "cells": [
                plain(one.category).as_json(), plain(f"{one.rate or '–'} %").as_json(),
                amount_text(one.taxable, invoice.currency).as_json(), amount_text(one.vat, invoice.currency).as_json(),
            ],
            "findings": [],
        }
        for one in invoice.vat
    ]  # fmt: skip
    return _table("vat", [("category", False), ("rate", True), ("taxable", True), ("vat", True)], rows, found, say)


def _table(name: str, columns: list[tuple[str, bool]], rows: list[Json], found: _Findings, say: Any) -> Json:
    return {
        "name": name, "title": say(f"title.{name}").as_json(), "findings": found.at(name),
        "columns": [{"title": say(f"column.{key}").as_json(), "number": number} for key, number in columns],
        "rows": rows,
    }  # fmt: skip


def _totals(invoice: Invoice, say: Any) -> list[tuple[Text, Text | str | None]]:
    shown = ("lines", "allowances", "charges", "without_vat", "vat", "with_vat", "prepaid", "rounding", "payable")
    always = ("without_vat", "vat", "payable")
    values = invoice.totals.model_dump()
    return [
        (say(f"total.{name}"), amount_text(values[name], invoice.currency))
        for name in shown
        if name in always or values[name] != "0.00"
    ]


def _other(payload: Mapping[str, Any], invoice: Invoice, say: Any) -> list[tuple[Text, Text | str | None]]:
    sets = ", ".join(f"{one['name']} {one['version']}" for one in payload["official"]["rule_sets"])
    attached = ", ".join(one.name for one in invoice.attachments)
    document = payload["document"]
    return [
        (say("rules"), sets or say("no_rules")), (say("attachments"), attached),
        (say("received_on"), document["received_on"]), (say("file"), document["name"]),
        (say("sha256"), document["sha256"]),
    ]  # fmt: skip
