"""Migrations that are killed, meet each other, wait, or find a schema of the future."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import Busy, NewerSchema, Unreachable
from bot.domain.notice import Way
from storage import migrate
from storage.database import full_url
from tests.conftest import KINDS

ROOT = Path(__file__).parents[2]
CATALOGUE = {
    "sqlite": ("SELECT name, sql FROM sqlite_master ORDER BY name",),
    "postgresql": (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    ),
}
NOTICE_OF_0001 = """
INSERT INTO notice (way, kind, "to", lane, needs, facts, incident, priority, slot, once, state,
    not_before, created_at, attempts, fence, lease_until, first_sent_at, done_at, error, channel, ts)
VALUES ('post', 'note', 'C1', 'C1', '', '{}', NULL, 1, '', NULL, 'waiting',
    NULL, '2026-02-03 09:00:00+00', 0, 0, NULL, NULL, NULL, '', '', '')
"""
DIES = """
import os, signal, sys
from sqlalchemy import Engine, event
from storage import migrate

begun = []
def count(*_):
    begun.append(1)
    if len(begun) == {number}:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", count)
migrate.upgrade(sys.argv[1])
"""


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(params=KINDS)
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"new_{os.getpid()}"
    with opened(server) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextmanager
def opened(url: str, *, isolation: str = "AUTOCOMMIT") -> Iterator[Connection]:
    """A connection of our own, beside the program's."""
    full = full_url(url).replace("+aiosqlite", "")
    engine = create_engine(full, isolation_level=isolation)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def migrating_elsewhere(url: str) -> Iterator[Connection]:
    """Another process is in the middle of a migration."""
    with opened(url) as other:
        if other.dialect.name == "sqlite":
            other.execute(text("BEGIN IMMEDIATE"))
        else:
            other.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": migrate.LOCK})
        yield other
        ends = "COMMIT" if other.dialect.name == "sqlite" else "SELECT pg_advisory_unlock_all()"
        other.execute(text(ends))


