"""One worker, two municipalities, two releases of one package at once; and a release that may not run, is not run."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator.core.errors import ReleaseRefused
from orchestrator.core.settings import settings
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.verified import Releases
from orchestrator.operations.workers import environment
from orchestrator.operations.workers.execution import Execution

TASKS = """
*** Settings ***
Library    Says.py

*** Tasks ***
Say Where
    Log To Console    ${NONE}
    Say
"""
LIBRARY = """
import json, os, sys, time
from pathlib import Path


def say():
    '''What this robot is: its release, its environment, its municipality. Stays until the other has said so too.'''
    told = {"release": "RELEASE", "python": os.environ["MADE_FOR"], "municipality": os.environ["COE_MUNICIPALITY"],
            "own": os.environ["ROBOT_ROOT"] in os.getcwd()}
    meeting = Path(os.environ["HOME"])
    (meeting / told["municipality"]).write_text(json.dumps(told))
    until = time.time() + 20
    while len(list(meeting.glob("1*"))) < 2 and time.time() < until:
        time.sleep(0.05)
"""


class Portal:
    """What a worker fetches and tells."""

    def __init__(self) -> None:
        self.archives: dict[str, bytes] = {}

    async def archive(self, sha256: str) -> bytes:
        return self.archives[sha256]

    async def lines(self, *_told: Any) -> None: ...


def release(root: Path, portal: Portal, version: str) -> dict[str, str]:
    """A package as it stands in this version, with a lock file of its own."""
    folder = root / version / "robots" / "pair"
    folder.mkdir(parents=True)
    (folder / "robot.yaml").write_text("tasks: {Say Where: {robotTaskName: Say Where}}")
    (folder / "tasks.robot").write_text(TASKS)
    (folder / "Says.py").write_text(LIBRARY.replace("RELEASE", version))
    (root / version / "shared_library").mkdir()
    (root / version / "robots.lock").write_text(f"# what {version} needs\n")
    packed = archives.build_archive(root / version, "pair")
    sha256 = archives.digest(packed)
    portal.archives[sha256] = packed
    return {"sha256": sha256, "signature": signing.sign(settings().home, sha256).hex()}


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Portal:
    """An environment is a Python that knows for which lock file it was made."""

    def build(target: Path, lock: Path) -> None:
        (target / "bin").mkdir(parents=True)
        python = target / "bin" / "python"
        python.write_text(f"#!/bin/sh\nMADE_FOR='{lock.read_text().strip()}' exec {sys.executable} \"$@\"\n")
        python.chmod(0o755)

    monkeypatch.setattr(environment, "_build", build)
    (tmp_path / "meeting").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "meeting"))
    signing.ensure_keys(settings().home)
    return Portal()


def spec(code: str, told: dict[str, str], **more: str) -> dict[str, Any]:
    return {
        "run_id": f"run-{code}", "municipality": code, "process": "pair", "package": "pair", "task": "Say Where",
        "token": f"token-{code}", **told, **more,
    }  # fmt: skip


async def _run(portal: Portal, releases: Releases, told: dict[str, Any]) -> Any:
    execution = Execution(portal, releases, told)  # type: ignore[arg-type]
    return await execution.run(*await execution.prepare())


def test_two_municipalities_run_two_releases_of_one_package_at_once_each_in_its_own_environment(
    portal: Portal, tmp_path: Path
) -> None:
    old, new = release(tmp_path, portal, "1.0.0"), release(tmp_path, portal, "2.0.0")
    releases = Releases(settings().home.resolve())

    async def both() -> Any:
        return await asyncio.gather(
            _run(portal, releases, spec("1287", old)), _run(portal, releases, spec("1285", new))
        )

    assert [ending.code for ending in asyncio.run(both())] == [0, 0]
    said = {path.name: json.loads(path.read_text()) for path in (tmp_path / "meeting").glob("1*")}
    assert said == {
        "1287": {"release": "1.0.0", "python": "# what 1.0.0 needs", "municipality": "1287", "own": True},
        "1285": {"release": "2.0.0", "python": "# what 2.0.0 needs", "municipality": "1285", "own": True},
    }


def test_what_was_withdrawn_is_not_run_though_it_lies_here_verified_and_unpacked(
    portal: Portal, tmp_path: Path
) -> None:
    told = release(tmp_path, portal, "1.0.0")
    releases = Releases(settings().home.resolve())
    ready = Execution(portal, releases, spec("1287", told))  # type: ignore[arg-type]
    asyncio.run(ready.prepare())
    refused = Execution(portal, releases, spec("1287", told, refusal="It was withdrawn: the wrong month."))  # type: ignore[arg-type]
    with pytest.raises(ReleaseRefused, match="It was withdrawn: the wrong month"):
        asyncio.run(refused.prepare())


@pytest.mark.parametrize("harm", ["a changed byte", "another's key"])
def test_what_the_center_did_not_sign_is_neither_unpacked_nor_run(portal: Portal, tmp_path: Path, harm: str) -> None:
    told = release(tmp_path, portal, "1.0.0")
    if harm == "a changed byte":
        portal.archives[told["sha256"]] = portal.archives[told["sha256"]].replace(b"Say Where", b"Say There")
    else:
        other = tmp_path / "another"
        signing.ensure_keys(other)
        told["signature"] = signing.sign(other, told["sha256"]).hex()
    execution = Execution(portal, Releases(settings().home.resolve()), spec("1287", told))  # type: ignore[arg-type]
    with pytest.raises(ReleaseRefused, match=r"its hash differs|not signed by the Center"):
        asyncio.run(execution.prepare())
    assert not list((settings().home / "unpacked").glob("*/robots"))
