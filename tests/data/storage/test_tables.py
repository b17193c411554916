from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from data.storage import database
from data.storage.tables import MODULES, metadata


def test_the_migrations_lead_to_just_the_tables_that_are_declared(database_url):
    made = database.engine(database_url)
    with made.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    made.dispose()


def test_keys_and_checks_are_the_same_too(database_url):
    """Autogeneration does not compare these."""
    made = database.engine(database_url)
    found = inspect(made)
    for name, table in metadata.tables.items():
        keys = found.get_pk_constraint(name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key], name
        checks = {check["name"] for check in found.get_check_constraints(name)}
        declared = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert checks == declared, name
        uniques = {tuple(u["column_names"]) for u in found.get_unique_constraints(name)}
        declared = {
            tuple(column.name for column in c.columns)
            for c in table.constraints
            if type(c).__name__ == "UniqueConstraint"
        }
        assert uniques == declared, name
    made.dispose()


def test_the_way_back_leaves_nothing_behind(database_url):
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    config.attributes["url"] = database_url
    command.downgrade(config, "base")
    made = database.engine(database_url)
    assert set(inspect(made).get_table_names()) <= {"alembic_version"}
    made.dispose()


def test_every_module_of_tables_is_known():
    files = {path.stem for path in Path(database.__file__).parent.glob("*.py")}
    known = {module.__name__.rpartition(".")[2] for module in MODULES}
    assert known == files - {"__init__", "base", "database", "tables", "writing"}


def test_every_table_and_every_column_that_needs_one_has_a_named_key():
    for table in metadata.tables.values():
        assert table.primary_key.columns
        assert all(constraint.name for constraint in table.constraints)
