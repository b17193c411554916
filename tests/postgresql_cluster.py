"""A PostgreSQL cluster of the tests' own: in a temporary folder, reached by a socket only."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

_SERVER_USER = "postgres"


def programs():
    """Folder of ``initdb`` and ``pg_ctl``; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    # Debian keeps the programs of a server out of the path.
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


@contextmanager
def cluster(folder):
    """Run a cluster in ``folder``; give the address of an empty database."""
    # The server refuses to be run by root.
    other = {"user": _SERVER_USER, "group": _SERVER_USER} if os.geteuid() == 0 else {}
    folder.mkdir()
    if other:
        shutil.chown(folder, **other)
    data, log = folder / "data", folder / "log"

    def run(program, *arguments):
        command = [str(programs() / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **other)

    run("initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
    try:
        yield f"postgresql+psycopg://tester@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
