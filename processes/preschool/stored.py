"""A round as it is stored: one text for the same round however it was told, and the hash that names it."""

import json
from hashlib import sha256
from typing import Any

from processes.preschool.round_facts import Round

Json = dict[str, Any]


def canonical(facts: Round) -> str:
    """The round's JSON with sorted keys and lists. Wishes keep their order: it says what is wished most."""
    told = facts.model_dump(mode="json", by_alias=True)
    for child in told["children"]:
        child["sibling_units"] = sorted(child["sibling_units"])
    for unit in told["units"]:
        unit["places"].sort(key=lambda place: place["place"])
    for name, key in (("children", "child"), ("units", "unit"), ("settings", "key")):
        told[name].sort(key=lambda part: part[key])
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """SHA-256 of the stored text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def result_text(result: Json) -> str:
    """A result in the same form: two rounds came out the same when these are equal."""
    return json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
