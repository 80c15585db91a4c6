"""Every fact that the rules need can be read on a page."""

import pytest
from fastapi.testclient import TestClient

from infra.testbed.app import Stores, create_app
from infra.testbed.generator.case import REGISTER
from infra.testbed.generator.people import birth_on
from infra.testbed.sambis import words
from tests.infra.testbed.conftest import Filled, fill


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    data = tmp_path_factory.mktemp("testbed")
    stores = Stores.open(data)
    client = TestClient(create_app(stores), follow_redirects=False)
    filled = fill(client, stores, data, 90)
    client.post("/sambis/logga-in", data={"anvandarnamn": "robot-1287", "losenord": "robot-demo-2026"})
    client.post("/ssbtek/inloggning", data={"anvandar_id": "robot-1287", "losenord": "robot-demo-2026"})
    return filled


def _tab(filled: Filled, reference: str, tab: str) -> str:
    answer = filled.client.get(f"/sambis/arende/{reference}/{tab}")
    assert answer.status_code == 200
    return answer.text


def test_the_household_with_its_persons_and_last_months_calculation_stand_on_the_pages(every_kind: Filled) -> None:
    for reference, case in every_kind.cases.items():
        household = _tab(every_kind, reference, "hushall")
        for person in case.people:
            assert words.number(person["number"]) in household
            assert birth_on(person["number"]) in household
        assert ("<dt>Personer i bostadsgemenskap</dt><dd>–</dd>" in household) == (case.shared_dwelling is None)
        for child in case.household()["children"] if case.known else []:
            days, lunch = str(child["days"]), words.yes(child["lunch_away"])
            row = f'<td class="tal">{days}</td><td>{lunch}</td><td>{words.SCHOOL[child["school"]]}</td>'
            assert row in household
        calculations = _tab(every_kind, reference, "berakningar")
        assert (f"<td>{case.control_month}</td>" in calculations) == (case.known and not case.uncalculated)


def test_the_application_shows_every_cost_income_and_change_that_was_stated(every_kind: Filled) -> None:
    for reference, case in every_kind.cases.items():
        page = _tab(every_kind, reference, "ansokan")
        for cost in case.costs:
            if cost.now is not None:
                assert f'{words.COST[cost.kind]}</td><td class="tal">{words.amount(cost.now * 100)}' in page
        for income in case.incomes:
            if income.now is not None:
                row = f'{words.INCOME[income.kind]}</td><td>{words.role(income.person)}</td><td class="tal">'
                told = income.now if income.told is None else income.told
                month = case.comparison_month if income.late else case.control_month
                paid_on = f"{month}-{REGISTER[income.kind][3]}"
                assert (f"{row}{words.amount(told * 100)}</td><td>{paid_on}" in page) == income.stated
        for name, label in words.CHANGED.items():
            assert f"<td>{label}</td><td>{'Ja' if name in case.changed else 'Nej'}</td>" in page
        assert (case.other_text in page) or not case.other_text


def test_what_must_stop_the_robot_is_told_on_the_page(every_kind: Filled) -> None:
    def overview(kind: str) -> str:
        return _tab(every_kind, every_kind.reference(kind), "oversikt")

    assert "<dt>Skyddad identitet</dt><dd>Ja</dd>" in overview("protected_identity")
    assert "<dt>Skyddad identitet</dt><dd>Nej</dd>" in overview("single")
    assert "Kontrollera folkbokföring" in overview("open_warning")
    assert "<dt>Beslut finns för månaden</dt><dd>Ja</dd>" in overview("already_decided")
    assert "<dt>Ärendetyp</dt><dd>Nyansökan</dd>" in overview("new_application")
    assert "<dt>Ärendetyp</dt><dd>Komplettering</dd>" in overview("already_decided")
    assert "<dt>Ärendetyp</dt><dd>Återansökan</dd>" in overview("single")
    activity = _tab(every_kind, every_kind.reference("plan_not_met"), "aktivitet")
    assert ("Plan följs ej" in activity) != ("<td>Undantagen</td><td></td>" in activity)
    missing = _tab(every_kind, every_kind.reference("certificate_missing"), "aktivitet")
    assert ("Saknas" in missing) != ("<td>2026-12-10</td>" in missing)
    youth = every_kind.cases[every_kind.reference("couple_youth_earns")].child_earning[0]
    earned = _tab(every_kind, every_kind.reference("couple_youth_earns"), "aktivitet")
    before, own = (words.amount(youth[name]) for name in ("earned_before_ore", "own_work_ore"))
    assert f'{before}</td><td class="tal">{own}</td>' in earned
    incentive = every_kind.cases[every_kind.reference("single_salary_incentive")].incentive[0]
    page = _tab(every_kind, every_kind.reference("single_salary_incentive"), "aktivitet")
    assert f"<td>{incentive['from_month']}</td><td>{incentive['until_month']}</td>" in page


def test_the_protected_are_not_named_in_the_worklist(every_kind: Filled) -> None:
    reference = every_kind.reference("protected_identity")
    person = next(p for p in every_kind.cases[reference].people if p["protected"])
    for page in ("", "/hushall", "/oversikt"):
        text = every_kind.client.get(f"/sambis/arende/{reference}{page}").text
        assert f"{person['first_name']} {person['last_name']}" not in text


def test_the_registers_answer_for_seven_agencies_with_data_or_error(every_kind: Filled) -> None:
    case = every_kind.cases[every_kind.reference("agency_error")]
    role, errors = next(iter(case.register_errors.items()))
    number = next(person["number"] for person in case.people if person["role"] == role)
    question = {"organisation": "162120001199", "handler": "robot-1287", "case_reference": "EB-2026-12-0001",
                "number": number, "month": "2026-12", "purpose": "Utredning",
                "legal_text": "SoL 12 kap. 1 §"}  # fmt: skip
    asked = every_kind.client.post("/ssbtek/fraga", data=question)
    page = every_kind.client.get(asked.headers["location"]).text
    assert page.count("<section") == 7
    assert page.count("<td>Fel</td>") == 1
    assert errors[0]["code"] in page
    refused = every_kind.client.post("/ssbtek/fraga", data={**question, "legal_text": ""})
    assert refused.status_code == 422
    assert "Lagtext: ange" in refused.text
