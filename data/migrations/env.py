"""Alembic environment: the same steps on SQLite and PostgreSQL."""

from alembic import context

from data.storage import database, tables


def run() -> None:
    """Run the migrations on the database that the caller names, else that of the settings."""
    connectable = database.engine(context.config.attributes["url"])
    with connectable.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    connectable.dispose()


run()
