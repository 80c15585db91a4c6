"""Which modes a subscription may have."""

from typing import Any

import pytest

from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.catalogue.rules import MODES, SERVED_MODES, check_mode
from tests.support.house import GROUND

AUTHORITY: dict[str, Any] = {"name": "p", "modes": list(MODES), "outcome_kind": "authority"}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_served_now_that_people_have_an_inbox(mode: str) -> None:
    assert mode in SERVED_MODES
    check_mode(AUTHORITY, mode, GROUND)


def test_a_process_decides_which_modes_it_allows() -> None:
    with pytest.raises(Conflict, match="does not allow decide"):
        check_mode(AUTHORITY | {"modes": ["shadow"]}, "decide", GROUND)
    with pytest.raises(BadInput, match="no mode"):
        check_mode(AUTHORITY, "magic", GROUND)


@pytest.mark.parametrize("missing", GROUND)
def test_decide_needs_every_part_of_its_recorded_ground(missing: str) -> None:
    with pytest.raises(Conflict, match=missing):
        check_mode(AUTHORITY, "decide", {key: value for key, value in GROUND.items() if key != missing})
