"""The settings of a round on a day: what the municipality has published (`ranking/*.yaml`), and what it has set itself.

For the one who lays a round together. The round stores what this gave, so that it can be computed again without it.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from processes.kit.errors import ParameterMissing
from processes.kit.municipal import Municipal
from processes.kit.parameters import Parameter, Parameters, load_parameters
from processes.kit.process import PROCESSES
from processes.preschool.settings import FORMS

Json = dict[str, Any]
OWN = "ranking_"
"""Stands before the key of a municipality's own value."""
_SURE = ("V", "D")


@cache
def files() -> Parameters:
    """Every published value, keyed `<municipality>.<key>`."""
    return load_parameters(PROCESSES / "preschool", "ranking")


def settings(municipality: str, config: Mapping[str, Any], on: date) -> list[Json]:
    """Every setting in force on the day; its own value goes before the published one, and an empty one says so."""
    own = Municipal(config)
    return [_setting(key, municipality, own, on) for key in FORMS]


def config(municipality: str) -> dict[str, list[Json]]:
    """What is published, as a subscription's own dated values: for whoever fills one in. The rules of an application
    read these. A value that somebody must confirm is left out: filled in, it would look decided."""
    found: dict[str, list[Json]] = {}
    for value in files():
        code, key = value.key.split(".")
        if code == municipality and value.value is not None and value.confidence in _SURE:
            own = OWN + key if key in FORMS else key
            end = None if value.valid_to is None else value.valid_to.isoformat()
            found.setdefault(own, []).append({
                "valid_from": value.valid_from.isoformat(), "valid_to": end, "value": value.value["rule"],
                "source": f"{value.value['sv']} {value.source}",
            })  # fmt: skip
    return found


def _setting(key: str, municipality: str, own: Municipal, on: date) -> Json:
    """Its own value, unless it is the published one: that has its sentence in both languages."""
    published = _published(key, municipality, own, on)
    try:
        found = own.on(OWN + key, on)
    except ParameterMissing:
        return published
    if found.value == published["value"]:
        return {**published, "confirmed": True}
    return {
        "key": key,
        "value": found.value,
        "sv": found.source,
        "en": found.source,
        **_ground(found),
        "confirmed": True,
    }


def _published(key: str, municipality: str, own: Municipal, on: date) -> Json:
    try:
        found = files().on(f"{municipality}.{key}", on)
    except ParameterMissing:
        nothing = {"source": "", "confidence": "U", "valid_from": None, "confirmed": False}
        return {"key": key, "value": None, "sv": "", "en": "", **nothing}
    told = found.value
    return {
        "key": key, "value": told["rule"], "sv": told["sv"], "en": told["en"], **_ground(found),
        "confirmed": own.confirms(found, on),
    }  # fmt: skip


def _ground(found: Parameter) -> Json:
    return {"source": found.source, "confidence": found.confidence, "valid_from": found.valid_from.isoformat()}
