"""How a test or a demonstration steers Klarven: sessions, holds, and (``faults.py``) faults."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from infra.testbed.klarven import access
from infra.testbed.klarven.office import klarven

Json = dict[str, Any]
router = APIRouter(prefix="/admin")


@router.post("/session")
def session(request: Request, wanted: Json) -> Json:
    """``{"minutes": 15}``: how long an idle ticket holds; 0 ends every one at its next call."""
    access.set_option(klarven(request).store, "session_minutes", str(float(wanted["minutes"])))
    return {"minutes": float(wanted["minutes"])}


@router.post("/lock")
def lock(request: Request, wanted: Json) -> Json:
    """``{"reference": …, "username": … | null}``: let another user hold an akt, or nobody."""
    access.lock_for(klarven(request).store, wanted["reference"], wanted.get("username"))
    return {"reference": wanted["reference"]}
