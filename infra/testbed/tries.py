"""Invented cases for whoever tries a robot: one call fills a municipality of the testbed, as `seed` does by hand."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from infra.testbed import answer_key, seed, seed_invoices, seed_leave, seed_preschool
from infra.testbed.app import Stores
from infra.testbed.generator.invoices.ubl import written
from infra.testbed.shell import form_of, later_month, today
from infra.testbed.vendors import DEFAULT, LEDGER, VENDORS

MOST = 20
Json = dict[str, Any]


def add_tries(app: FastAPI, stores: Stores) -> None:
    """``POST /admin/cases``: municipality, vendor, count, seed, robot_password. The cases come beside those that the
    municipality has, by the door that people use; the robot's account gets the password that is told. Invoices are
    handed back as ``documents``: an operator sends them to whoever tries the robot."""

    @app.post("/admin/cases")
    def more_cases(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
        code, vendor, password = form.get("municipality", ""), form.get("vendor", ""), form.get("robot_password", "")
        vendor, known = vendor or DEFAULT, (*VENDORS, LEDGER.name)
        count, number = form.get("count", ""), form.get("seed", "")
        if vendor not in known or not all((code, password, count.isdecimal(), number.isdecimal())):
            return JSONResponse({"problem": f"vendor is one of {', '.join(known)}; the rest are needed"}, 422)
        many, url = min(int(count), MOST), str(request.base_url)
        if vendor == LEDGER.name:
            return JSONResponse(_invoices(stores, code, many, int(number), password))
        process = VENDORS[vendor].process
        if process == seed_leave.PROCESS:
            month, answers = "", seed_leave.fill(stores, url, int(number), many, code, password)
        elif process == seed_preschool.PROCESS:
            if problem := seed_preschool.problem():
                return JSONResponse({"problem": problem}, 422)
            month, answers = "", seed_preschool.fill(stores, int(number), many, code, password)
        else:
            month = later_month(today().isoformat()[:7], 1)
            cases = seed.planned(stores, int(number), many, code, month)
            seed.lay_background(stores, cases, code, vendor, password)
            answers = seed.filed(stores, url, cases)
        about = {"process": process, "vendor": vendor, "month": month, "seed": int(number), "shadow_slips": None}
        answer_key.add(stores.data, code, about, answers)
        return JSONResponse({"references": [case["reference"] for case in answers]})


def _invoices(stores: Stores, code: str, count: int, number: int, password: str) -> Json:
    """The sellers are laid in the ledger, and the documents handed back."""
    cases = seed_invoices.planned(stores, number, count, code)
    seed_invoices.lay_background(stores.ledger, cases, code, password)
    about = {"process": LEDGER.process, "vendor": LEDGER.name, "month": "", "seed": number, "shadow_slips": None}
    answer_key.add(stores.data, code, about, [seed_invoices.answer(case) for case in cases])
    documents = [{"name": f"{case.number}.xml", "content": written(case).decode()} for case in cases]
    return {"references": [case.reference for case in cases], "documents": documents}
