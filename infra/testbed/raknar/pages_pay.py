"""What may be paid, the payment and its file, and which bank it is for: people's work, never the robot's."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.raknar import books, paying, payment_file
from infra.testbed.raknar.office import ADDRESS, AtWork, Nothing, Place
from infra.testbed.shell import form_of, go_to, today

router = APIRouter()
Form = dict[str, str]
_BANK = ("payer", "org", "bic", "iban", "version", "plusgiro")


@router.get("/hog/betala")
def pile(at: Place = AtWork) -> Response:
    return _pile(at, "", "")


@router.post("/betala")
async def pay(request: Request, at: Place = AtWork) -> Response:
    form = await request.form()
    chosen = [int(str(one)) for one in form.getlist("verifikat") if str(one).isdecimal()]
    try:
        made = paying.pay(at.store, at.clerk, chosen, str(form.get("dag", "")).strip())
    except paying.NotPaid as why:
        return _pile(at, str(why), str(form.get("dag", "")), chosen)
    return go_to(f"{ADDRESS}/betalning/{made}")


@router.get("/betalning/{number}")
def batch(number: int, at: Place = AtWork) -> Response:
    found = books.batch(at.store, at.clerk, number)
    if found is None:
        raise Nothing(f"betalning {number}", at.clerk)
    return at.page("batch.html", one=found)


@router.get("/betalning/{number}/fil")
def file(number: int, at: Place = AtWork) -> Response:
    """The same bytes however often it is fetched."""
    found = books.batch(at.store, at.clerk, number)
    if found is None:
        raise Nothing(f"betalning {number}", at.clerk)
    name = f"EJ-FOR-BANK-betalning-{number}.xml"
    return Response(found["file"], media_type="application/xml",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip


@router.get("/bank")
def bank(at: Place = AtWork) -> Response:
    return _bank(at, paying.bank_of(at.store, at.clerk.municipality) or dict.fromkeys(_BANK, ""), [])


@router.post("/bank")
def set_bank(at: Place = AtWork, form: Form = Depends(form_of)) -> Response:
    typed = {name: form.get(name, "") for name in _BANK}
    typed |= {"bic": typed["bic"].replace(" ", "").upper(), "iban": typed["iban"].replace(" ", "").upper()}
    wrong = paying.set_bank(at.store, at.clerk.municipality, typed)
    return _bank(at, typed, wrong) if wrong else go_to(f"{ADDRESS}/hog/betala")


def _pile(at: Place, told: str, day: str, chosen: list[int] | None = None) -> Response:
    """The day proposed is the first on which something is due, today at the earliest."""
    rows = paying.pile(at.store, at.clerk)
    due = [row["due_on"] for row in rows if row["due_on"] and not row["hinder"]]
    day = day or max(today().isoformat(), min(due, default=""))
    return at.page("pay.html", 409 if told else 200, rows=rows, told=told, day=day, chosen=chosen or [],
                   bank=paying.bank_of(at.store, at.clerk.municipality))  # fmt: skip


def _bank(at: Place, typed: Form, wrong: list[str]) -> Response:
    return at.page("bank.html", 422 if wrong else 200, typed=typed, wrong=wrong, versions=payment_file.VERSIONS,
                   plusgiro=payment_file.PLUSGIRO)  # fmt: skip
