"""Transactions: all or nothing, once, and an honest answer when the database does not take it."""

import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.domain.errors import AlreadyDone, Busy
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.severity import Severity
from bot.services import declaring
from bot.services.declaring import Declaration
from storage import Database, migrate
from storage.incidents import INCIDENTS
from tests.conftest import MovingClock


def an_incident() -> Incident:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    return Incident(title="Late", severity=Severity.SEV2, declared_by="UANA", declared_at=at)


async def test_a_change_that_fails_later_leaves_nothing(db: Database, clock: MovingClock) -> None:
    said = Declaration(title="Revenue is missing", severity=Severity.SEV1)

    async def declare_and_fail() -> None:
        async with db.transaction() as tx:
            await declaring.declare(tx, said, by="UANA", key="k", now=clock())
            raise RuntimeError("later")

    with pytest.raises(RuntimeError, match="later"):
        await declare_and_fail()

    async with db.reading() as tx:
        assert await tx.incidents.list_latest() == []
        assert await tx.outbox.count() == 0


async def test_a_key_is_consumed_once_and_only_by_a_commit(db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with db.transaction(once="view:1"):
            raise RuntimeError("not committed")
    async with db.transaction(once="view:1"):
        pass

    with pytest.raises(AlreadyDone):
        async with db.transaction(once="view:1"):
            raise AssertionError("must not run")


async def test_an_incident_comes_back_as_it_was_kept(db: Database) -> None:
    async with db.transaction() as tx:
        kept = await tx.incidents.add(an_incident())

    async with db.reading() as tx:
        assert await tx.incidents.get(kept.id) == kept


def test_the_newest_revision_is_the_one_the_program_names() -> None:
    versions = Path(migrate.__file__).parent / "migrations" / "versions"

    revisions = sorted(path.name.split("_")[0] for path in versions.glob("[0-9]*.py"))

    assert revisions[-1] == migrate.HEAD


async def test_migrations_run_twice_change_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)

    assert migrate.is_current(database_url)


@pytest.fixture
def locked(empty_sqlite: Path, tmp_path: Path) -> Path:
    path = tmp_path / "locked.db"
    path.write_bytes(empty_sqlite.read_bytes())
    return path


async def test_a_locked_database_is_answered_within_three_seconds(
    locked: Path, clock: MovingClock
) -> None:
    db = Database(f"sqlite:///{locked}", Policy(), clock)
    other = sqlite3.connect(locked, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()

    with pytest.raises(Busy, match="nothing was changed"):
        async with db.transaction() as tx:
            await tx.incidents.add(an_incident())

    assert time.monotonic() - begun < 3
    other.rollback()
    other.close()
    async with db.transaction() as tx:
        assert (await tx.incidents.add(an_incident())).id == 1
    await db.close()


async def test_a_full_disk_refuses_new_work_and_keeps_reading(
    locked: Path, clock: MovingClock
) -> None:
    db = Database(f"sqlite:///{locked}", Policy(), clock)
    async with db.transaction() as tx:
        await tx.incidents.add(an_incident())
        await tx.connection.exec_driver_sql("PRAGMA max_page_count=1")

    async def declare_many() -> None:
        async with db.transaction() as tx:
            for _ in range(500):
                await tx.incidents.add(an_incident())

    with pytest.raises(Busy):
        await declare_many()

    async with db.reading() as tx:
        assert len(await tx.incidents.list_latest()) == 1
    await db.close()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_what_readings_asked_often_stays_prepared(db: Database) -> None:
    query = select(INCIDENTS.c.title).where(INCIDENTS.c.id == 7)
    for _ in range(10):
        async with db.reading() as tx:
            await tx.connection.execute(query)

    async with db.reading() as tx:
        prepared = text("SELECT statement FROM pg_prepared_statements")
        statements = (await tx.connection.execute(prepared)).scalars().all()
    assert any("incident.title" in statement for statement in statements)
