"""A clock that moves when told, a fresh database of each kind, and the whole bot beside the workspace."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Parts
from bot.demo.world import World
from bot.domain.policy import Policy
from bot.sandbox import Clock
from storage import Database, migrate
from tests.postgres import Emptied, running_postgres

KINDS = ("sqlite", "postgres")
PATIENCE = 20.0
"""Seconds an answer may take in tests that are not about its three: a machine may be busy."""
TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", action="store_true", help="take the pictures in docs/img anew (browser)"
    )
    parser.addoption(
        "--both", action="store_true", help="every test of a handler on PostgreSQL too (nightly)"
    )


class MovingClock:
    """Stands still until told; for tests without the workspace."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that every test on SQLite copies."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> "Emptied":
    """A migrated database that every test on PostgreSQL finds empty."""
    return Emptied(postgres_server, f"test_{os.getpid()}")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the machine has one: nothing of a test has to survive it, and waiting
    for the disk at every commit is half of the time of all tests."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="data-incident-test-", dir=shared) as folder:
        yield Path(folder)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, memory: Path) -> Iterator[str]:
    """The URL of a fresh database with the newest schema; the test runs once on each kind."""
    if request.param == "sqlite":
        path = memory / "test.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    database: Emptied = request.getfixturevalue("postgres_database")
    yield database.url
    database.empty()


@pytest.fixture
async def db(database_url: str, clock: MovingClock) -> AsyncIterator[Database]:
    """An open database, for storage and services."""
    database = Database(database_url, Policy(default_oncall="UANA"), clock)
    yield database
    await database.close()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot beside the local workspace, with the shop's people, channels and assets."""
    made = World(database_url)
    await made.start()
    made.sandbox.world.sender.patience = PATIENCE
    yield made
    await made.stop()


@pytest.fixture
async def tuesday(database_url: str) -> AsyncIterator[World]:
    """A world in which it is Tuesday, until the clock is moved."""
    made = World(database_url, clock=Clock(TUESDAY))
    await made.start()
    made.sandbox.world.sender.patience = PATIENCE
    yield made
    await made.stop()


@pytest.fixture
async def limited(database_url: str) -> AsyncIterator[World]:
    """A world with Slack's rate limits, in which it is Tuesday until the clock is moved."""
    made = World(database_url, clock=Clock(TUESDAY), parts=Parts())
    await made.start()
    made.sandbox.world.sender.patience = PATIENCE
    made.sandbox.rate_limits = True
    yield made
    await made.stop()
