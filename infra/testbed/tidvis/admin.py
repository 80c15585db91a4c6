"""How a test or a demonstration steers Tidvis: sessions, who has a request in hand, and (``faults.py``) faults."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from infra.testbed.tidvis import access
from infra.testbed.tidvis.desk import tidvis

Json = dict[str, Any]
router = APIRouter(prefix="/admin")


@router.post("/session")
def session(request: Request, wanted: Json) -> Json:
    """``{"minutes": 20}``: how long an idle visit holds; 0 ends every one at its next page."""
    access.set_preference(tidvis(request).store, "session_minutes", str(float(wanted["minutes"])))
    return {"minutes": float(wanted["minutes"])}


@router.post("/lock")
def lock(request: Request, wanted: Json) -> Json:
    """``{"reference": …, "username": … | null}``: put a request in another user's hands, or in nobody's."""
    access.hold_for(tidvis(request).store, wanted["reference"], wanted.get("username"))
    return {"reference": wanted["reference"]}
