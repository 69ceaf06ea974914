"""Bring a database to the newest schema, under a lock, before anything else uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text

from storage.database import full_url

LOCK = 7_310_020_26
"""Any number of our own: the PostgreSQL advisory lock that migrations take turns under."""


def upgrade(url: str) -> None:
    """Run what is missing. Two replicas may start at once: one waits for the other."""
    with _connected(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(url: str) -> bool:
    """Whether the schema is the newest this program knows."""
    with _connected(url) as connection:
        present = MigrationContext.configure(connection).get_current_heads()
        return set(present) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    return config


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
