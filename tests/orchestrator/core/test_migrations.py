"""The migrations make the tables that the models say, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from orchestrator.core.db import Database
from orchestrator.entrypoints.models import metadata


def test_the_migrated_tables_are_the_models_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
