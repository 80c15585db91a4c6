"""What a file is, by its content and never by its name: a name is what the sender says."""

from pathlib import PurePosixPath

import puremagic

from orchestrator.core.errors import BadInput

# name's ending → what the content must begin as. An ending that is not here promises nothing.
_PROMISED = {
    ".pdf": ("application/pdf",), ".png": ("image/png",), ".jpg": ("image/jpeg",), ".jpeg": ("image/jpeg",),
    ".webp": ("image/webp",), ".gif": ("image/gif",), ".tif": ("image/tiff",), ".tiff": ("image/tiff",),
    ".zip": ("application/zip",), ".docx": ("application/zip",), ".xlsx": ("application/zip",),
}  # fmt: skip
# Programs, of any system: nothing that we keep is one, and somebody would open it.
_PROGRAMS = (
    b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce",
    b"\xca\xfe\xba\xbe", b"#!",
)  # fmt: skip
_SURE = {
    b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif", b"II*\x00": "image/tiff", b"MM\x00*": "image/tiff", b"PK\x03\x04": "application/zip",
}  # fmt: skip
UNKNOWN = "application/octet-stream"


def media_type(content: bytes) -> str:
    """The media type by content; `application/octet-stream` when nothing tells."""
    for start, known in _SURE.items():
        if content.startswith(start):
            return known
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    try:
        found: str = puremagic.from_string(content[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found or UNKNOWN


def check(content: bytes, name: str) -> None:
    """Refuse programs, and files that are not what their name says."""
    if content.startswith(_PROGRAMS):
        raise BadInput(f"{name!r} is a program. Programs are not kept: send a document or a picture.")
    promised = _PROMISED.get(PurePosixPath(name.lower()).suffix)
    if promised and media_type(content) not in promised:
        raise BadInput(f"{name!r} is not what its name says. Save it again in the right format, and send that.")
