"""Writing in Tidvis: the registration by way of its confirmation; and finding it again, by its key."""

from __future__ import annotations

from abc import abstractmethod

from shared_library import swedish
from shared_library.browser import Screen
from shared_library.errors import ApplicationException, ReadBackDiffers
from shared_library.systems.hr.interface import Verdict, Wanted
from shared_library.systems.hr.tidvis import words
from shared_library.systems.hr.tidvis.read import ASKED, REGISTRATIONS

CONFIRM = "Bekräfta registreringen"


class Writer:
    """The writing half of `TidvisPages`."""

    @property
    @abstractmethod
    def reference(self) -> str: ...

    @abstractmethod
    def open_page(self, name: str, heading: str, *, anew: bool = True) -> Screen: ...

    @abstractmethod
    def leave_pages(self) -> Screen: ...

    def register(self, wanted: Wanted) -> None:
        """The days and the key are looked at once more on the confirmation before it is ticked."""
        self.open_page(ASKED, f"Ansökan {self.reference}", anew=False)
        form = self.leave_pages()
        again = f"Registrera {self.reference}"
        form.follow("Registrera ledigheten", again)
        form.fill_form({"Antal dagar": words.typed_days(wanted.days), "Ärendenyckel": wanted.key})
        self._refused(form, form.press("Till bekräftelse", CONFIRM, again), again)
        shown = form.read()
        days = words.days(shown.value("Dagar att registrera"), f"{CONFIRM}, Dagar att registrera")
        if days != wanted.days or shown.value("Ärendenyckel") != wanted.key:
            raise ReadBackDiffers(
                "Tidvis confirms other days or another key than the decision; nothing was registered."
            )
        form.tick("Uppgifterna är kontrollerade")
        self._refused(form, form.save("Registrera", "Ledigheten är registrerad", again), again)

    def find_registration(self, wanted: Wanted) -> Verdict:
        page = self.open_page(ASKED, f"Ansökan {self.reference}").read()
        rows = page.table(REGISTRATIONS, "Registrerade dagar", "Ärendenyckel", "Giltighet")
        ours = [row for row in rows if row["Ärendenyckel"] == wanted.key]
        if not ours:
            return "absent"
        days = words.days(ours[0]["Registrerade dagar"], f"{REGISTRATIONS}, Registrerade dagar")
        in_force = swedish.choice(ours[0]["Giltighet"], words.IN_FORCE, f"{REGISTRATIONS}, Giltighet")
        if len(ours) > 1 or days != wanted.days or not in_force:
            raise ReadBackDiffers("Tidvis shows other days under our key, the key twice, or that it was taken back.")
        return "present"

    @staticmethod
    def _refused(form: Screen, heading: str, again: str) -> None:
        """The form came back: its own list says why. Those texts are the system's, not the case's."""
        if heading == again:
            errors = "; ".join(form.texts("[role=alert] li"))
            raise ApplicationException("form_refused", f"Tidvis refused the form '{again}': {errors or 'no reason'}")
