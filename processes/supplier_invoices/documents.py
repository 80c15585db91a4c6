"""What a document that comes in is to the platform: the case's reference, what of its payload is read here, and the
sheet that a person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from processes.kit.text import Texts
from processes.supplier_invoices import sheet as sheets
from processes.supplier_invoices import ubl

Json = dict[str, Any]
_LONGEST = 80


def read(content: bytes) -> Json:
    """``{"reference": "SE5560360793-F-1001", "payload": {"invoice": …}}``. The country stands before the number, so
    that it is not taken for a person's; a person's own is not told at all. Raises DocumentRefused."""
    invoice = ubl.read(content)
    seller = invoice["supplier"]
    number = seller["organisation_number"]
    who = f"{seller['country'] or 'XX'}{number}" if number else seller["vat_number"] or "P"
    return {"reference": f"{who}-{invoice['number']}"[:_LONGEST], "payload": {"invoice": invoice}}


def sheet(payload: Mapping[str, Any], reasons: Sequence[Json], texts: Texts) -> Json:
    """The document of a case with every finding at its place; see `sheet.py`."""
    return sheets.sheet(payload, reasons, texts)
