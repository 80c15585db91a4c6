"""Writing in Myllra: right, offer and answer, each by way of its own review; and finding them again, by their keys."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.errors import ApplicationException, BusinessException, ReadBackDiffers
from shared_library.systems.child_care.interface import Answer, Offer, Right, Verdict
from shared_library.systems.child_care.myllra import words
from shared_library.systems.child_care.myllra.read import OFFERS, RIGHTS

KEY = "Egen nyckel"
GONE = "är inte ledig längre"


class Writer:
    """The writing half of `MyllraPages`."""

    @property
    @abstractmethod
    def reference(self) -> str: ...

    @abstractmethod
    def application(self, *, anew: bool = True) -> Screen: ...

    @abstractmethod
    def leave_page(self) -> Screen: ...

    def register_right(self, wanted: Right) -> None:
        typed = {
            "Timmar i veckan": str(wanted.hours_week), "Garantidag": wanted.guarantee_on or "",
            "Avgift per månad": words.typed_kronor(wanted.fee_ore), KEY: wanted.key,
        }  # fmt: skip
        form = self._form("Registrera rätt")
        form.fill_form(typed)
        self._review(form, "Granska rätten", "Stämmer rätten?", "Registrera rätt", wanted.key)
        form.save("Spara rätten", f"Ansökan {self.reference}")

    def find_right(self, wanted: Right) -> Verdict:
        ours = self._ours(RIGHTS, wanted.key, "Timmar", "Garantidag", "Avgift")
        if not ours:
            return "absent"
        row = ours[0]
        there = (
            words.whole(row["Timmar"], f"{RIGHTS}, Timmar"),
            words.day_or_none(row["Garantidag"], f"{RIGHTS}, Garantidag"),
            swedish.ore(row["Avgift"], f"{RIGHTS}, Avgift"),
        )
        self._same(there == (wanted.hours_week, wanted.guarantee_on, wanted.fee_ore) and len(ours) == 1, "right")
        return "present"

    def make_offer(self, wanted: Offer) -> None:
        form, again = self._form("Erbjud plats"), "Erbjud plats"
        option = f"{wanted.unit}: {wanted.place}"
        if option not in form.texts("select option"):
            raise BusinessException("place_gone", f"Myllra no longer offers the place {wanted.place} at {wanted.unit}.")
        form.fill_form(
            {"Startdag": wanted.start_on, "Svar senast": wanted.answer_by, KEY: wanted.key}, {"Plats": option}
        )
        self._review(form, "Granska erbjudandet", "Stämmer erbjudandet?", again, wanted.key)
        refused = "Erbjudandet sparades inte"
        if form.save("Skicka erbjudandet", f"Ansökan {self.reference}", refused) == refused:
            reason = " ".join(form.texts("p.stopp")) or refused
            raise BusinessException("place_gone" if GONE in reason else "offer_refused", reason)

    def find_offer(self, wanted: Offer) -> Verdict:
        ours = self._ours(OFFERS, wanted.key, "Förskola", "Plats", "Start", "Svar senast")
        if not ours:
            return "absent"
        row = ours[0]
        there = (row["Förskola"], row["Plats"], row["Start"], row["Svar senast"])
        wished = (wanted.unit, wanted.place, wanted.start_on, wanted.answer_by)
        self._same(there == wished and len(ours) == 1, "offer")
        return "present"

    def register_answer(self, wanted: Answer) -> None:
        self._is_ours(wanted)
        form = self._form("Registrera svar")
        form.fill_form({"Svarat den": wanted.answered_on or "", KEY: wanted.key}, {"Svar": words.ANSWER[wanted.answer]})
        self._review(form, "Granska svaret", "Stämmer svaret?", "Registrera svar", wanted.key)
        refused = "Svaret sparades inte"
        if form.save("Spara svaret", f"Ansökan {self.reference}", refused) == refused:
            raise BusinessException("answer_refused", " ".join(form.texts("p.stopp")) or refused)

    def find_answer(self, wanted: Answer) -> Verdict:
        ours = self._ours(OFFERS, wanted.key, "Läge", "Svarsnyckel", "Svarat", "Plats", by="Svarsnyckel")
        if not ours:
            return "absent"
        row = ours[0]
        there = (
            swedish.choice(row["Läge"], words.STATE, f"{OFFERS}, Läge"),
            words.day_or_none(row["Svarat"], f"{OFFERS}, Svarat"), row["Plats"],
        )  # fmt: skip
        self._same(there == (wanted.answer, wanted.answered_on, wanted.place) and len(ours) == 1, "answer")
        return "present"

    def _is_ours(self, wanted: Answer) -> None:
        """An officer may have offered another place meanwhile: the guardian has not answered that one."""
        rows = self.application().read().table(OFFERS, "Plats", "Läge")
        waiting = [row["Plats"] for row in rows if row["Läge"] == words.SENT]
        if waiting and waiting != [wanted.place]:
            raise BusinessException(
                "answer_refused", f"Another place than {wanted.place} is offered in Myllra now: ask the guardian anew."
            )

    def _form(self, link: str) -> Screen:
        self.application(anew=False)
        form = self.leave_page()
        form.follow(link, link)
        return form

    @staticmethod
    def _review(form: Screen, button: str, heading: str, again: str, key: str) -> None:
        """What was typed is looked at once more. The form that comes back says why in its own words."""
        if form.press(button, heading, again) == again:
            reason = "; ".join(form.texts("p.fel"))
            raise ApplicationException("form_refused", f"Myllra refused the form '{again}': {reason or 'no reason'}")
        if form.read().value(KEY) != key:
            raise ReadBackDiffers("Myllra reviews another key than the decision's; nothing was saved.")

    def _ours(self, caption: str, key: str, *columns: str, by: str = "Nyckel") -> list[Mapping[str, str]]:
        rows = self.application().read().table(caption, "Nyckel", *columns)
        return [row for row in rows if row[by] == key]

    @staticmethod
    def _same(same: bool, what: str) -> None:
        if not same:
            raise ReadBackDiffers(f"Myllra shows another {what} under our key, or the key twice.")
