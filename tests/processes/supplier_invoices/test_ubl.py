"""Reading an e-invoice: everything that stands there and nothing else, and what is no invoice is refused in words."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.kit import xml_tree
from processes.kit.errors import DocumentRefused
from processes.supplier_invoices.ubl import read
from tests.processes.supplier_invoices.invoices import ubl


def _refused(content: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as refused:
        read(content)
    return refused.value


def test_an_invoice_is_read_whole() -> None:
    told = read(ubl())
    assert (told["kind"], told["type_code"], told["number"], told["currency"]) == ("invoice", "380", "F-1001", "SEK")
    assert (told["issued_on"], told["due_on"], told["order_reference"]) == ("2026-11-02", "2026-12-02", "B-77")
    assert told["supplier"] == {
        "name": "Prov AB", "organisation_number": "5560360793", "vat_number": "SE556036079301", "f_tax": True,
        "country": "SE", "endpoint": "5560360793", "natural_person": False,
    }  # fmt: skip
    assert told["payment"] == [
        {"means_code": "30", "reference": "12345674", "account": "50501055", "scheme": "bankgiro"}
    ]
    assert told["vat"] == [{"category": "S", "rate": "25", "taxable": "1000.00", "vat": "250.00", "reason": None}]
    assert told["totals"] == {
        "lines": "1000.00", "allowances": "0.00", "charges": "0.00", "without_vat": "1000.00", "vat": "250.00",
        "with_vat": "1250.00", "prepaid": "0.00", "rounding": "0.00", "payable": "1250.00",
    }  # fmt: skip
    (line,) = told["lines"]
    assert (line["quantity"], line["price"], line["net"], line["order_line"]) == ("10", "100.5", "1000.00", "2")


def test_a_sole_traders_number_is_read_nowhere() -> None:
    """The published test number stands in three places of the document, and in none of the facts."""
    told = read(ubl().replace(b"5560360793", b"8001019802"))
    assert told["supplier"]["natural_person"] is True
    assert "8001019802" not in json.dumps(told)


def test_a_credit_note_says_which_invoice_it_credits() -> None:
    preceding = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-900</cbc:ID>"
        "<cbc:IssueDate>2026-10-01</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    told = read(ubl("CreditNote", more=preceding))
    assert (told["kind"], told["type_code"]) == ("credit_note", "381")
    assert told["preceding"] == [{"number": "F-900", "issued_on": "2026-10-01"}]
    assert told["lines"][0]["quantity"] == "10"


def test_somebody_else_who_is_paid_is_told() -> None:
    payee = (
        "<cac:PayeeParty><cac:PartyName><cbc:Name>Factor AB</cbc:Name></cac:PartyName><cac:PartyLegalEntity>"
        "<cbc:CompanyID>556703-7485</cbc:CompanyID></cac:PartyLegalEntity></cac:PayeeParty>"
    )
    assert read(ubl(payee=payee))["payee"] == {"name": "Factor AB", "organisation_number": "5567037485"}


def test_the_vat_is_the_one_in_the_invoices_own_currency() -> None:
    foreign = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">22.00</cbc:TaxAmount></cac:TaxTotal>'
    assert read(ubl(more=foreign))["totals"]["vat"] == "250.00"


def test_an_attachment_is_told_and_never_opened() -> None:
    attached = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        'mimeCode="application/pdf" filename="spec.pdf">QUJDRA==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>'
        "</cac:AdditionalDocumentReference>"
    )
    assert read(ubl(more=attached))["attachments"] == [{"name": "spec.pdf", "mime": "application/pdf", "bytes": 4}]


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"number": ""}, "missing", "ID is missing"),
        ({"number": "<cbc:ID> </cbc:ID>"}, "missing", "ID is missing"),
        ({"issued": ""}, "missing", "IssueDate"),
        ({"issued": "<cbc:IssueDate>2 november</cbc:IssueDate>"}, "not_a_day", "IssueDate"),
        ({"due": "<cbc:DueDate>2026-02-30</cbc:DueDate>"}, "not_a_day", "DueDate"),
        ({"currency": ""}, "missing", "DocumentCurrencyCode"),
        ({"sums": ""}, "missing", "no sums"),
        ({"customization": ""}, "other_version", "Only Peppol BIS Billing 3"),
        ({"customization": "<cbc:CustomizationID>urn:www.cenbii.eu:bis5a:ver2.0</cbc:CustomizationID>"},
         "other_version", "bis5a"),
    ],
)  # fmt: skip
def test_what_makes_it_an_invoice_is_asked_for_by_its_name(changed: dict[str, str], code: str, said: str) -> None:
    refused = _refused(ubl(**changed))
    assert refused.code == code
    assert said in refused.message
    assert refused.message_sv != refused.message


@pytest.mark.parametrize("told", ["tolv", "1e9", "NaN", "1 250,00", "1250.001", "9" * 30, "-"])
def test_an_amount_that_cannot_be_reckoned_with_to_the_ore_is_refused(told: str) -> None:
    whole = ubl().decode().replace('"SEK">1250.00</cbc:PayableAmount', f'"SEK">{told}</cbc:PayableAmount')
    assert _refused(whole.encode()).code == "not_a_number"


@pytest.mark.parametrize("root", ["Order", "ApplicationResponse"])
def test_another_document_of_ubl_is_no_invoice(root: str) -> None:
    assert _refused(ubl(root)).code == "other_root"


_LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Invoice>&b;</Invoice>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_LAUGHS, "document_type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document_type"),
        (b"<!DOCTYPE a><a/>", "document_type"),
        (b"", "not_xml"), (b"hej", "not_xml"), (b"%PDF-1.7", "not_xml"), (b"<a>&x;</a>", "not_xml"),
        (ubl()[:-8], "not_xml"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "encoding"),
        (ubl().decode().replace("Köket", "Kö").encode("latin-1"), "not_xml"),
        (b"<a>" * 1000, "too_deep"),
        (b" " * (xml_tree.LARGEST + 1), "too_large"),
        (b'<faktura xmlns="urn:sfti:documents:BasicInvoice:1:0"/>', "other_root"),
    ],
    ids=["laughs", "file", "doctype", "empty", "text", "pdf", "entity", "cut", "encoding", "latin-1", "deep", "large",
         "svefaktura"],
)  # fmt: skip
def test_what_is_no_document_of_ours_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    refused = _refused(content)
    assert refused.code == code
    assert len(refused.message_sv.split()) > 3


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused_in_words_and_raise_nothing_else(content: bytes) -> None:
    with pytest.raises(DocumentRefused):
        read(content)


@given(
    st.sampled_from(
        ["number", "issued", "due", "code", "currency", "payment", "vat", "sums", "lines", "supplier", "buyer"]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<&\x00"), max_size=40),
)  # fmt: skip
def test_a_document_with_any_piece_replaced_is_read_or_refused(piece: str, text: str) -> None:
    with contextlib.suppress(DocumentRefused):
        told = read(ubl(**{piece: text}))
        assert json.loads(json.dumps(told)) == told


def test_every_published_invoice_is_read() -> None:
    material = Path(os.environ.get("COE_TEST_DATA") or "nowhere") / "peppol"
    if not material.is_dir():
        pytest.skip("the published invoices are not here: set COE_TEST_DATA to the folder that holds peppol")
    kinds = ("examples", "swedish", "swedish_as_published")
    files = [file for kind in kinds for file in (material / kind).glob("*.xml")]
    assert len(files) >= 33
    for file in files:
        told = read(file.read_bytes())
        assert told["lines"], file.name
        assert told["totals"]["payable"], file.name
