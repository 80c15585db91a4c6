"""Bring the database to the newest schema. One set of migrations for SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from orchestrator.core.errors import BadInput
from orchestrator.core.settings import ROOT, settings

_MIGRATIONS = ROOT / "infra" / "migrations"


def alembic_config(url: str) -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str) -> None:
    """Upgrade to the newest revision; makes the folder of a SQLite file."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), "head")


def migrate_own() -> None:
    """The platform's own database, before it is used.

    Where the steward has a login of its own, the tables are the owner's to change: a portal without the owner's address
    only looks whether they are the newest. Raises BadInput with what to do.
    """
    use = settings()
    if use.owner_database_url or not use.steward_database_url:
        migrate(use.owner_database)
        return
    newest = ScriptDirectory.from_config(alembic_config(use.database)).get_current_head()
    engine = create_engine(use.database, poolclass=pool.NullPool)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest:
        raise BadInput(
            f"The database is at revision {found or 'none'}, this version needs {newest}. Run `coe setup` with "
            "COE_OWNER_DATABASE_URL set to the owner's address, then start again."
        )
