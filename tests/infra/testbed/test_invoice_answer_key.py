"""The invoice key, the invoice rules and the official rules were written apart; here they meet."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infra.testbed import seed_invoices
from infra.testbed.generator.invoices import PlannedInvoice, plan
from infra.testbed.generator.invoices.registered import REGISTERED
from infra.testbed.generator.invoices.sellers import check_digit
from infra.testbed.generator.invoices.to_a_person import TO_A_PERSON
from infra.testbed.generator.invoices.ubl import written
from orchestrator.core.settings import settings
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.documents.official import OfficialRules
from processes.kit import host
from processes.kit.cases import municipality_of_cases
from processes.supplier_invoices import documents
from processes.supplier_invoices.check_digits import is_bankgiro, is_natural_person, is_ocr, is_plusgiro
from processes.supplier_invoices.gates import GATES
from tests.infra.testbed.as_invoice_facts import facts
from tests.support.invoice_rules import official_material

Json = dict[str, Any]
BUYER, CODE, DAY = "2120001199", "1287", date(2026, 11, 23)
SETS = [{"name": name, "version": "1", "sha256": "0" * 64} for name in ("EN 16931 (UBL)", "Peppol BIS Billing 3")]
# No drawn invoice comes to these: orders and contracts are read on their seller's own page, the municipality has said
# all that it must, no sole trader is invented, and nothing is registered before a case begins.
OUT_OF_REACH = {"order_other_supplier", "contract_other_supplier", "parameter_missing", "natural_person",
                "already_registered"}  # fmt: skip


def _official(case: PlannedInvoice, *, installed: bool = True) -> Json:
    """What the official rules are known to say of a drawn invoice; `test_the_official_rules_…` asks them."""
    broken = {"rule_set": "Peppol BIS Billing 3", "rule": "PEPPOL-EN16931-R003", "flag": "fatal",
              "text": "A buyer reference or an order.", "location": "/"}  # fmt: skip
    findings = [broken] if installed and case.kind == "rule_broken" else []
    return {"installed": installed, "rule_sets": SETS if installed else [], "findings": findings}


def _assess(case: PlannedInvoice, *, installed: bool = True) -> Json:
    told = host.answer({"op": "assess", "process": "supplier_invoices", "municipality": CODE,
                        "config": municipality_of_cases("supplier_invoices"), "on": DAY.isoformat(),
                        "facts": facts(case, _official(case, installed=installed))})  # fmt: skip
    assert told["ok"], (case.kind, told)
    return told["assessment"]


def _coded(assessed: Json) -> Json:
    return next(step["data"] for step in assessed["steps"] if step["group"] == "coded")


def test_the_rules_reach_every_answer_to_the_ore_and_with_the_same_reasons() -> None:
    for seed in range(4):
        for case in plan(seed, 70, CODE, DAY, BUYER):
            found = _assess(case)
            reasons = sorted({reason["code"] for reason in found["reasons"]})
            outcome = "granted" if case.answer["outcome"] == "granted" else "hand_over"
            assert (found["outcome"], reasons) == (outcome, case.answer["reasons"]), (seed, case.kind, found["reasons"])
            if outcome == "granted":
                coded = _coded(found)
                kind = "credit_note" if found["summary"]["result_ore"] < 0 else "invoice"
                value = f"{kind} {coded['account']}/{coded['cost_centre']} {abs(found['summary']['result_ore'])}"
                assert {"registration": value} == case.answer["effects"], case.kind


def test_without_the_official_rules_every_invoice_comes_to_the_keys_other_column() -> None:
    for case in plan(1, 70, CODE, DAY, BUYER):
        told = seed_invoices.answer(case)["without_rules"]
        found = _assess(case, installed=False)
        reasons = {reason["code"] for reason in found["reasons"]}
        assert (found["outcome"], told["outcome"]) == ("hand_over", "handed_over")
        assert set(told["reasons"]) <= reasons


def test_every_reason_of_the_rules_comes_up_in_the_demos_two_municipalities_or_is_named_as_out_of_reach() -> None:
    cases = plan(1, 70, CODE, DAY, BUYER)
    assert {case.kind for case in cases} == {*REGISTERED, *TO_A_PERSON}
    given = {reason for case in cases for reason in case.answer["reasons"]}
    assert given | {"rules_not_installed"} == {code for codes in GATES.values() for code in codes} - OUT_OF_REACH


def test_the_official_rules_accept_every_drawn_invoice_but_the_one_that_breaks_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "home", tmp_path / "home")
    rule_sets.install(str(official_material() / "rules"))
    rules = OfficialRules()
    try:
        for case in plan(1, 70, CODE, DAY, BUYER):
            told = rules.verdict(written(case))
            fatal = [one.rule for one in told.findings if one.flag == "fatal"]
            assert fatal == (["PEPPOL-EN16931-R003"] if case.kind == "rule_broken" else []), (case.kind, told.findings)
    finally:
        rules.close()


def test_the_same_number_gives_the_same_documents_and_no_seller_comes_twice() -> None:
    first, again = (plan(7, 20, CODE, DAY, BUYER) for _ in range(2))
    assert [written(case) for case in first] == [written(case) for case in again]
    taken = {case.seller.org for case in first}
    more = plan(7, 20, CODE, DAY, BUYER, {case.kind for case in first}, taken)
    assert len(taken) == 20
    assert not taken & {case.seller.org for case in more}
    assert {case.kind for case in more if case.answer["outcome"] == "granted"}.isdisjoint(
        case.kind for case in first if case.answer["outcome"] == "granted"
    )


def test_what_is_invented_is_nobodys_and_has_right_check_digits() -> None:
    fits = {"bankgiro": is_bankgiro, "plusgiro": is_plusgiro}
    for case in plan(3, 60, CODE, DAY, BUYER):
        org = case.seller.org
        assert org.startswith("4")
        assert (len(org), org[-1]) == (10, check_digit(org[:-1]))
        assert not is_natural_person(org)
        for scheme, number, ocr in case.seller.giros:
            assert scheme == "iban" or fits[scheme](number)
            if ocr and case.pay_to and case.kind != "no_reference":
                assert is_ocr(case.pay_to[2])


def test_an_invoice_is_called_in_the_key_what_the_platform_calls_its_case() -> None:
    for case in plan(2, 50, CODE, DAY, BUYER):
        assert documents.read(written(case))["reference"] == case.reference


def test_nothing_that_is_to_be_registered_looks_like_an_earlier_voucher() -> None:
    for seed in range(20):
        for case in plan(seed, 40, CODE, DAY, BUYER):
            if case.answer["outcome"] == "granted":
                assert case.whole_ore not in {one["whole_ore"] for one in case.vouchers}, case.kind
