"""Writing in Tryton: look first, enter, save, read back, post. What was saved is finished, never made again.

Our key stands in the invoice's Description. Between save and post lies the moment of death that this is built for: the
next attempt finds the draft by the key, reads every field of it, and posts that one.
"""

from __future__ import annotations

from functools import partial

from shared_library.errors import ApplicationException, BusinessException, ReadBackDiffers
from shared_library.systems.accounting.interface import Json, Verdict, Wanted
from shared_library.systems.accounting.tryton import compare, words
from shared_library.systems.accounting.tryton.form import TrytonScreen
from shared_library.systems.accounting.tryton.post import post
from shared_library.systems.accounting.tryton.read import INVOICE, Reader


class Writer(Reader):
    """Reading and writing: all of `TrytonPages` but the way in."""

    def register(self, wanted: Wanted) -> None:
        """Enter the invoice, or find the draft that an earlier attempt saved; compare every field; post it."""
        compare.refuse_unfit(wanted)
        seen = self._own(wanted.key)
        if seen is None:
            self._enter(wanted)
            self.screen.save_form()
            seen = self._own(wanted.key)  # by the server's answer, not by what this form still shows
        if seen is None:
            raise ApplicationException("read_back_missing", "Tryton saved the invoice, but its list does not show it.")
        compare.refuse_other(self._stands(seen), wanted, self.supplier[1])
        if words.state(seen["fields"]["State"]) in words.UNFINISHED:
            post(self.screen, wanted.key)

    def find_registration(self, wanted: Wanted) -> Verdict:
        """A draft under our key is no registration yet: `register` finishes it."""
        seen = self._own(wanted.key)
        if seen is None:
            return "absent"
        compare.refuse_other(self._stands(seen), wanted, self.supplier[1])
        return "present" if words.state(seen["fields"]["State"]) in words.POSTED else "absent"

    def _own(self, key: str) -> Json | None:
        """The invoice under our key, as a form with all its lists; None when there is none."""
        rows = self.screen.open_list(self.client, INVOICE, [["type", "=", "in"], ["description", "=", key]])
        if len(rows) > 1:
            raise ReadBackDiffers("Tryton has more than one invoice under our key.")
        if not rows:
            return None
        self.screen.open_first()
        self.screen.tab("Payment")
        self.screen.tab("Invoice")
        return self.screen.look()

    def _stands(self, seen: Json) -> compare.Stands:
        return compare.Stands.read(seen, self.days)

    def _enter(self, wanted: Wanted) -> None:
        screen, (_, name) = self.screen, self.supplier
        days = self.days
        screen.new(self.client, INVOICE, [["type", "=", "in"]])
        if not screen.pick("Party", name, name.__eq__):
            raise BusinessException("supplier_twice", "Tryton proposes no single party by the supplier's name.")
        screen.put("Reference", wanted.number)
        screen.put("Description", wanted.key)
        screen.put_day("Invoice Date", wanted.issued_on, partial(days.shows, wanted.issued_on))
        self._enter_line(screen, wanted)
        screen.tab("Payment")
        if wanted.due_on:
            screen.put_day("Payment Term Date", wanted.due_on, partial(days.shows, wanted.due_on))
        screen.put("Payment Reference", wanted.reference)
        screen.tab("Invoice")
        if wanted.due_on and screen.look()["fields"]["Payment Term"]:
            screen.put("Payment Term", "")  # the supplier's own would move the due date
        compare.refuse_other(self._stands(screen.look()), wanted, name)

    @staticmethod
    def _enter_line(screen: TrytonScreen, wanted: Wanted) -> None:
        """One line with the whole coding; Tryton takes the VAT from the account's own taxes."""
        screen.new_line("Lines")
        if not screen.pick("Account", wanted.account, lambda text: text.partition(" - ")[0] == wanted.account):
            raise BusinessException("account_unknown", f"Tryton proposes no single account {wanted.account}.")
        net = wanted.without_vat
        screen.put("Quantity", "1", lambda shown: shown.strip() == "1")
        screen.put("Unit Price", net, lambda shown: words.price(shown, net))
        screen.tab("Description")
        screen.put("Description", wanted.cost_centre)
        screen.close_dialog("Add")
