"""A database brought back to a kept state in milliseconds: a file's bytes, or rows beside the rows."""

from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from storage import migrate

MEMORY = Path("/dev/shm")


class Keeping(Protocol):
    """One database, and its kept states by name."""

    url: str

    def keep(self, name: str) -> None: ...

    def bring_back(self, name: str) -> None: ...

    def end(self) -> None: ...


class KeptFile:
    """SQLite, in memory where the machine offers that."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "chaos.db"
        self.url = f"sqlite:///{self.path}"
        self._kept: dict[str, bytes] = {}
        migrate.upgrade(self.url)

    def keep(self, name: str) -> None:
        """After the last connection was closed, the file is all there is."""
        self._kept[name] = self.path.read_bytes()

    def bring_back(self, name: str) -> None:
        for end in ("", "-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{end}").unlink(missing_ok=True)
        self.path.write_bytes(self._kept[name])

    def end(self) -> None:
        self.bring_back(next(iter(self._kept)))
        self.path.unlink()


class KeptRows:
    """PostgreSQL: each kept state is a schema with copies of the tables."""

    def __init__(self, server: str, name: str) -> None:
        self._server = server
        self._name = name
        with psycopg.connect(server, autocommit=True) as administrator:
            administrator.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            administrator.execute(f'CREATE DATABASE "{name}"')
        self.url = make_url(server).set(database=name).render_as_string(hide_password=False)
        migrate.upgrade(self.url)
        self._connection: psycopg.Connection[Any] = psycopg.connect(self.url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute("SET synchronous_commit = off")
        self._back: dict[str, str] = {}

    def keep(self, name: str) -> None:
        tables = self._column("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        schema = f'"kept {name}"'
        run = self._connection.execute
        run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        run(f"CREATE SCHEMA {schema}")
        back = []
        for table in tables:
            run(f'CREATE TABLE {schema}."{table}" AS TABLE public."{table}"')
            back.append(f'DELETE FROM public."{table}"')
            back.append(f'INSERT INTO public."{table}" SELECT * FROM {schema}."{table}"')
        for sequence in self._column(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
        ):
            at = self._connection.execute(
                f'SELECT last_value, is_called FROM public."{sequence}"'
            ).fetchone()
            assert at is not None
            back.append(f"SELECT setval('public.\"{sequence}\"', {at[0]}, {at[1]})")
        self._back[name] = ";".join(back)

    def bring_back(self, name: str) -> None:
        self._connection.execute(f"BEGIN;{self._back[name]};COMMIT")

    def end(self) -> None:
        self._connection.close()
        with psycopg.connect(self._server, autocommit=True) as administrator:
            administrator.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    def _column(self, query: str) -> list[str]:
        return [str(row[0]) for row in self._connection.execute(query).fetchall()]
