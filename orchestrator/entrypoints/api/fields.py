"""The kinds of values that callers send: what a database cannot hold is refused here, in words and with its place."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema

LARGEST_INTEGER = 2**31 - 1
_PLAIN_TEXT = "^[^\\x00]*$"
_ID = "^[0-9a-f]{1,32}$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def _storable(text: str) -> str:
    """No NUL (PostgreSQL holds none) and no half of a surrogate pair (UTF-8 has none)."""
    if "\x00" in text:
        raise ValueError("a text cannot hold the character NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text is no valid Unicode: half of a surrogate pair stands alone") from None
    return text


def _cleaned(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()


def _plain_json(value: dict[str, Any]) -> dict[str, Any]:
    """What can be written as JSON again and read everywhere: no NaN, no infinity, valid Unicode, not bottomless."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text in it is no valid Unicode: half of a surrogate pair stands alone") from None
    except (ValueError, RecursionError):
        raise ValueError("it holds a number that JSON does not have (NaN, infinity), or is nested too deep") from None
    return value


def _in_our_time(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year lies between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


Text = Annotated[str, AfterValidator(_storable), Field(json_schema_extra={"pattern": _PLAIN_TEXT})]
# What a person wrote: something must be left when the blanks around it are gone.
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_storable),
    Field(json_schema_extra={"pattern": r"^[^\x00]*\S[^\x00]*$"}),
]  # fmt: skip
# What is only told to people is never a reason to refuse a call: what cannot be stored is left out of it.
Told = Annotated[str, AfterValidator(_cleaned)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_plain_json), WithJsonSchema({"type": "object"})]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Fence = Annotated[int, Field(ge=0, le=LARGEST_INTEGER, description="The number that the lease was given under.")]
Seconds = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]

ItemId = Annotated[str, Path(pattern=_ID, description="The work item's id: hexadecimal digits.")]
RunId = Annotated[str, Path(pattern=_ID, description="The run's id: hexadecimal digits.")]
LetterId = Annotated[str, Path(pattern=_ID, description="The letter's id: hexadecimal digits.")]
RequestId = Annotated[str, Path(pattern=_ID, description="The question's id: hexadecimal digits.")]
OfferId = Annotated[str, Path(pattern=_ID, description="The offer's id: hexadecimal digits.")]
Name = Annotated[str, Path(min_length=1, max_length=200, pattern=_PLAIN_TEXT)]
AskedName = Annotated[str, Query(min_length=1, max_length=120, pattern=_PLAIN_TEXT)]
AskedKind = Annotated[str, Query(min_length=1, max_length=20, pattern=_PLAIN_TEXT)]
AskedFence = Annotated[int, Query(ge=0, le=LARGEST_INTEGER, description="The number that the lease was given under.")]
