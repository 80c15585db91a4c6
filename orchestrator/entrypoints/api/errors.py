"""The error tree as JSON, mapped once."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from orchestrator.core.errors import BadInput, CoeError
from orchestrator.core.masking import mask_personal_numbers


def as_json(error: CoeError) -> JSONResponse:
    """`{"error": {"code", "message", "problems"}}` with the error's own status."""
    body = {"code": error.code, "message": mask_personal_numbers(error.message), "problems": error.problems}
    return JSONResponse({"error": body}, status_code=error.status)


def add_error_handlers(api: FastAPI) -> None:
    """JSON answers for our own errors, for bodies that do not fit, and for addresses that do not exist."""

    @api.exception_handler(CoeError)
    def _ours(_request: Request, error: CoeError) -> JSONResponse:
        return as_json(error)

    @api.exception_handler(RequestValidationError)
    def _body(_request: Request, error: RequestValidationError) -> JSONResponse:
        problems = [
            {"at": ".".join(str(part) for part in found["loc"]), "message": str(found["msg"])}
            for found in error.errors()
        ]
        return as_json(BadInput("What was sent does not fit. `problems` says where.", problems=problems))

    @api.exception_handler(HTTPException)
    def _plain(_request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": {"code": "http", "message": str(error.detail)}}, status_code=error.status_code)
