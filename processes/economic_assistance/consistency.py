"""Facts that fit their form and yet contradict each other: found before anything is reckoned."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from processes.kit.errors import problem
from processes.kit.months import Month

if TYPE_CHECKING:
    from processes.economic_assistance.facts import Facts

Problems = Iterator[dict[str, str]]


def problems(facts: "Facts") -> list[dict[str, str]]:
    """Every contradiction."""
    checks = (_household, _births, _persons, _registers, _periods)
    return [found for check in checks for found in check(facts)]


def _household(facts: "Facts") -> Problems:
    adults = [adult.person for adult in facts.household.adults]
    expected = ["applicant", "co_applicant"] if facts.household.civil_status == "couple" else ["applicant"]
    if adults != expected:
        yield problem(
            "household.adults", f"civil_status {facts.household.civil_status} means adults {', '.join(expected)}.",
            f"civil_status {facts.household.civil_status} betyder dessa vuxna: {', '.join(expected)}.",
        )  # fmt: skip
    yield from _once("household.children", [child.person for child in facts.household.children])


def _births(facts: "Facts") -> Problems:
    members = [("adults", number, adult.birth_on) for number, adult in enumerate(facts.household.adults)]
    members += [("children", number, child.birth_on) for number, child in enumerate(facts.household.children)]
    for group, number, birth_on in members:
        if birth_on > facts.case.received_on or birth_on.year < 1900:
            yield problem(
                f"household.{group}.{number}.birth_on",
                "Write a birth date from 1900 to the day the application came in.",
                "Skriv ett födelsedatum från 1900 till den dag ansökan kom in.",
            )  # fmt: skip


def _persons(facts: "Facts") -> Problems:
    adults = {adult.person for adult in facts.household.adults}
    children = {child.person for child in facts.household.children}
    lists: list[tuple[str, Iterable[Any], set[Any]]] = [
        ("activity", facts.activity, adults),
        ("medical_certificate", facts.medical_certificate, adults),
        ("work_incentive", facts.work_incentive, adults),
        ("child_earnings", facts.child_earnings, children),
        ("application.incomes", facts.application.incomes, adults | children),
        ("registers.answers", facts.registers.answers, adults),
    ]
    for at, entries, known in lists:
        for number, entry in enumerate(entries):
            if entry.person not in known:
                yield problem(
                    f"{at}.{number}.person", f"{entry.person} is not in the household: choose a person who is.",
                    f"{entry.person} finns inte i hushållet: välj en person som gör det.",
                )  # fmt: skip
    for at, entries, _ in lists[:4]:
        yield from _once(at, [entry.person for entry in entries])


def _registers(facts: "Facts") -> Problems:
    month = Month.of(facts.case.application_month)
    for name, expected in (("control_month", month - 1), ("comparison_month", month - 2)):
        if getattr(facts.registers, name) != str(expected):
            yield problem(
                f"registers.{name}", f"Ask the registers for {expected}: the application is for {month}.",
                f"Fråga registren om {expected}: ansökan gäller {month}.",
            )  # fmt: skip
    yield from _once("registers.answers", [f"{answer.agency} {answer.person}" for answer in facts.registers.answers])
    for number, answer in enumerate(facts.registers.answers):
        if (answer.status == "error" and answer.rows) or (answer.status == "data" and answer.error_code):
            yield problem(
                f"registers.answers.{number}", "An answer is either data or an error: it cannot be both.",
                "Ett svar är antingen uppgifter eller ett fel: det kan inte vara båda.",
            )  # fmt: skip
        for row_number, row in enumerate(answer.rows):
            if row.net_ore and row.paid_on is None:
                yield problem(
                    f"registers.answers.{number}.rows.{row_number}.paid_on",
                    "Give the day on which the amount was paid.",
                    "Ange dagen då beloppet betalades ut.",
                )  # fmt: skip


def _periods(facts: "Facts") -> Problems:
    year = (Month.of(facts.case.application_month) - 1).year
    for number, earned in enumerate(facts.child_earnings):
        if earned.year != year:
            yield problem(
                f"child_earnings.{number}.year",
                f"Write {year}: own work is counted in the control month's calendar year.",
                f"Skriv {year}: eget arbete räknas under kontrollmånadens kalenderår.",
            )  # fmt: skip
    for number, period in enumerate(facts.work_incentive):
        if period.from_month > period.until_month:
            yield problem(
                f"work_incentive.{number}.until_month", "Write a month that is not before from_month.",
                "Skriv en månad som inte ligger före from_month.",
            )  # fmt: skip
    for number, norm in enumerate(facts.previous.norms if facts.previous else []):
        if norm.from_on > norm.to_on:
            yield problem(
                f"previous.norms.{number}.to_on", "Write a day that is not before from_on.",
                "Skriv en dag som inte ligger före from_on.",
            )  # fmt: skip


def _once(at: str, names: list[str]) -> Problems:
    for name, count in Counter(names).items():
        if count > 1:
            yield problem(
                at, f"{name} stands here {count} times: keep one.", f"{name} står här {count} gånger: behåll en."
            )
