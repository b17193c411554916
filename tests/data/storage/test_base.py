import pytest
from sqlalchemy import CheckConstraint, MetaData, PrimaryKeyConstraint, inspect

from data.storage.base import Base
from data.storage.tables import metadata


def test_every_constraint_of_every_table_has_a_name():
    for table in metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, (table.name, constraint)
            if isinstance(constraint, PrimaryKeyConstraint):
                assert constraint.name == f"pk_{table.name}"
            if isinstance(constraint, CheckConstraint):
                assert constraint.name.startswith(f"ck_{table.name}_")


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_the_migrated_database_has_the_columns_lengths_and_keys_of_the_classes(sessions, table):
    wanted = metadata.tables[table]
    stored = MetaData()
    with sessions() as session:
        stored.reflect(session.connection(), only=[table])
        unique = inspect(session.connection()).get_unique_constraints(table)
    found = stored.tables[table]
    assert set(found.columns.keys()) == set(wanted.columns.keys())
    for column in wanted.columns:
        there = found.columns[column.name]
        assert there.nullable == column.nullable, column.name
        assert there.primary_key == column.primary_key, column.name
        assert getattr(there.type, "length", None) == getattr(column.type, "length", None)
        assert {k.target_fullname for k in there.foreign_keys} == {
            k.target_fullname for k in column.foreign_keys
        }
    assert {tuple(one["column_names"]) for one in unique} == {
        tuple(constraint.columns.keys())
        for constraint in wanted.constraints
        if constraint.__visit_name__ == "unique_constraint"
    }
