"""The same case in bare Playwright: the same pages, forms and waits in Sambis and SSBTEK; no platform, no rules, no
pictures, no reading of tables. What a skilled person would write for one case system in an afternoon."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Frame, Page, sync_playwright

from infra.testbed.sambis import words
from shared_library.browser.session import FLAGS
from shared_library.environment import chromium

MONTH, BEFORE = "2026-12", "2026-11"
PARTS = {"norm": "Norm", "costs": "Kostnad", "incomes": "Inkomst"}


@dataclass
class Todo:
    """What the robot found and wrote in a case, taken from the case system's database."""

    reference: str
    numbers: list[str]
    earlier: str
    lines: list[dict[str, str]]
    amount: str
    motivation: str
    title: str
    note: str


def todo(data: Path, reference: str) -> Todo:
    """What the bare script is to type, as the robot has just typed it."""
    with sqlite3.connect(data / "sambis.db", timeout=10) as db:
        db.row_factory = sqlite3.Row
        dossier = db.execute("SELECT dossier_id FROM application WHERE reference = ?", (reference,)).fetchone()[0]
        adults = (
            "SELECT number FROM member WHERE dossier_id = ? AND role IN ('applicant', 'co_applicant') ORDER BY role"
        )
        earlier = "SELECT max(id) FROM calculation WHERE dossier_id = ? AND month = ?"
        rows = """SELECT part, kind, role, label, amount_ore FROM calculation_line JOIN calculation ON
                  calculation.id = calculation_id WHERE reference = ? AND month = ? ORDER BY calculation_line.id"""
        decision = "SELECT amount_ore, motivation FROM decision WHERE reference = ? AND month = ?"
        amount, motivation = db.execute(decision, (reference, MONTH)).fetchone()
        title, note = db.execute("SELECT title, text FROM journal_note WHERE reference = ?", (reference,)).fetchone()
        return Todo(
            reference,
            [row["number"] for row in db.execute(adults, (dossier,))],
            str(db.execute(earlier, (dossier, BEFORE)).fetchone()[0]),
            [{**dict(row), "amount": typed(row["amount_ore"])} for row in db.execute(rows, (reference, MONTH))],
            typed(amount),
            motivation,
            title,
            note,
        )


def typed(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02d}"


