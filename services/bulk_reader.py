"""Run a query on an SQLite file and write the result to stdout as an Arrow stream.

Started by :mod:`services.bulk` as a process of its own: ``bulk_reader.py FILE QUERY``. It keeps to
the bare driver, since the usual interface would load pandas and double the time of a start.
"""

import sys

import adbc_driver_manager as adbc
import adbc_driver_sqlite
import pyarrow as pa

_ALL = "10000000"
"""Rows of a batch. Kinds of columns follow from the first batch, so there is only one."""


def main(path: str, query: str) -> None:
    """Run the query and write its rows."""
    driver = adbc_driver_sqlite._driver_path()
    with (
        adbc.AdbcDatabase(driver=driver, uri=path) as database,
        adbc.AdbcConnection(database) as connection,
        adbc.AdbcStatement(connection) as statement,
    ):
        statement.set_options(**{"adbc.sqlite.query.batch_rows": _ALL})
        statement.set_sql_query(query)
        handle, _ = statement.execute_query()
        rows = pa.RecordBatchReader._import_from_c(handle.address)
        with pa.ipc.new_stream(sys.stdout.buffer, rows.schema) as stream:
            for batch in rows:
                stream.write_batch(batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
