"""What a caseworker writes: reckoning, decision, diary. Checked at once, stored a moment later."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.klarven import records, saving, words
from infra.testbed.klarven.office import Opened, Refused, answer, opened
from infra.testbed.klarven.reckoning import PARTS, result_of
from infra.testbed.shell import later_month, today

Json = dict[str, Any]
router = APIRouter(prefix="/api/akter/{reference}")
_AMOUNT = re.compile(r"-?\d{1,9}(,\d{2})?")


@router.get("/reckoning-form")
def reckoning_form(at: Opened = Depends(opened)) -> Response:
    parts = [member["part"] for member in at.found["members"]]
    return answer({"month": at.found["month"], "months": _months(at), "parts": parts})


@router.post("/reckoning-check")
def reckoning_check(typed: Json, at: Opened = Depends(opened)) -> Response:
    """Reckon what is typed, without saving."""
    read = _reckoning(typed, at)
    return answer({"rows": read["rows"], "sums": result_of(read["rows"])})


@router.post("/reckonings")
def save_reckoning(typed: Json, at: Opened = Depends(opened)) -> Response:
    read = _reckoning(typed, at)
    return at.save_later(lambda: saving.save_reckoning(at.store, at.found, at.staff, read))


@router.get("/stance-form")
def stance_form(at: Opened = Depends(opened)) -> Response:
    return answer({"month": at.found["month"], "months": _months(at)})


@router.post("/stances")
def save_stance(typed: Json, at: Opened = Depends(opened)) -> Response:
    """A month that is decided already is warned about; ``despite`` says that the caseworker goes on."""
    read = _stance(typed, at)
    earlier = records.decided(at.store, at.found, read["month"])
    if earlier and not typed.get("despite"):
        raise Refused(409, "decided", earlier=earlier)
    return at.save_later(lambda: saving.save_stance(at.store, at.found, at.staff, read, at.system.tell))


@router.get("/diary-form", dependencies=[Depends(opened)])
def diary_form() -> Response:
    return answer({"day": today().isoformat()})


@router.post("/diary")
def save_diary(typed: Json, at: Opened = Depends(opened)) -> Response:
    day = _day(_text(typed, "day"))
    problems = [f"{label} saknas." for name, label in (("topic", "Ämne"), ("text", "Text")) if not _text(typed, name)]
    if day is None:
        problems.append("Dag skrivs som 23.11.2026.")
    _refuse(problems)
    read = {"day": day, **{name: _text(typed, name) for name in ("topic", "text", "own_key")}}
    return at.save_later(lambda: saving.save_diary(at.store, at.found, at.staff, read))


def _reckoning(typed: Json, at: Opened) -> Json:
    rows, problems = [], []
    for number, row in enumerate(typed.get("rows", []), 1):
        amount = _amount(_text(row, "amount"))
        if amount is None or not _text(row, "label") or row.get("part") not in PARTS:
            problems.append(f"Rad {number}: text och belopp behövs, beloppet som 1250,00.")
            continue
        rows.append({"part": row["part"], "kind": _text(row, "kind"), "person": _text(row, "person"),
                     "label": _text(row, "label"), "amount_ore": amount})  # fmt: skip
    if not rows and not problems:
        problems.append("Uträkningen har inga rader.")
    if typed.get("norm") not in words.CODES["norm"]:
        problems.append("Välj beräkningsnorm.")
    _refuse(problems + _month_problem(typed, at))
    return {"month": typed["month"], "norm": typed["norm"], "own_key": _text(typed, "own_key"), "rows": rows}


def _stance(typed: Json, at: Opened) -> Json:
    amount = _amount(_text(typed, "amount"))
    problems = _month_problem(typed, at)
    if typed.get("result") not in words.CODES["result"]:
        problems.append("Välj utfall.")
    if amount is None or amount < 0:
        problems.append("Belopp skrivs som 7302,00.")
    elif typed.get("result") == "rejected" and amount:
        problems.append("Den som inte beviljas får inget belopp.")
    if not _text(typed, "grounds"):
        problems.append("Skäl saknas.")
    _refuse(problems)
    return {"month": typed["month"], "result": typed["result"], "amount_ore": amount,
            "grounds": _text(typed, "grounds"), "own_key": _text(typed, "own_key")}  # fmt: skip


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Refused(422, "typed", problems=problems)


def _months(at: Opened) -> list[str]:
    return [later_month(at.found["month"], step) for step in (-1, 0, 1)]


def _month_problem(typed: Json, at: Opened) -> list[str]:
    return [] if typed.get("month") in _months(at) else ["Välj månad."]


def _text(typed: Json, name: str) -> str:
    return str(typed.get(name) or "").strip()


def _amount(text: str) -> int | None:
    """``7450``, ``7 450,00`` or ``-120,00`` in öre; None when it is no amount."""
    plain = re.sub(r"\s", "", text).replace("\u2212", "-")
    if not _AMOUNT.fullmatch(plain):
        return None
    kronor, _, decimals = plain.lstrip("-").partition(",")
    value = int(kronor) * 100 + int(decimals or 0)
    return -value if plain.startswith("-") else value


def _day(text: str) -> str | None:
    """``23.11.2026`` → ``2026-11-23``."""
    found = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else None
    except ValueError:
        return None
