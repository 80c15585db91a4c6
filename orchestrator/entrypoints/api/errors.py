"""The error tree as JSON, mapped once."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import NoResultFound
from starlette.exceptions import HTTPException

from orchestrator.core.errors import BadInput, CoeError, NotFound
from orchestrator.core.logging import log
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.entrypoints.refused import refused_machine


def as_json(error: CoeError) -> JSONResponse:
    """`{"error": {"code", "message", "problems"}}` with the error's own status."""
    return _told(error.status, error.code, error.message, error.problems)


def add_error_handlers(api: FastAPI) -> None:
    """JSON answers for our own errors, for bodies that do not fit, for addresses that do not exist, and for what
    nobody foresaw."""

    @api.exception_handler(CoeError)
    def _ours(request: Request, error: CoeError) -> JSONResponse:
        return _refuse(request, error)

    @api.exception_handler(NoResultFound)
    def _missing(request: Request, _error: NoResultFound) -> JSONResponse:
        told = "What the address names is not there, or not in your scope. Check the id."
        return _refuse(request, NotFound(told))

    @api.exception_handler(RequestValidationError)
    def _body(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = [
            {"at": _said(".".join(str(part) for part in found["loc"])), "message": _said(str(found["msg"]))}
            for found in error.errors()
        ]
        return _refuse(request, BadInput("What was sent does not fit. `problems` says where.", problems=problems))

    @api.exception_handler(HTTPException)
    def _plain(_request: Request, error: HTTPException) -> JSONResponse:
        answer = _told(error.status_code, "http", str(error.detail), [])
        answer.headers.update(error.headers or {})
        return answer

    @api.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("call_failed", path=request.url.path, problem=type(error).__name__)
        return _told(500, "internal", "It went wrong here; nothing was stored. Try again; if it repeats, tell us.", [])


def _refuse(request: Request, error: CoeError) -> JSONResponse:
    refused_machine(request, error)
    return as_json(error)


def _told(status: int, code: str, message: str, problems: list[dict[str, str]]) -> JSONResponse:
    body = {"code": code, "message": _said(message), "problems": problems}
    return JSONResponse({"error": body}, status_code=status)


def _said(text: str) -> str:
    """A caller's own words may stand in it: a personal number, or half of a surrogate pair that cannot be sent back."""
    return mask_personal_numbers(text.encode(errors="replace").decode())[:500]
