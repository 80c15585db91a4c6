"""Writing in Räknar: head, coding, and what comes after; and finding the voucher again by its key."""

from __future__ import annotations

from abc import abstractmethod

from shared_library.browser import Screen
from shared_library.errors import ApplicationException, BusinessException, ReadBackDiffers
from shared_library.systems.accounting.interface import Json, Verdict, Wanted
from shared_library.systems.accounting.raknar import words

ALIKE = "Liknande faktura finns"
_KIND = {kind: word for word, kind in words.KIND.items()}


class Writer:
    """The writing half of `RaknarPages`."""

    @property
    @abstractmethod
    def screen(self) -> Screen: ...

    @abstractmethod
    def open_tab(self, name: str) -> Screen: ...

    @abstractmethod
    def read_vouchers(self) -> list[Json]: ...

    def register(self, wanted: Wanted) -> None:
        """Amounts are typed with öre, and looked at once more where the coding is read, before it is saved."""
        screen = self.open_tab("Kortet")
        screen.follow("Registrera faktura")
        screen.wait_for_any("form.grid")
        screen.fill_form(_head(wanted), {"Typ": _KIND[wanted.kind]})
        screen.press("Vidare till kontering")
        screen.wait_for_any("form.grid")
        self._refused(screen)
        shown = screen.read()
        seen = (shown.value("Fakturanr"), shown.value("Brutto"), shown.value("Att utbetala"))
        if seen != (wanted.number, words.typed(wanted.with_vat), words.typed(wanted.payable)):
            raise ReadBackDiffers("Räknar shows another number or sum than was typed; nothing was registered.")
        rows = {label: words_of for label, words_of in self._rows(screen, wanted)}
        screen.fill_form({
            "Konto": wanted.account, "Kostnadsställe": wanted.cost_centre, "Extern nyckel": wanted.key,
            "Underlagets kontrollsumma": wanted.document_sha256, **rows,
        })  # fmt: skip
        screen.tick("Konteringen är läst")
        screen.save("Granska konteringen")
        screen.wait_for_any("main h1")
        self._refused(screen)
        if screen.texts("main h1")[:1] == [ALIKE]:
            raise BusinessException(
                "similar_invoice",
                "Räknar warns of a similar invoice: the same number, amount or key is in the books. Nothing was "
                "registered: look at both.",
            )

    def find_registration(self, wanted: Wanted) -> Verdict:
        ours = [row for row in self.read_vouchers() if row["key"] == wanted.key]
        if not ours:
            return "absent"
        seen, known = ours[0], {"number": wanted.number, "with_vat": wanted.with_vat, "kind": wanted.kind}
        if wanted.account:  # a check after a crash may not know how it was to be coded
            known |= {"account": wanted.account, "cost_centre": wanted.cost_centre}
        if len(ours) > 1 or any(seen[name] != value for name, value in known.items()):
            raise ReadBackDiffers("Räknar shows another invoice under our key, or the key twice.")
        return "present"

    @staticmethod
    def _rows(screen: Screen, wanted: Wanted) -> list[tuple[str, str]]:
        """The fields of the order's rows that this invoice takes something of: their labels begin with the row."""
        labels = screen.texts("fieldset label")
        found = []
        for place, quantity in wanted.taken.items():
            label = next((one for one in labels if one.startswith(f"Rad {place},")), None)
            if label is None:
                raise ApplicationException("form_refused", f"Räknar shows no row {place} of the order.")
            found.append((label, quantity.replace(".", ",")))
        return found

    @staticmethod
    def _refused(screen: Screen) -> None:
        """The form came back: its own list says why. Those texts are the system's, not the case's."""
        if errors := screen.texts("[role=alert] li"):
            raise ApplicationException("form_refused", f"Räknar refused the form: {'; '.join(errors)}")


def _head(wanted: Wanted) -> dict[str, str]:
    return {
        "Fakturanr": wanted.number, "Fakturadatum": wanted.issued_on, "Förfallodatum": wanted.due_on or "",
        "Netto": words.typed(wanted.without_vat), "Momsbelopp": words.typed(wanted.vat),
        "Brutto": words.typed(wanted.with_vat), "Att utbetala": words.typed(wanted.payable),
        "Betalas till": wanted.account_to, "OCR eller meddelande": wanted.reference, "Inköpsnr": wanted.order,
        "Krediterar fakturanr": wanted.credits,
    }  # fmt: skip
