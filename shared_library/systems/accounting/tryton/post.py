"""Posting in Tryton: a button, a question, and sometimes a warning that is for a person and never clicked away."""

from __future__ import annotations

from shared_library.browser import Screen
from shared_library.errors import ApplicationException, BusinessException
from shared_library.systems.accounting.tryton import words
from shared_library.systems.accounting.tryton.form import TrytonScreen
from shared_library.systems.accounting.tryton.screen import DIALOG

CONFIRM, WARNING = ".confirmation-dialog.in", ".user-warning-dialog.in"
SIMILAR = "is similar to invoice"


def post(screen: TrytonScreen, key: str) -> None:
    """Post the invoice that is open, ours and saved. The lease is asked for before the question is answered."""
    if screen.look()["fields"].get("Description") != key:
        raise ApplicationException("other_window", "Another invoice than ours is open in Tryton; nothing was posted.")
    screen.press_named("Post")
    screen.wait_for_any(CONFIRM, WARNING)
    if screen.sees(CONFIRM):
        Screen.before_save()
        screen.press_named("OK")
        screen.wait_until_gone(CONFIRM)
    screen.rest()
    if screen.sees(WARNING):
        raise _for_a_person(" ".join(screen.texts(f"{WARNING} .alert")))
    if screen.sees(DIALOG):
        told = " ".join(screen.texts(f"{DIALOG} .modal-body"))
        raise ApplicationException("form_refused", f"Tryton refuses to post: {' '.join(told.split())[:300]}")
    state = words.state(screen.look()["fields"]["State"])
    if state not in words.POSTED:
        raise ApplicationException("not_posted", f"Tryton was asked to post the invoice and shows it as {state}.")


def _for_a_person(told: str) -> BusinessException:
    """The warning's own words; they name invoices by number and reference."""
    code = "similar_invoice" if SIMILAR in told else "system_warns"
    return BusinessException(
        code,
        f"Tryton warns: {' '.join(told.split())} Nothing was posted; our draft stands in Tryton under the case's key: "
        "look at both invoices, then post or delete it.",
    )
