"""An open application: everything on one page, and its three forms, each with a review before it is saved."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.myllra import access, intake, records, saving, words
from infra.testbed.myllra.desk import ADDRESS, SOMEBODY, Json, Opened, OpenElsewhere, opened
from infra.testbed.shell import form_of, go_to

router = APIRouter(prefix="/ansokan/{reference}")
Form = dict[str, str]
RIGHT, OFFER, ANSWER = ("timmar", "garantidag", "avgift", "nyckel"), ("plats", "start", "svar_senast", "nyckel"), (
    "svar", "svarat", "nyckel",
)  # fmt: skip
RECEIPTS = {"ratt": "Rätten är sparad.", "erbjud": "Erbjudandet är skickat.", "svar": "Svaret är sparat."}


@router.get("")
def show(sparat: str = "", at: Opened = Depends(opened)) -> Response:
    if at.system.faults.strikes("lock_held"):
        access.hold_for(at.store, at.reference, None)
        raise OpenElsewhere(at.reference, SOMEBODY)
    return at.page("application.html", rights=records.rights(at.store, at.reference),
                   offers=records.offers(at.store, at.reference), receipt=RECEIPTS.get(sparat, ""))  # fmt: skip


@router.post("/stang")
def close(at: Opened = Depends(opened)) -> Response:
    access.hold_for(at.store, at.reference, None)
    return go_to(f"{ADDRESS}/ko")


@router.get("/ratt")
def right_form(at: Opened = Depends(opened)) -> Response:
    return at.page("right.html", typed=dict.fromkeys(RIGHT, ""), error="")


@router.post("/ratt")
def review_right(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    typed, right = _typed(form, RIGHT), _right(form)
    if isinstance(right, str):
        return at.page("right.html", typed=typed, error=right)
    return at.page("review.html", title="Stämmer rätten?", typed=typed, save="Spara rätten", to="ratt/spara", shown=[
        ("Timmar i veckan", typed["timmar"]), ("Garantidag", words.dash(typed["garantidag"])),
        ("Avgift per månad", typed["avgift"]), ("Egen nyckel", typed["nyckel"]),
    ])  # fmt: skip


@router.post("/ratt/spara")
def save_right(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    right = _right(form)
    if isinstance(right, str):
        return at.page("right.html", typed=_typed(form, RIGHT), error=right)
    if not at.system.faults.strikes("save_does_nothing"):
        saving.save_right(at.store, at.application, at.placer.name, right)
    return go_to(f"{at.here}?sparat=ratt")


@router.get("/erbjud")
def offer_form(at: Opened = Depends(opened)) -> Response:
    return at.page("offer.html", typed=dict.fromkeys(OFFER, ""), error="", free=_free(at))


@router.post("/erbjud")
def review_offer(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    typed = _typed(form, OFFER)
    if error := _offer_error(typed):
        return at.page("offer.html", typed=typed, error=error, free=_free(at))
    return at.page(
        "review.html", title="Stämmer erbjudandet?", typed=typed, save="Skicka erbjudandet", to="erbjud/spara", shown=[
            ("Plats", typed["plats"]), ("Startdag", typed["start"]), ("Svar senast", typed["svar_senast"]),
            ("Egen nyckel", typed["nyckel"]),
        ],
    )  # fmt: skip


@router.post("/erbjud/spara")
def save_offer(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    typed = _typed(form, OFFER)
    if error := _offer_error(typed):
        return at.page("offer.html", typed=typed, error=error, free=_free(at))
    if at.system.faults.strikes("place_gone"):
        intake.withdraw_place(at.store, at.application["municipality"], typed["plats"])
    if at.system.faults.strikes("save_does_nothing"):
        return go_to(f"{at.here}?sparat=erbjud")
    offer = {"place": typed["plats"], "start_on": typed["start"], "answer_by": typed["svar_senast"],
             "own_key": typed["nyckel"]}  # fmt: skip
    try:
        saving.save_offer(at.store, at.application, at.placer.name, offer)
    except saving.Refused as refused:
        return at.page("stopped.html", title="Erbjudandet sparades inte", reason=str(refused))
    return go_to(f"{at.here}?sparat=erbjud")


@router.get("/svar")
def answer_form(at: Opened = Depends(opened)) -> Response:
    return at.page("answer.html", typed=dict.fromkeys(ANSWER, ""), error="")


@router.post("/svar")
def review_answer(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    typed = _typed(form, ANSWER)
    if error := _answer_error(typed):
        return at.page("answer.html", typed=typed, error=error)
    return at.page("review.html", title="Stämmer svaret?", typed=typed, save="Spara svaret", to="svar/spara", shown=[
        ("Svar", words.ANSWER[typed["svar"]]), ("Svarat den", words.dash(typed["svarat"])),
        ("Egen nyckel", typed["nyckel"]),
    ])  # fmt: skip


@router.post("/svar/spara")
def save_answer(at: Opened = Depends(opened), form: Form = Depends(form_of)) -> Response:
    typed = _typed(form, ANSWER)
    if error := _answer_error(typed):
        return at.page("answer.html", typed=typed, error=error)
    if at.system.faults.strikes("save_does_nothing"):
        return go_to(f"{at.here}?sparat=svar")
    try:
        saving.save_answer(at.store, at.application, typed["svar"], typed["svarat"] or None, typed["nyckel"])
    except saving.Refused as refused:
        return at.page("stopped.html", title="Svaret sparades inte", reason=str(refused))
    return go_to(f"{at.here}?sparat=svar")


def _typed(form: Form, names: tuple[str, ...]) -> Form:
    return {name: form.get(name, "") for name in names}


def _right(form: Form) -> Json | str:
    """The right as typed, or what is wrong with it."""
    hours, fee, day = form.get("timmar", ""), words.read_kronor(form.get("avgift", "")), form.get("garantidag", "")
    if not hours.isdecimal() or not 0 < int(hours) <= 60:
        return "Skriv timmarna i veckan med siffror, högst 60."
    if day and words.read_day(day) is None:
        return "Skriv garantidagen som ÅÅÅÅ-MM-DD, eller lämna den tom."
    if fee is None:
        return "Skriv avgiften i kronor, till exempel 1 547,00."
    return {"hours_week": int(hours), "guarantee_on": day or None, "fee_ore": fee, "own_key": form.get("nyckel", "")}


def _offer_error(typed: Form) -> str:
    if not typed["plats"]:
        return "Välj en plats i listan."
    if words.read_day(typed["start"]) is None or words.read_day(typed["svar_senast"]) is None:
        return "Skriv startdag och svarsdag som ÅÅÅÅ-MM-DD."
    return ""


def _answer_error(typed: Form) -> str:
    if typed["svar"] not in saving.ANSWERS:
        return "Välj ett svar i listan."
    if typed["svarat"] and words.read_day(typed["svarat"]) is None:
        return "Skriv svarsdagen som ÅÅÅÅ-MM-DD, eller lämna den tom."
    return ""


def _free(at: Opened) -> list[Json]:
    rows = records.places(at.store, at.application["municipality"])
    return [row for row in rows if row["name"] is not None and row["state"] == "free"]