class Bare:
    """As a context manager; logged in to both systems, warm."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url, self.username, self.password = url, username, password

    def __enter__(self) -> Bare:
        self._playwright = sync_playwright().start()
        browser = self._playwright.chromium.launch(executable_path=chromium(), args=FLAGS, chromium_sandbox=False)
        context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
        self.sambis, self.ssbtek = context.new_page(), context.new_page()
        self.sambis.goto(f"{self.url}/sambis/logga-in")
        self._log_in(self.sambis, "Användarnamn", "Logga in")
        self.ssbtek.goto(f"{self.url}/ssbtek/inloggning")
        self._log_in(self.ssbtek, "Användar-id", "Fortsätt")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._playwright.stop()

    def _log_in(self, page: Page, label: str, button: str) -> None:
        page.get_by_label(label).fill(self.username)
        page.get_by_label("Lösenord").fill(self.password)
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()

    def do(self, case: Todo) -> None:
        page = self.sambis
        page.get_by_label("Sök referens").fill(case.reference)
        page.get_by_role("button", name="Sök").click()
        page.get_by_role("heading", name=f"Ärende {case.reference}").wait_for()
        tab = page.locator("iframe").element_handle().content_frame()
        assert tab is not None
        heading(tab, "Översikt")
        for name in ("Hushåll", "Aktivitet och intyg", "Beräkningar"):
            self._tab(tab, name)
        follow(tab, case.earlier, f"Beräkning {case.earlier}")
        self._tab(tab, "Beslut")
        self._tab(tab, "Ansökan", f"Ansökan {MONTH}")
        for number in case.numbers:
            self._ask(case.reference, number)
        self._calculation(tab, case)
        self._decision(tab, case)
        self._note(tab, case)
        page.get_by_role("button", name="Stäng ärendet").click()
        page.get_by_role("heading", name="Arbetslista ekonomiskt bistånd").wait_for()

    def _tab(self, tab: Frame, name: str, head: str = "") -> None:
        self.sambis.get_by_role("link", name=name, exact=True).click()
        heading(tab, head or name)

    def _ask(self, reference: str, number: str) -> None:
        page = self.ssbtek
        page.get_by_role("link", name="Ny fråga").first.click()
        page.get_by_role("heading", name="Ny fråga").wait_for()
        page.get_by_label("Organisationsnummer").fill("162120001199")
        page.get_by_label("Ärende-id").fill(reference)
        page.get_by_label("Personnummer").fill(number)
        page.get_by_label("Ansökningsmånad").fill(MONTH)
        page.get_by_label("Syfte").fill("Handläggning av ekonomiskt bistånd")
        page.get_by_label("Lagtext").fill("Socialtjänstlagen (2025:400) 15 kap.")
        page.get_by_role("button", name="Hämta uppgifter").click()
        page.get_by_role("heading", name="Svar på fråga").wait_for()

    def _calculation(self, tab: Frame, case: Todo) -> None:
        self._tab(tab, "Beräkningar")
        follow(tab, "Ny beräkning", "Ny beräkning")
        tab.get_by_label("Beräkningsmånad").select_option(label=MONTH)
        tab.get_by_label("Norm", exact=True).select_option(label="Riksnorm")
        tab.get_by_label("Extern referens").fill(f"bare:{case.reference}")
        rows = dict.fromkeys(PARTS, 0)
        for line in case.lines:
            rows[line["part"]] += 1
            self._line(tab, f"{PARTS[line['part']]} rad {rows[line['part']]}", line)
        press(tab, "Granska beräkningen", "Kontrollera beräkningen")
        press(tab, "Spara beräkningen", "Beräkningen är sparad")
        self._tab(tab, "Beräkningar")

    def _line(self, tab: Frame, row: str, line: dict[str, str]) -> None:
        if line["kind"]:
            known = words.COST if line["part"] == "costs" else words.INCOME
            tab.get_by_label(f"{row} slag", exact=True).select_option(label=known[line["kind"]])
        if line["role"]:
            tab.get_by_label(f"{row} person", exact=True).select_option(value=line["role"])
        tab.get_by_label(f"{row} benämning", exact=True).fill(line["label"])
        tab.get_by_label(f"{row} belopp", exact=True).fill(line["amount"])

    def _decision(self, tab: Frame, case: Todo) -> None:
        self._tab(tab, "Beslut")
        follow(tab, "Nytt beslut", "Nytt beslut")
        tab.get_by_label("Beslutsmånad").select_option(label=MONTH)
        tab.get_by_label("Beslut", exact=True).select_option(label="Bifall")
        tab.get_by_label("Belopp").fill(case.amount)
        tab.get_by_label("Motivering").fill(case.motivation)
        tab.get_by_label("Extern referens").fill(f"bare:{case.reference}")
        press(tab, "Granska beslutet", "Kontrollera beslutet")
        press(tab, "Fatta beslut", "Beslutet är registrerat")
        self._tab(tab, "Beslut")

    def _note(self, tab: Frame, case: Todo) -> None:
        self._tab(tab, "Journal")
        follow(tab, "Ny anteckning", "Ny journalanteckning")
        tab.get_by_label("Rubrik").fill(case.title)
        tab.get_by_label("Anteckning").fill(case.note)
        tab.get_by_label("Extern referens").fill(f"bare:{case.reference}")
        press(tab, "Spara anteckningen", "Anteckningen är sparad")
        self._tab(tab, "Journal")


def heading(tab: Frame, name: str) -> None:
    tab.get_by_role("heading", name=name, exact=True).wait_for()


def follow(tab: Frame, link: str, head: str) -> None:
    tab.get_by_role("link", name=link, exact=True).first.click()
    heading(tab, head)


def press(tab: Frame, button: str, head: str) -> None:
    tab.get_by_role("button", name=button, exact=True).click()
    heading(tab, head)
