"""The town, built once and copied for each test: its rows take longer to write than to copy."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.core import settings as settings_module
from orchestrator.core.db import Database
from tests.journeys.town import Town, build

_built: dict[Path, Town] = {}


def copy_of_town(template: Path, folder: Path) -> Town:
    """A town of its own on SQLite, with its pictures in this test's home folder."""
    if template not in _built:
        _built[template] = _build(template)
    town = _built[template]
    (folder / "town.db").write_bytes((template.parent / "town.db").read_bytes())
    shutil.copytree(template.parent / "town-home", settings_module.settings().home, dirs_exist_ok=True)
    return replace(town, database=Database(f"sqlite:///{folder / 'town.db'}"))


def _build(template: Path) -> Town:
    path = template.parent / "town.db"
    path.write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COE_HOME", str(template.parent / "town-home"))
        settings_module.settings.cache_clear()
        town = build(database, patched)
    settings_module.settings.cache_clear()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return town
