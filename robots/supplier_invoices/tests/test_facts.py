"""What the package puts together, without a browser."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE / "resources"))

from SupplierInvoices import SupplierInvoices, credited, wanted  # noqa: E402

from shared_library.cases import Case  # noqa: E402

ITEM = json.loads((PACKAGE / "devdata" / "work-items.json").read_text())[0]
OURS = "SE5560360793-F-1001:1:1:registration"
READ = {"supplier": None, "order": None, "contract": None, "coded": [], "warnings": []}


def _case(*steps: Any) -> Case:
    decision = {"number": 1, "assessment": {"steps": list(steps)}} if steps else None
    told = {"id": "1", "reference": "SE5560360793-F-1001", "occurrence": "1", "payload": ITEM["payload"]}
    return Case({**told, "decision": decision})


def _voucher(number: str, kind: str = "invoice", **more: str) -> dict[str, str]:
    return {
        "number": number, "kind": kind, "issued_on": "2026-10-01", "with_vat": "1250.00", "currency": "SEK",
        "state": "Attesterad", "account": "6110", "cost_centre": "3100", "key": "", "credits": "", **more,
    }  # fmt: skip


def test_the_facts_hold_document_and_books_and_our_own_registration_is_no_earlier_invoice() -> None:
    case = _case()
    case.notes.update(READ | {"vouchers": [_voucher("P-1"), _voucher("F-1001", key=OURS)]})
    SupplierInvoices().gather_facts(case)
    facts = case.notes["facts"]
    assert facts["invoice"] == ITEM["payload"]["invoice"]
    assert [one["number"] for one in facts["earlier"]] == ["P-1"]
    assert set(facts["earlier"][0]) == {"number", "issued_on", "with_vat", "currency", "state"}
    assert facts["already_registered"] is True


def test_a_credit_note_has_its_invoice_with_what_was_taken_back_before() -> None:
    note = {"kind": "credit_note", "preceding": [{"number": "F-900", "issued_on": None}]}
    books = [_voucher("F-900"), _voucher("K-1", "credit_note", credits="F-900", with_vat="250.00"), _voucher("F-901")]
    found = credited(note, books)
    assert found is not None
    assert (found["number"], found["with_vat"], found["credited_so_far"]) == ("F-900", "1250.00", "250.00")
    assert credited(note, books[1:]) is None
    assert credited({**note, "preceding": []}, books) is None


def test_what_is_typed_is_the_documents_and_the_rules_coding() -> None:
    data = {"account": "6110", "cost_centre": "3100", "taken": {"1": "10"}}
    told = wanted(_case({"group": "coded", "data": data}))
    assert (told.number, told.with_vat, told.account, told.taken) == ("F-1001", "1250.00", "6110", {"1": "10"})
    assert told.key == OURS
    assert wanted(_case({"group": "total"})).account == "", "a check after a crash may not know it"


def test_a_page_that_was_not_read_leaves_no_hole_in_the_facts() -> None:
    with pytest.raises(Exception, match=r"unexpected|KeyError|vouchers"):
        SupplierInvoices().gather_facts(_case())


def test_the_manifest_names_the_tasks_that_the_package_has() -> None:
    manifest = yaml.safe_load((PACKAGE / "manifest.yaml").read_text())
    tasks = yaml.safe_load((PACKAGE / "robot.yaml").read_text())["tasks"]
    assert set(manifest["tasks"].values()) == set(tasks)
