"""The commit point and the effects behind it: declared, done, read back; after a crash checked first.

An effect's check answers ``present`` (the system shows its key with what was decided), ``absent`` or
``cannot tell``. What an earlier attempt may have done is never done again before its check said *absent*.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from shared_library.cases.case import Case, Json
from shared_library.errors import ApplicationException, CannotTell, ReadBackDiffers, ReadBackMissing

VERDICTS = ("present", "absent", "cannot tell")
Keyword = Callable[[], object]


class Adapter(Protocol):
    """What the commit point needs of the platform: the adapters have it, and an item of `shared_library.queue`."""

    def ensure_lease(self) -> None: ...

    def commit(self, item_id: str, effects: list[Json]) -> list[Json]: ...

    def set_effect(self, item_id: str, seq: int, state: str, detail: Json | None = None) -> None: ...


def declare(adapter: Adapter, case: Case, kinds: tuple[str, ...], left_in_prepare: str = "") -> None:
    """Tell the platform every effect and its key before the first save. Known ones are kept as they are:
    what the commit point said stands, even if the mode has been changed since."""
    known = {effect["kind"] for effect in case.effects}
    if left_in_prepare and (left_in_prepare not in known if known else case.prepares):
        case.left_to_person = {left_in_prepare}
        kinds = tuple(kind for kind in kinds if kind != left_in_prepare)
    if known >= set(kinds):
        return
    wanted: list[Json] = [{"kind": kind, "key": case.key(kind)} for kind in kinds]
    found_before = {effect["kind"]: effect for effect in case.effects}
    answer = adapter.commit(case.id, wanted)
    # One declared a moment ago cannot have been done by anybody: it needs no check.
    case.effects = [found_before.get(e["kind"], {**e, "fresh": e["state"] == "declared"}) for e in answer]


def do(adapter: Adapter, case: Case, kind: str, act: Keyword, check: Keyword) -> None:
    """Do one effect once, and see it in the system afterwards. One that is left to a person is not touched."""
    if kind in case.left_to_person:
        return
    effect = case.effect(kind)
    if effect["state"] == "confirmed":
        return
    if not effect.get("fresh") and _found(adapter, case, effect, check):
        return
    case.clock.begin("write")
    adapter.ensure_lease()
    act()
    _set(adapter, case, effect, "done")
    case.clock.begin("read_back")
    if _verdict(adapter, case, effect, check) != "present":
        raise ReadBackMissing(f"The effect {kind} was saved, but the page does not show its key.")
    _set(adapter, case, effect, "confirmed")


def _found(adapter: Adapter, case: Case, effect: Json, check: Keyword) -> bool:
    """After a death behind the commit point: True when it is there; a person when nobody can tell."""
    case.clock.begin("read_back")
    verdict = _verdict(adapter, case, effect, check)
    if verdict == "present":
        _set(adapter, case, effect, "confirmed")
        return True
    if verdict == "cannot tell":
        _set(adapter, case, effect, "unknown")
        raise CannotTell(
            f"An earlier attempt may have done the effect {effect['kind']}, and the system does not show "
            "whether it did. Look in the case system for its key and finish there."
        )
    _set(adapter, case, effect, "absent")
    return False


def _verdict(adapter: Adapter, case: Case, effect: Json, check: Keyword) -> str:
    try:
        verdict = check()
    except ReadBackDiffers:
        _set(adapter, case, effect, "unknown")
        raise
    if verdict not in VERDICTS:
        raise ApplicationException(
            "check_answer", f"The check of {effect['kind']} must answer one of: {', '.join(VERDICTS)}."
        )
    return str(verdict)


def _set(adapter: Adapter, case: Case, effect: Json, state: str) -> None:
    adapter.set_effect(case.id, int(effect["seq"]), state, {"key": effect["key"]})
    effect["state"] = state
    effect["fresh"] = False
