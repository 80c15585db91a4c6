"""What the agencies' rows mean: by the income table, and nothing is left out in silence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from processes.economic_assistance import words
from processes.economic_assistance.facts import Facts, RegisterAnswer, RegisterRow
from processes.kit.money import Money
from processes.kit.months import Month
from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet

AGENCIES = ("af", "csn", "fk", "skv", "so", "tns", "miv")
_TABLE = "income_table"
_COLUMNS = ("agency", "benefit", "part", "amount_type")


@dataclass(frozen=True)
class Payment:
    """A row that is income: of `kind`, to `person`."""

    kind: str
    person: str
    amount: Money
    paid_on: date
    agency: str
    benefit: str
    part: str
    final: bool
    fill: bool


@dataclass(frozen=True)
class Read:
    """What the registers told. `silent`: the agencies that gave no data, by person."""

    payments: tuple[Payment, ...]
    silent: frozenset[tuple[str, str]]
    kinds_of: dict[str, frozenset[str]]

    def may_hide(self, kind: str, person: str) -> bool:
        """Whether an income of this kind may be missing only because its agency gave no data."""
        return any(who == person and kind in self.kinds_of.get(agency, ()) for agency, who in self.silent)


def read(facts: Facts, sheet: Worksheet) -> Read:
    """Every row placed; what the table does not list, and every silence, is a reason."""
    table: list[dict[str, Any]] = sheet.value(_TABLE)
    payments: list[Payment] = []
    used: list[dict[str, Any]] = []
    for answer in facts.registers.answers:
        for row in answer.rows:
            entry = _entry(table, answer.agency, row)
            payment = _payment(entry, answer.agency, answer.person, row)
            if entry is None or (payment is None and row.net_ore):
                _unknown(answer.agency, answer.person, row, sheet)
            if entry is not None and entry not in used:
                used.append(entry)
            if payment is not None and payment.amount.ore:
                payments.append(payment)
    sheet.record(_TABLE, sorted(used, key=lambda entry: [entry[column] for column in _COLUMNS]))
    kinds = {
        agency: frozenset(e["kind"] for e in table if e["agency"] == agency and "kind" in e) for agency in AGENCIES
    }
    return Read(_without_superseded(payments), _silent(facts, sheet), kinds)


def _entry(table: list[dict[str, Any]], agency: str, row: RegisterRow) -> dict[str, Any] | None:
    seen = (agency, row.benefit, row.part, row.amount_type)
    for entry in table:
        if all(entry[column] in (words_seen, "*") for column, words_seen in zip(_COLUMNS, seen, strict=True)):
            return entry
    return None


def _payment(entry: dict[str, Any] | None, agency: str, person: str, row: RegisterRow) -> Payment | None:
    """None for a row that is no income: not listed, ignored, negative (a recovery), or without a day."""
    if entry is None or entry["action"] != "include" or row.net_ore < 0 or row.paid_on is None:
        return None
    return Payment(
        entry["kind"],
        person,
        Money(row.net_ore),
        row.paid_on,
        agency,
        row.benefit,
        row.part,
        entry["final"],
        entry["fill"],
    )


def _unknown(agency: str, person: str, row: RegisterRow, sheet: Worksheet) -> None:
    shown = ", ".join(part for part in (row.benefit, row.part, row.amount_type) if part)
    sheet.reason(
        "income_unknown", "row", agency=words.agency(sheet, agency), person=words.person(sheet, person),
        row=plain(shown), amount=Money(row.net_ore).text,
        paid_on=date_text(row.paid_on) if row.paid_on else sheet.text("unknown"),
    )  # fmt: skip


def _without_superseded(payments: list[Payment]) -> tuple[Payment, ...]:
    """A preliminary amount gives way to the final payment of the same benefit on the same day."""
    paid = {(p.person, p.benefit, p.part, p.paid_on) for p in payments if p.final}
    return tuple(p for p in payments if p.final or (p.person, p.benefit, p.part, p.paid_on) not in paid)


def _silent(facts: Facts, sheet: Worksheet) -> frozenset[tuple[str, str]]:
    """An error is not "no income": it is a reason, and so is an agency that was never asked."""
    answers: dict[tuple[str, str], RegisterAnswer] = {(a.agency, a.person): a for a in facts.registers.answers}
    silent = set()
    for adult in facts.household.adults:
        for agency in AGENCIES:
            answer = answers.get((agency, adult.person))
            if answer is not None and answer.status == "data":
                continue
            silent.add((agency, adult.person))
            told = {"agency": words.agency(sheet, agency), "person": words.person(sheet, adult.person)}
            if answer is None:
                sheet.reason("agency_missing", **told)
            else:
                fault = " ".join(part for part in (answer.error_code, answer.error_text) if part)
                sheet.reason("agency_error", fault=plain(fault or "–"), **told)
    return frozenset(silent)


def seasonal(facts: Facts, month: Month, sheet: Worksheet) -> None:
    """October: study aid in June and none in September means that an income may be about to begin again."""
    rule = sheet.gate_value("seasonal_rule")
    if rule is None or month.month != rule["application_month"]:
        return
    paid = {
        row.paid_on.month
        for answer in facts.registers.answers if answer.agency == rule["agency"]
        for row in answer.rows
        if row.benefit == rule["benefit"] and row.net_ore and row.paid_on and row.paid_on.year == month.year
    }  # fmt: skip
    if rule["paid_in"] in paid and rule["not_paid_in"] not in paid:
        sheet.reason("income_seasonal", benefit=plain(rule["benefit"]))
