"""Invented cases for whoever tries a robot: one call fills a municipality of the testbed, as `seed` does by hand."""

from __future__ import annotations

import httpx
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from infra.testbed import answer_key, seed
from infra.testbed.app import Stores
from infra.testbed.shell import form_of, later_month, today
from infra.testbed.vendors import DEFAULT, VENDORS

MOST = 20


def add_tries(app: FastAPI, stores: Stores) -> None:
    """``POST /admin/cases``: municipality, vendor, count, seed, robot_password. The cases come beside those that the
    municipality has, by the e-service's own door; the robot's account gets the password that is told."""

    @app.post("/admin/cases")
    def more_cases(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
        code, vendor, password = (
            form.get("municipality", ""),
            form.get("vendor") or DEFAULT,
            form.get("robot_password", ""),
        )
        count, number = form.get("count", ""), form.get("seed", "")
        if vendor not in VENDORS or not code or not password or not count.isdecimal() or not number.isdecimal():
            return JSONResponse({"problem": f"vendor is one of {', '.join(VENDORS)}; the rest are needed"}, 422)
        month = later_month(today().isoformat()[:7], 1)
        cases = seed.planned(stores, int(number), min(int(count), MOST), code, month)
        seed.lay_background(stores, cases, code, vendor, password)
        answers = []
        for case in cases:
            with httpx.Client(base_url=str(request.base_url), timeout=30) as browser:
                answers.append(seed.answer(case, seed.file_application(browser, case)))
        about = {"vendor": vendor, "month": month, "seed": int(number), "shadow_slips": None}
        answer_key.add(stores.data, code, about, answers)
        return JSONResponse({"references": [case["reference"] for case in answers]})
