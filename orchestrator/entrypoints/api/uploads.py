"""What is sent as it is, not as JSON: read up to a limit, so that no caller fills the portal's memory."""

from fastapi import Request

from orchestrator.core.errors import TooLarge

_CONTENT = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
ANY_CONTENT = {"requestBody": {"required": True, "description": "The content as it is.", "content": _CONTENT}}


async def read_at_most(request: Request, most: int, name: str) -> bytes:
    """The body, or TooLarge as soon as it is known to be longer than `most` bytes."""
    declared = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(declared) if declared.isdigit() else 0
    if size <= most:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > most:
                break
            parts.append(part)
    if size > most:
        raise TooLarge(f"{name!r} is larger than {most // 1024**2} MB: keep less of it, or send it in parts.")
    return b"".join(parts)
