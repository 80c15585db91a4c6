"""How a test or a demonstration steers Myllra: sessions, who has an application open, and (``faults.py``) faults."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from infra.testbed.myllra import access
from infra.testbed.myllra.desk import myllra

Json = dict[str, Any]
router = APIRouter(prefix="/admin")


@router.post("/session")
def session(request: Request, wanted: Json) -> Json:
    """``{"minutes": 30}``: how long an idle session holds; 0 ends every one at its next page."""
    access.set_setting(myllra(request).store, "session_minutes", str(float(wanted["minutes"])))
    return {"minutes": float(wanted["minutes"])}


@router.post("/lock")
def lock(request: Request, wanted: Json) -> Json:
    """``{"reference": …, "username": … | null}``: open an application for another user, or for nobody."""
    access.hold_for(myllra(request).store, wanted["reference"], wanted.get("username"))
    return {"reference": wanted["reference"]}
