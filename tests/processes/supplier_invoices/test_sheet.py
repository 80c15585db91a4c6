"""An invoice as a person reads it: everything in both languages, every finding at its place and none lost."""

from typing import Any

import pytest

from processes.kit import host
from processes.kit.cases import load_cases
from processes.supplier_invoices import invoices
from processes.supplier_invoices.gates import GATES
from processes.supplier_invoices.places import OF_REASON, place_of
from tests.processes.supplier_invoices.conftest import Assess

Json = dict[str, Any]
_SPACE = "urn:oasis:names:specification:ubl:schema:xsd"


def sheet(facts: Json, reasons: list[Json] | None = None) -> Json:
    payload = {name: facts[name] for name in ("document", "official", "invoice")}
    answer = host.answer({"op": "sheet", "process": "supplier_invoices", "payload": payload, "reasons": reasons or []})
    assert answer["ok"], answer
    found: Json = answer["sheet"]
    return found


def found(told: Json) -> dict[str, list[str]]:
    """Place → the findings that stand there, in English."""
    places: dict[str, list[str]] = {}
    for block in told["blocks"]:
        places[block["name"]] = [one["text"]["en"] for one in block["findings"]]
        for row in block.get("rows", []):
            line = [one["text"]["en"] for one in row["findings"]]
            places.setdefault(f"line {row['cells'][0]['en']}", []).extend(line)
    return {place: texts for place, texts in places.items() if texts}


def test_a_person_reads_who_what_and_how_much_in_both_languages() -> None:
    told = sheet(invoices.facts({"lines": [["10", "1234.50", "25"]]}))
    assert told["title"] == {"sv": "Faktura F-1001", "en": "Invoice F-1001"}
    texts = [value for block in told["blocks"] for _label, value in block.get("facts", [])]
    assert {"sv": "15 431,25 kr".replace(" ", "\N{NO-BREAK SPACE}"), "en": "SEK\N{NO-BREAK SPACE}15,431.25"} in texts
    assert {"sv": "5560360793", "en": "5560360793"} in texts


def test_an_official_finding_stands_where_the_rules_say() -> None:
    at = f"/Q{{{_SPACE}:Invoice-2}}Invoice[1]/Q{{{_SPACE}:CommonAggregateComponents-2}}"
    findings = [
        {"rule_set": "P", "rule": "SE-R-013", "flag": "fatal", "text": "Digit",
         "location": f"{at}AccountingSupplierParty[1]"},
        {"rule_set": "P", "rule": "R120", "flag": "warning", "text": "Sum", "location": f"{at}InvoiceLine[2]/x"},
        {"rule_set": "P", "rule": "R003", "flag": "fatal", "text": "Reference", "location": at.rsplit("/", 1)[0]},
    ]  # fmt: skip
    told = sheet(
        invoices.facts(
            {"lines": [["1", "10.00", "25"], ["2", "20.00", "25"]], "change": {"official.findings": findings}}
        )
    )
    assert found(told) == {
        "supplier": ["SE-R-013: Digit"], "line 2": ["R120: Sum"], "head": ["R003: Reference"],
    }  # fmt: skip


@pytest.mark.parametrize("location", ["/*:Invoice[namespace-uri()='x'][1]/*:InvoiceLine[namespace-uri()='y'][2]/a"])
def test_a_line_is_found_however_the_location_is_written(location: str) -> None:
    assert place_of(location, ["10", "20"]) == "line 20"
    assert place_of(location, ["10"]) == "head", "a line that is not there is no place"


def test_every_reason_has_a_place() -> None:
    codes = {code for one in GATES.values() for code in one} - {"official_rule_broken"}
    assert set(OF_REASON) == codes


@pytest.mark.parametrize("case", [one for one in load_cases("supplier_invoices") if one.hand_over],
                         ids=lambda case: case.sentence)  # fmt: skip
def test_no_reason_is_lost_on_the_way_to_the_page(case: Any, assess: Assess) -> None:
    facts = invoices.facts(case.told)
    reasons = assess(facts=facts, config=case.config)["reasons"]
    official = [one for one in reasons if one["code"] == "official_rule_broken"]
    told = found(sheet(facts, reasons))
    assert sum(map(len, told.values())) == len(reasons) - len(official) + len(facts["official"]["findings"])
