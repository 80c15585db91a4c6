"""Räknar's words for its codes, and how it prints and reads amounts, quantities and organisation numbers."""

from __future__ import annotations

import re

SCHEME = {"bankgiro": "Bg", "plusgiro": "Pg", "iban": "IBAN"}
KIND = {"invoice": "Lev.faktura", "credit_note": "Lev.kredit"}
RENAMED = {">Granska konteringen</button>": ">Nästa steg</button>", ">Verifikat</th>": ">Ver.nr</th>"}
_AMOUNT = re.compile(r"^(-?)(\d{1,3}(?: ?\d{3})*),(\d\d)$")


def kr(ore: int | None) -> str:
    """125000 → ``1 250,00``; a dash for none."""
    if ore is None:
        return "–"
    whole = f"{abs(ore) // 100:,}".replace(",", " ")
    return f"{'-' if ore < 0 else ''}{whole},{abs(ore) % 100:02d}"


def read_kr(text: str) -> int | None:
    """``1 250,00`` → 125000; None for what is not written so: öre are always typed."""
    found = _AMOUNT.match(text.replace("\u00a0", " ").strip())
    if not found:
        return None
    value = int(found[2].replace(" ", "")) * 100 + int(found[3])
    return -value if found[1] else value


def much(thousandths: int) -> str:
    """12500 → ``12,5``."""
    whole, part = divmod(thousandths, 1000)
    return f"{whole},{part:03d}".rstrip("0").rstrip(",") if part else str(whole)


def org(number: str) -> str:
    """``5560360793`` → ``556036-0793``."""
    return f"{number[:6]}-{number[6:]}"


def dash(value: object) -> str:
    return "–" if value in (None, "") else str(value)


def stage(row: object) -> str:
    """Where a voucher is on its way, from who has signed it."""
    told = dict(row)  # type: ignore[call-overload]
    if told["struck_by"]:
        return "Makulerad"
    if told["batch_id"]:
        return "I betalning"
    if told["attested_by"]:
        return "Attesterad"
    return "Granskad" if told["checked_by"] else "Att granska"
