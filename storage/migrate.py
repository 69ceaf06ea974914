"""Bring a database to the newest schema, under a lock, before anything else uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from bot.domain.errors import Busy
from storage.database import full_url

HEAD = "0002"
"""The newest revision in storage/migrations/versions (a test holds it to them): a start on a current
schema, which is nearly every start, need not load Alembic to know that there is nothing to do."""
LOCK = 7_310_020_26
"""Any number of our own: the PostgreSQL advisory lock that migrations take turns under."""


def upgrade(url: str) -> None:
    """Run what is missing. Two replicas may start at once: one waits for the other.

    Raises Busy when the database cannot be opened or written.
    """
    _make_room(url)
    try:
        with _connected(url) as connection:
            if _revision(connection) != HEAD:
                _run(connection)
    except OperationalError as error:
        raise Busy(
            f"The database cannot be brought up to date: {error.orig}. Check "
            "DATA_INCIDENT_DATABASE_URL, and that it may be written."
        ) from error


def is_current(url: str) -> bool:
    """Whether the schema is the newest this program knows."""
    with _connected(url) as connection:
        return _revision(connection) == HEAD


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    """The schema's revision, or empty for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _make_room(url: str) -> None:
    """The folder of an SQLite file that is not there yet."""
    parsed = make_url(full_url(url))
    if parsed.drivername.startswith("sqlite") and parsed.database:
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Busy(f"There is no room for the database: {error}.") from error


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    parsed = make_url(full_url(url))
    if parsed.drivername.startswith("sqlite"):
        parsed = parsed.set(drivername="sqlite")
    engine = create_engine(parsed)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        engine.dispose()
