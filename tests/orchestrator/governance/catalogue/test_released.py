"""Rules that decide come from a signed release, verified and locked in; a robot's schema major chooses them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, CoeError, Unavailable
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.governance.pipeline import service as pipeline
from tests.support import releases
from tests.support.house import PROCESS, House

HOST = """
import json, sys
from pathlib import Path

root = Path(sys.argv[1])
for line in sys.stdin:
    asked = json.loads(line)
    try:
        said = eval((root / "processes/economic_assistance/rules.py").read_text())
        print(json.dumps({"ok": True, "assessment": said}))
    except Exception as error:
        print(json.dumps({"ok": False, "error": {"kind": "x", "message": f"{type(error).__name__}: {error}"}}))
    sys.stdout.flush()
"""


def tree(folder: Path, rules: str, version: str = "1.0.0", major: int = 1) -> Path:
    """A working tree with the smallest process: its rules are one expression."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "processes" / "kit").mkdir(parents=True)
    (folder / "processes" / PROCESS).mkdir()
    (folder / "processes" / "kit" / "host.py").write_text(HOST)
    (folder / "processes" / PROCESS / "rules.py").write_text(rules)
    told = f"name: {PROCESS}\nversion: {version}\nschema_major: {major}\n"
    (folder / "processes" / PROCESS / "process.yaml").write_text(told)
    return folder


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    signing.ensure_keys(settings().home)
    yield House(sqlite_database).furnish()
    released.hosts.close()


def publish(house: House, folder: Path, rules: str, ring: str = "all", **told: Any) -> str:
    with house.database.session(Scope.steward("test")) as session:
        releases.act_as(session, releases.AUTHOR)
        draft = releases.packages.draft_process(session, tree(folder, rules, **told), PROCESS)
        return str(releases.through(session, draft, ring).sha256)


def ask(house: House) -> Any:
    with house.database.session(house.scope) as session:
        uses = session.scalars(select(Subscription)).one()
        return released.in_force(session, uses).assess(PROCESS, {}, house.code, {}, "2026-11-23")


def test_the_newest_rules_of_the_robots_schema_major_decide_without_anybody_pinning_them(
    house: House, tmp_path: Path
) -> None:
    publish(house, tmp_path / "tree", "'norm of 2026'")
    assert ask(house) == "norm of 2026"
    publish(house, tmp_path / "tree", "'facts that this robot does not speak'", version="2.0.0", major=2)
    assert ask(house) == "norm of 2026"
    publish(house, tmp_path / "tree", "'only for the pilots'", "pilot", version="1.2.0")
    assert ask(house) == "norm of 2026"
    publish(house, tmp_path / "tree", "'norm of 2027'", version="1.10.0")
    assert ask(house) == "norm of 2027"


def test_halted_rules_are_left_for_the_former_at_once(house: House, tmp_path: Path) -> None:
    publish(house, tmp_path / "tree", "'former'")
    sha256 = publish(house, tmp_path / "tree", "'wrong'", version="1.0.1")
    assert ask(house) == "wrong"
    with house.database.session(Scope.steward("test")) as session:
        row = session.scalars(select(ProcessRelease).where(ProcessRelease.sha256 == sha256)).one()
        pipeline.halt(session, row, "the rent ceiling is read from the wrong line")
    assert ask(house) == "former"


def test_without_published_rules_nothing_is_decided(house: House) -> None:
    with pytest.raises(Unavailable, match="No rules of economic_assistance with facts economic_assistance/1"):
        ask(house)


def test_an_archive_that_was_changed_is_not_unpacked(house: House, tmp_path: Path) -> None:
    sha256 = publish(house, tmp_path / "tree", "'right'")
    archive = settings().releases_dir / f"{sha256}.zip"
    archive.write_bytes(archive.read_bytes().replace(b"'right'", b"'wrong'"))
    with pytest.raises(BadInput, match="not what was published"):
        ask(house)


def test_files_that_were_changed_after_unpacking_are_unpacked_anew_before_they_are_asked(
    house: House, tmp_path: Path
) -> None:
    sha256 = publish(house, tmp_path / "tree", "'right'")
    assert ask(house) == "right"
    (settings().home / "rules" / sha256 / "processes" / PROCESS / "rules.py").write_text("'wrong'")
    for host in released.hosts._hosts.values():
        host.close()  # the next question starts another interpreter
    assert ask(house) == "right"


@pytest.mark.parametrize(
    "rules",
    [
        "__import__('socket').socket()", "__import__('subprocess').run(['true'])", "__import__('os').system('true')",
        "open('/etc/passwd').read()", "open(str(root / 'mine'), 'w')", "__import__('os').remove(str(root / 'x'))",
        "__import__('ctypes').CDLL(None)", "open(str(root.parents[1] / 'keys' / 'release.key'), 'rb').read()",
    ],
)  # fmt: skip
def test_rules_reach_neither_network_nor_programs_nor_files_of_others(house: House, tmp_path: Path, rules: str) -> None:
    publish(house, tmp_path / "tree", rules)
    with pytest.raises(CoeError, match="PermissionError: rules may"):
        ask(house)
