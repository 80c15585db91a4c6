"""A municipality's twin in the test environment: a tenant of its own, so that nothing invented touches what is real.

It has keys, secrets, a queue and runs of its own. What is read and counted by municipality never meets it, and no robot
of it has a real address or password: a subscription of the twin names the test environment, and nothing else.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm import Session

from orchestrator.core.clock import now, today
from orchestrator.core.db import Municipality
from orchestrator.core.errors import Conflict
from orchestrator.governance.catalogue.changes import changed
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules import MODES, check_configuration, ground_of
from orchestrator.governance.catalogue.service import find
from orchestrator.governance.catalogue.states import State
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import keys, secrets

_FIRST = "P"
REAL: ColumnElement[bool] = literal_column(f"municipality.code < '{_FIRST}'")


def twin_of(code: str) -> str:
    """1287 → Q287: the first digit as a letter, so that no twin is taken for a municipality, and each has its own."""
    return chr(ord(_FIRST) + int(code[0])) + code[1:]


def is_twin(code: str) -> bool:
    """Whether this is a municipality of the test environment."""
    return code >= _FIRST


def furnish_twin(
    session: Session,
    code: str,
    release: Release,
    chosen: dict[str, str],
    parameters: dict[str, Any],
    process: dict[str, Any],
) -> Subscription:
    """The twin of a municipality with this release, ready to work. The session is in the twin's scope.

    `chosen`: `testbed` and `vendor` for the package's own configuration of the test environment. Raises Conflict for a
    package that brings none.
    """
    told = release.manifest.get("testbed") or {}
    if not told.get("configuration"):
        raise Conflict("The package does not say how it is tried in the test environment. Ask its developers.")
    twin, name = twin_of(code), str(release.manifest.get("process") or release.package)
    if session.get(Municipality, twin) is None:
        session.add(Municipality(code=twin, name=f"Testmiljön ({code})", inhabitants=None))
        session.flush()
        keys.create_key(session, twin)
    uses = find(session, twin, name)
    if uses is None:
        uses = Subscription(municipality_code=twin, process=name, package=release.package, release_id=release.id,
                            mode="shadow", changed_at=now(), ring="testbed")  # fmt: skip
        session.add(uses)
    allowed = [mode for mode in MODES if mode in (process.get("modes") or MODES)]
    uses.configuration = _filled(told["configuration"], chosen)
    check_configuration(release.manifest.get("configuration"), uses.configuration)
    uses.package, uses.release_id, uses.state = release.package, release.id, State.ACTIVE.value
    uses.parameters = parameters or _dated(told.get("parameters") or {})
    uses.mode, uses.ground = allowed[-1], dict.fromkeys(ground_of(process), "Testmiljön")
    session.flush()
    changed(session, uses, "tried", release=release.version)
    return uses


def enter_accounts(session: Session, uses: Subscription, release: Release, password: str) -> None:
    """The robot's accounts in the test environment; never the municipality's own."""
    for name in release.manifest.get("secrets") or []:
        values = {"username": f"robot-{uses.municipality_code}", "password": password}
        secrets.put(session, uses.municipality_code, str(name), values)


def _filled(configuration: dict[str, Any], chosen: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(configuration)
    for name, value in chosen.items():
        text = text.replace("{" + name + "}", value)
    filled: dict[str, Any] = json.loads(text)
    return filled


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    first = date(today().year - 1, 1, 1).isoformat()
    return {
        key: value if key == "confirmed" else [
            {"valid_from": first, "valid_to": None, "value": value, "source": "Testmiljön"}
        ]
        for key, value in values.items()
    }  # fmt: skip
