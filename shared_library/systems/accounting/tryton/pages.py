"""Tryton as a whole: the login, and the way to a supplier. Reading and writing stand in their own files."""

from __future__ import annotations

from shared_library.errors import ApplicationException, BusinessException, LoginRefused
from shared_library.systems.accounting.tryton.entry import sign_in
from shared_library.systems.accounting.tryton.form import TrytonScreen
from shared_library.systems.accounting.tryton.words import KNOWN_DAY, Days
from shared_library.systems.accounting.tryton.write import Writer
from shared_library.vault import credentials


class TrytonPages(Writer):
    """All verbs of `AccountingPages`, for Tryton. The address ends with the database: ``https://…/#municipality``."""

    def __init__(self, url: str) -> None:
        root, _, database = url.partition("#")
        if not database:
            raise ApplicationException("configuration", "Tryton's address must end with # and the database's name.")
        self._client = f"{root.rstrip('/')}/#{database.strip('/')}"
        self._days: Days | None = None
        self._opened: tuple[int, str] | None = None

    @property
    def screen(self) -> TrytonScreen:
        return TrytonScreen.shown()

    @property
    def client(self) -> str:
        return self._client

    @property
    def days(self) -> Days:
        if self._days is None:
            raise ApplicationException("not_logged_in", "Nobody is logged in to Tryton.")
        return self._days

    @property
    def supplier(self) -> tuple[int, str]:
        """Number and name of the party that is open."""
        if self._opened is None:
            raise ApplicationException("supplier_not_open", "No supplier is open in Tryton.")
        return self._opened

    def log_in(self) -> None:
        """One try. Raises LoginRefused when Tryton says that name and password do not fit."""
        self._opened = self._days = None
        user, password = credentials("accounting")
        if not sign_in(self.screen, self._client, user, password):
            raise LoginRefused("Tryton refused the user name or the password of the secret accounting.")
        self._days = self._learn_days()

    def open_supplier(self, organisation_number: str) -> bool:
        """By the Swedish organisation number among the party's identifiers."""
        self._opened = None
        written = [organisation_number, f"{organisation_number[:6]}-{organisation_number[6:]}"]
        domain = [["identifiers", "where", [["type", "=", "se_orgnr"], ["code", "in", written]]]]
        rows = self.screen.open_list(self._client, "party.party", domain)
        if not rows:
            return False
        if len(rows) > 1:
            raise BusinessException("supplier_twice", "Tryton has the organisation number on more than one party.")
        name = self.screen.open_first()["fields"]["Name"]
        self._opened = (self.screen.record, name)
        return True

    def _learn_days(self) -> Days:
        """How this user's Tryton writes a day, from a form that is never saved: at the login, when nothing is open."""
        self.screen.new(self._client, "account.invoice", [["type", "=", "in"]])
        return Days.learned(self.screen.chosen_day("Invoice Date", KNOWN_DAY))
