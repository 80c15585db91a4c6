"""Writing in Klarven: a form, a question in a dialog, a save that stands in the list a moment later; and finding
again what was written, by its key."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.errors import DoubleDecision, ReadBackDiffers
from shared_library.systems.case_system.interface import Json, Saved, Verdict
from shared_library.systems.case_system.klarven import words
from shared_library.systems.case_system.klarven.screen import KlarvenScreen

PARTS = {"norm": "Norm", "costs": "Utgift", "incomes": "Inkomst"}
RESULT = "Att betala ut"
WARNING = "Månaden har redan ett ställningstagande"


class Writer:
    """The writing half of `KlarvenPages`."""

    @property
    @abstractmethod
    def screen(self) -> KlarvenScreen: ...

    @abstractmethod
    def open_tab(self, name: str) -> None: ...

    # -- calculation --------------------------------------------------------------------------------

    def save_calculation(self, wanted: Saved, lines: list[Json]) -> None:
        """``lines``: part (norm, costs, incomes), kind, person, label, amount_ore; each is a row's own dialog."""
        self.open_tab("Uträkningar")
        form = self.screen
        form.follow("Ny uträkning", "Ny uträkning")
        form.choose("Avser månad", swedish.month_words(wanted.month))
        form.choose("Beräkningsnorm", words.word_for("riksnorm", words.NORM))
        form.fill("Egen nyckel", wanted.key)
        for line in lines:
            _add_row(form, line)
        form.press("Kontrollräkna")
        form.await_sight(f'main[aria-busy="false"] .field .name:text-is("{RESULT}")')
        if swedish.ore(form.read().value(RESULT), f"Ny uträkning, {RESULT}") != wanted.amount_ore:
            raise ReadBackDiffers("Klarven reckons another result than the decision; the calculation was not saved.")
        form.press("Spara uträkning", "Spara uträkningen?")
        form.save("Ja, spara", "Uträkningar")

    def find_calculation(self, wanted: Saved) -> Verdict:
        self.open_tab("Uträkningar")
        rows = self.screen.read().table("Sparade uträkningar", "Månad", "Belopp", "Egen nyckel")
        return _verdict(rows, wanted)

    # -- decision -----------------------------------------------------------------------------------

    def save_decision(self, wanted: Saved, motivation: str) -> None:
        """Raises DoubleDecision when Klarven warns that the month has a decision already."""
        self.open_tab("Ställningstaganden")
        form = self.screen
        form.follow("Nytt ställningstagande", "Nytt ställningstagande")
        form.choose("Avser månad", swedish.month_words(wanted.month))
        form.choose("Utfall", words.word_for(wanted.outcome, words.OUTCOME))
        form.fill("Belopp", swedish.amount(wanted.amount_ore or 0))
        form.fill("Skäl", motivation)
        form.fill("Egen nyckel", wanted.key)
        form.press("Fastställ", "Fastställa?")
        if form.save("Ja, fastställ", "Ställningstaganden", WARNING) == WARNING:
            raise DoubleDecision(f"Klarven warns that there already is a decision for {wanted.month}.")

    def find_decision(self, wanted: Saved) -> Verdict:
        self.open_tab("Ställningstaganden")
        rows = self.screen.read().table("Fastställda", "Månad", "Utfall", "Belopp", "Egen nyckel")
        return _verdict(rows, wanted, outcome="Utfall")

    # -- journal ------------------------------------------------------------------------------------

    def save_journal_note(self, wanted: Saved, text: str) -> None:
        self.open_tab("Dagbok")
        form = self.screen
        form.follow("Skriv i dagboken", "Skriv i dagboken")
        form.fill("Ämne", _topic(wanted))
        form.fill("Text", text)
        form.fill("Egen nyckel", wanted.key)
        form.save("För in", "Dagbok")

    def find_journal_note(self, wanted: Saved) -> Verdict:
        self.open_tab("Dagbok")
        rows = self.screen.read().table("Införda händelser", "Ämne", "Egen nyckel")
        ours = [row for row in rows if row["Egen nyckel"] == wanted.key]
        if any(row["Ämne"] != _topic(wanted) for row in ours) or len(ours) > 1:
            raise ReadBackDiffers("Klarven shows another diary entry under our key, or more than one.")
        return "present" if ours else "absent"


def _add_row(form: KlarvenScreen, line: Json) -> None:
    form.press("Lägg till rad")
    form.choose("Radens del", PARTS[line["part"]])
    if line["kind"]:
        known = words.COST if line["part"] == "costs" else words.INCOME
        form.choose("Radens sort", words.word_for(line["kind"], known))
    if line["person"]:
        form.choose("Radens person", words.role(line["person"]))
    form.fill("Radens text", line["label"])
    form.fill("Radens belopp", swedish.amount(line["amount_ore"]))
    form.press("Lägg till")


def _topic(wanted: Saved) -> str:
    what = "förslag till ställningstagande" if wanted.draft else "ställningstagande"
    return f"Ekonomiskt bistånd {swedish.month_words(wanted.month)}, {what}"


def _verdict(rows: list[dict[str, str]], wanted: Saved, outcome: str = "") -> Verdict:
    """Compare what stands under our key with what was decided: month, amount to the öre, outcome."""
    ours = [row for row in rows if row["Egen nyckel"] == wanted.key]
    if not ours:
        return "absent"
    row = ours[0]
    same = (
        len(ours) == 1
        and swedish.month(row["Månad"], "Månad") == wanted.month
        and swedish.ore(row["Belopp"], "Belopp") == wanted.amount_ore
        and (not outcome or swedish.choice(row[outcome], words.OUTCOME, outcome) == wanted.outcome)
    )
    if not same:
        raise ReadBackDiffers("Klarven shows another month, amount or outcome under our key, or the key twice.")
    return "present"
