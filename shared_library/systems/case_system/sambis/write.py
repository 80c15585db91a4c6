"""Writing in Sambis: form, confirmation page, saved; and finding again what was written, by its key."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.errors import ApplicationException, DoubleDecision, ReadBackDiffers
from shared_library.systems.case_system.interface import Json, Saved, Verdict
from shared_library.systems.case_system.sambis import words

PARTS = {"norm": "Norm", "costs": "Kostnad", "incomes": "Inkomst"}


class Writer:
    """The writing half of `SambisPages`."""

    @property
    @abstractmethod
    def tab(self) -> Screen: ...

    @abstractmethod
    def open_tab(self, name: str, heading: str = "") -> None: ...

    # -- calculation ------------------------------------------------------------------------------

    def save_calculation(self, wanted: Saved, lines: list[Json]) -> None:
        """``lines``: part (norm, costs, incomes), kind, person, label, amount_ore as typed on the form."""
        self.open_tab("Beräkningar")
        form = self.tab
        form.follow("Ny beräkning", "Ny beräkning")
        choices, texts = {"Beräkningsmånad": wanted.month, "Norm": "Riksnorm"}, {"Extern referens": wanted.key}
        for part, title in PARTS.items():
            for row, line in enumerate((one for one in lines if one["part"] == part), start=1):
                _add_line(choices, texts, f"{title} rad {row}", line)
        form.fill_form(texts, choices)
        self._review(form, "Granska beräkningen", "Kontrollera beräkningen", "Ny beräkning")
        shown = {row["Post"]: row["Belopp"] for row in form.read().table("Summering", "Post", "Belopp")}
        if swedish.ore(shown.get("Resultat", ""), "Summering, Resultat") != wanted.amount_ore:
            raise ReadBackDiffers("Sambis reckons another result than the decision; the calculation was not saved.")
        form.save("Spara beräkningen", "Beräkningen är sparad")

    def find_calculation(self, wanted: Saved) -> Verdict:
        self.open_tab("Beräkningar")
        rows = self.tab.read().table("Sparade beräkningar", "Månad", "Resultat", "Extern referens")
        return _verdict(rows, wanted, amount="Resultat")

    # -- decision ---------------------------------------------------------------------------------

    def save_decision(self, wanted: Saved, motivation: str) -> None:
        """Raises DoubleDecision when Sambis warns that the month is decided already."""
        self.open_tab("Beslut")
        form = self.tab
        form.follow("Nytt beslut", "Nytt beslut")
        amount = swedish.amount(wanted.amount_ore or 0)
        form.fill_form(
            {"Belopp": amount, "Motivering": motivation, "Extern referens": wanted.key},
            {"Beslutsmånad": wanted.month, "Beslut": words.word_for(wanted.outcome, words.OUTCOME)},
        )
        self._review(form, "Granska beslutet", "Kontrollera beslutet", "Nytt beslut")
        warning = "Varning: beslut finns redan"
        if form.save("Fatta beslut", "Beslutet är registrerat", warning) == warning:
            raise DoubleDecision(f"Sambis warns that there already is a decision for {wanted.month}.")

    def find_decision(self, wanted: Saved) -> Verdict:
        self.open_tab("Beslut")
        rows = self.tab.read().table("Registrerade beslut", "Månad", "Beslut", "Belopp", "Extern referens")
        return _verdict(rows, wanted, amount="Belopp", outcome="Beslut")

    # -- journal ----------------------------------------------------------------------------------

    def save_journal_note(self, wanted: Saved, text: str) -> None:
        self.open_tab("Journal")
        form = self.tab
        form.follow("Ny anteckning", "Ny journalanteckning")
        form.fill_form({"Rubrik": _title(wanted), "Anteckning": text, "Extern referens": wanted.key})
        self._refused(
            form,
            form.save("Spara anteckningen", "Anteckningen är sparad", "Ny journalanteckning"),
            "Ny journalanteckning",
        )

    def find_journal_note(self, wanted: Saved) -> Verdict:
        self.open_tab("Journal")
        rows = self.tab.read().table("Journalanteckningar", "Rubrik", "Extern referens")
        ours = [row for row in rows if row["Extern referens"] == wanted.key]
        if any(row["Rubrik"] != _title(wanted) for row in ours) or len(ours) > 1:
            raise ReadBackDiffers("Sambis shows another journal note under our key, or more than one.")
        return "present" if ours else "absent"

    # -- how --------------------------------------------------------------------------------------

    def _review(self, form: Screen, button: str, review: str, again: str) -> None:
        self._refused(form, form.press(button, review, again), again)

    @staticmethod
    def _refused(form: Screen, heading: str, again: str) -> None:
        """The form came back: its own list of errors says why. Those texts are the system's, not the case's."""
        if heading == again:
            errors = "; ".join(form.texts("[role=alert] li"))
            raise ApplicationException("form_refused", f"Sambis refused the form '{again}': {errors or 'no reason'}")


def _add_line(choices: dict[str, str], texts: dict[str, str], row: str, line: Json) -> None:
    if line["part"] == "costs":
        choices[f"{row} slag"] = words.word_for(line["kind"], words.COST)
    if line["part"] == "incomes" and line["kind"]:  # a deduction has neither kind nor person
        choices[f"{row} slag"] = words.word_for(line["kind"], words.INCOME)
        choices[f"{row} person"] = words.role(line["person"])
    texts[f"{row} benämning"] = line["label"]
    texts[f"{row} belopp"] = swedish.amount(line["amount_ore"])


def _title(wanted: Saved) -> str:
    return f"{'Förslag till beslut' if wanted.draft else 'Beslut'} om ekonomiskt bistånd {wanted.month}"


def _verdict(rows: list[dict[str, str]], wanted: Saved, amount: str, outcome: str = "") -> Verdict:
    """Compare what stands under our key with what was decided: month, amount to the öre, outcome."""
    ours = [row for row in rows if row["Extern referens"] == wanted.key]
    if not ours:
        return "absent"
    row = ours[0]
    same = (
        len(ours) == 1
        and swedish.month(row["Månad"], "Månad") == wanted.month
        and swedish.ore(row[amount], amount) == wanted.amount_ore
        and (not outcome or swedish.choice(row[outcome], words.OUTCOME, outcome) == wanted.outcome)
    )
    if not same:
        raise ReadBackDiffers("Sambis shows another month, amount or outcome under our key, or the key twice.")
    return "present"