def shape(url: str) -> list[str]:
    """Every table with its columns and indexes, and the revision, as text."""
    with opened(url) as connection:
        asked = CATALOGUE[connection.dialect.name]
        found = [str(row) for one in asked for row in connection.execute(text(one))]
        if any("alembic_version" in one for one in found):
            found += [
                str(row)
                for row in connection.execute(text("SELECT version_num FROM alembic_version"))
            ]
    return found


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """The program dies before its n-th statement."""
    begun: list[str] = []

    def count(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        begun.append(statement)
        if len(begun) == number:
            raise Killed

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def dies_at(url: str, number: int) -> int:
    """A real process that is really killed before its n-th statement."""
    return subprocess.run(
        [sys.executable, "-c", DIES.format(number=number), url], cwd=ROOT, check=False
    ).returncode


def test_killed_at_any_statement_it_stands_at_a_whole_revision_and_a_new_start_goes_on(
    nothing_yet: str,
) -> None:
    stands = [shape(nothing_yet)]
    number = killed = 0

    while not (stands[-1] and migrate.is_current(nothing_yet)):
        number += 1
        with killed_at(number):
            try:
                migrate.upgrade(nothing_yet)
            except Killed:
                killed += 1
        if (now := shape(nothing_yet)) != stands[-1]:
            stands.append(now)
            number = 0

    assert len(stands) == 1 + len(migrate._known()), "as before, or one revision further: no other"
    assert killed > 40


@pytest.mark.parametrize("number", [30, 60])
def test_a_process_really_killed_in_a_migration_leaves_what_a_new_start_finishes(
    nothing_yet: str, number: int
) -> None:
    assert dies_at(nothing_yet, number) == -signal.SIGKILL
    assert not migrate.is_current(nothing_yet)

    migrate.upgrade(nothing_yet)

    assert migrate.is_current(nothing_yet)


async def test_two_that_start_at_once_take_turns(nothing_yet: str) -> None:
    starts = (asyncio.to_thread(migrate.upgrade, nothing_yet) for _ in range(3))

    await asyncio.gather(*starts)

    assert migrate.is_current(nothing_yet)


async def test_one_waits_until_the_other_has_migrated(nothing_yet: str) -> None:
    with migrating_elsewhere(nothing_yet):
        waiting = asyncio.create_task(asyncio.to_thread(migrate.upgrade, nothing_yet))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        assert not done
    await waiting

    assert migrate.is_current(nothing_yet)


def test_whoever_waits_too_long_is_told_what_to_look_for(nothing_yet: str) -> None:
    with migrating_elsewhere(nothing_yet), pytest.raises(Busy, match="migration or a backup"):
        migrate.upgrade(nothing_yet, patience=0.1)

    migrate.upgrade(nothing_yet)
    assert migrate.is_current(nothing_yet)


def test_a_schema_of_the_future_is_refused_in_a_sentence(database_url: str) -> None:
    with opened(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    before = shape(database_url)

    with pytest.raises(NewerSchema, match="0999, which is newer"):
        migrate.upgrade(database_url)
    with pytest.raises(NewerSchema):
        migrate.is_current(database_url)

    assert shape(database_url) == before


def test_a_program_of_the_first_schema_goes_on_queueing(database_url: str) -> None:
    """What an older process that still runs writes: every column of 0001, and no other."""
    with opened(database_url) as connection:
        connection.execute(text(NOTICE_OF_0001))
        added = connection.execute(text("SELECT key, urgency, doubt FROM notice")).one()

    assert tuple(added) == (None, 3, "")


QUEUED = """
INSERT INTO notice (way, kind, "to", lane, needs, facts, priority, slot, state, created_at, attempts,
    fence, error, channel, ts)
VALUES ('{way}', 'note', 'C1', 'C1', '', '{{}}', 1, '', '{state}', '2026-02-03 09:00:00+00', 0,
    0, '', '', '')
"""


def stepped(url: str, to: str) -> None:
    """Alembic alone, to a revision before or after this one."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    with opened(url, isolation="SERIALIZABLE") as connection:
        config.attributes["connection"] = connection
        (command.downgrade if to < migrate.HEAD else command.upgrade)(config, to)
        connection.commit()


def queues(url: str, way: str, state: str = "waiting") -> bool:
    """Whether the database lets such a notice in."""
    with opened(url) as connection:
        try:
            connection.execute(text(QUEUED.format(way=way, state=state)))
        except IntegrityError:
            return False
        return True


def test_every_way_and_no_other_may_be_queued(database_url: str) -> None:
    assert [way for way in (*Way, "carrier_pigeon") if not queues(database_url, way)] == [
        "carrier_pigeon"
    ]
    assert not queues(database_url, "post", "lost"), "the other CHECK is there as before"


def test_the_way_of_the_canvas_can_be_taken_back_and_brought_again(nothing_yet: str) -> None:
    migrate.upgrade(nothing_yet)
    newest = shape(nothing_yet)
    assert queues(nothing_yet, "canvas")
    assert queues(nothing_yet, "upload")

    stepped(nothing_yet, "0003")
    with opened(nothing_yet) as connection:
        kept = connection.execute(text("SELECT id, way, kind FROM notice")).all()
    refused = not queues(nothing_yet, "canvas")
    stepped(nothing_yet, migrate.HEAD)

    assert [tuple(row) for row in kept] == [(2, "upload", "note")]
    assert refused
    assert shape(nothing_yet) == newest
    assert queues(nothing_yet, "canvas")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mongodb://here",
        "postgresql://nobody@127.0.0.1:1/none",
        "sqlite:////proc/a/b.db",
    ],
)
def test_an_address_that_cannot_be_is_one_sentence(url: str) -> None:
    with pytest.raises(Unreachable, match=r"database"):
        migrate.upgrade(url)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is not a database at all. " * 100)

    with pytest.raises(Unreachable, match="not a database"):
        migrate.is_current(f"sqlite:///{tmp_path / 'text.db'}")
