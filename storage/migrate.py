"""Bring a database to the newest schema, under a lock, before anything else uses it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from bot.domain.errors import Busy, NewerSchema, Unreachable
from storage.database import full_url

HEAD = "0005"
"""The newest revision in storage/migrations/versions (a test holds it to them): a start on a current
schema, which is nearly every start, need not load Alembic to know that there is nothing to do."""
LOCK = 7_310_020_26
"""Any number of our own: the PostgreSQL advisory lock that migrations take turns under."""
PATIENCE = 60.0
"""Seconds to wait for another process that migrates, and for transactions in a table's way."""
GIVE_WAY = 1.0
"""Seconds a change of a table waits for its lock on PostgreSQL. Whoever comes after it waits behind it,
so it gives up its place and queues again: the running program is never held up longer than this."""


def upgrade(url: str, *, patience: float = PATIENCE) -> None:
    """Run what is missing, one revision a transaction: killed at any point, a new start goes on.

    Two replicas may start at once: one waits for the other. Raises Unreachable when the database
    cannot be opened or written, Busy when the wait was too long, NewerSchema.
    """
    _make_room(url)
    until = time.monotonic() + patience
    with _readable(), _engine(url, patience=patience) as engine:
        with engine.connect() as connection:
            revision = _revision(connection)
        while revision != HEAD:
            revision = _step(engine, until=until)


def is_current(url: str) -> bool:
    """Whether the schema is the newest this program knows; raises Unreachable or NewerSchema."""
    with _readable(), _engine(url, patience=GIVE_WAY) as engine, engine.connect() as connection:
        return _revision(connection) == HEAD


def _step(engine: Engine, *, until: float) -> str:
    """One revision and its number in one transaction, alone; the revision there is afterwards."""
    try:
        with engine.execution_options(writes=True).begin() as connection:
            _take_turn(connection, until=until)
            if _revision(connection) != HEAD:
                _run_one(connection)
            return _revision(connection)
    except OperationalError as error:
        if not _is_locked(error):
            raise
        if time.monotonic() < until:
            return ""
        raise Busy(
            "Another process changes the database's schema, or holds its tables, and does not end. "
            "Look for a migration or a backup that hangs, then start again."
        ) from error


def _take_turn(connection: Connection, *, until: float) -> None:
    """On SQLite the transaction itself is the lock (see _engine)."""
    if connection.dialect.name == "postgresql":
        left = max(int((until - time.monotonic()) * 1000), 1)
        connection.execute(text(f"SET LOCAL lock_timeout = {left}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = {int(GIVE_WAY * 1000)}"))


def _run_one(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "+1")


def _revision(connection: Connection) -> str:
    """The schema's revision, or empty for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if found and str(found) not in _known():
        raise NewerSchema(
            f"The database has schema {found}, which is newer than this program ({HEAD}): install "
            "the newer program, or restore the backup from before the upgrade."
        )
    return str(found)


def _known() -> set[str]:
    """The revisions this program has, by the names of their files."""
    versions = files("storage") / "migrations" / "versions"
    return {one.name.partition("_")[0] for one in versions.iterdir() if one.name[0].isdigit()}


def _is_locked(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlstate", "") or getattr(error.orig, "sqlite_errorname", "")
    return code in {"55P03", "40P01"} or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _make_room(url: str) -> None:
    """The folder of an SQLite file that is not there yet."""
    with _readable():
        parsed = make_url(full_url(url))
    if parsed.drivername.startswith("sqlite") and parsed.database:
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"There is no room for the database: {error}.") from error


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever is wrong with the address or the server becomes one sentence."""
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise Unreachable(
            f"The database cannot be opened or brought up to date: {why}. Check "
            "DATA_INCIDENT_DATABASE_URL, that the server runs and lets us in, and that it may be "
            "written."
        ) from error


@contextmanager
def _engine(url: str, *, patience: float) -> Iterator[Engine]:
    parsed = make_url(full_url(url))
    is_sqlite = parsed.drivername.startswith("sqlite")
    options: dict[str, Any] = {"connect_timeout": 10}
    if is_sqlite:
        # Python's driver commits before DDL by itself; with isolation_level None it keeps out.
        parsed = parsed.set(drivername="sqlite")
        options = {"timeout": patience, "isolation_level": None}
    engine = create_engine(parsed, connect_args=options)
    if is_sqlite:
        event.listen(engine, "begin", _begin)
    try:
        yield engine
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
