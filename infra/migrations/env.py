"""Alembic's entry: the same revisions run on SQLite (in batch mode) and on PostgreSQL."""

from alembic import context
from sqlalchemy import create_engine, pool

from orchestrator.core.isolation import isolate
from orchestrator.entrypoints.models import metadata


def run() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True,
            user_module_prefix="db.",
        )  # fmt: skip
        with context.begin_transaction():
            before = context.get_context().get_current_revision()
            context.run_migrations()
            # Policies take locks: only where tables may have changed.
            if context.get_context().get_current_revision() != before:
                isolate(connection)


run()
