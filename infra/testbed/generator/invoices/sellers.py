"""Invented sellers. Their organisation numbers begin with 4, which no kind of organisation has; giros and references
have right check digits and are nobody's that we know."""

from __future__ import annotations

import random

from infra.testbed.generator.invoices.planned import Seller

_FIRST = ("Prov", "Övnings", "Test", "Exempel")
_TRADES = ("Papper", "Livs", "Kontor", "Verkstad", "Städ", "Frukt", "Textil", "Möbler", "El", "Rör", "Skyltar", "Data")


def check_digit(digits: str) -> str:
    """The Luhn digit (modulus 10) that belongs after these."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(one // 10 + one % 10 for one in doubled) % 10)


def with_check(digits: str) -> str:
    return digits + check_digit(digits)


class Sellers:
    """Draws sellers that nobody has drawn before; ``taken`` are organisation numbers in the books."""

    def __init__(self, rng: random.Random, taken: set[str]) -> None:
        self._rng, self._taken = rng, taken

    def seller(self, scheme: str = "bankgiro", ocr: bool = True) -> Seller:
        org = self.org()
        name = f"{self._rng.choice(_FIRST)} {self._rng.choice(_TRADES)} {org[5:8]} AB"
        return Seller(name, org, [(scheme, self.giro(scheme), int(ocr))])

    def org(self) -> str:
        while True:
            org = with_check(f"4{self._rng.randint(0, 9)}{self._rng.randint(2, 9)}{self._rng.randint(0, 999999):06d}")
            if org not in self._taken:
                self._taken.add(org)
                return org

    def giro(self, scheme: str) -> str:
        """Eight digits of bankgiro, seven of plusgiro; an IBAN of no bank."""
        if scheme == "iban":
            account = f"{self._rng.randint(0, 10**20 - 1):020d}"
            return f"SE{98 - int(account + '281400') % 97:02d}{account}"
        return with_check(str(self._rng.randint(1000000, 9999999) if scheme == "bankgiro" else
                              self._rng.randint(100000, 999999)))  # fmt: skip

    def ocr(self) -> str:
        return with_check(str(self._rng.randint(1000000, 99999999)))
