"""One process serves an SQLite database: a lock beside the file says who."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.domain.errors import BotError


class AlreadyServed(BotError):
    """Another process holds the database."""


class NoRoom(BotError):
    """The database's folder cannot be made or written."""


@contextmanager
def sole_server(database_url: str) -> Iterator[None]:
    """Hold the lock while serving; PostgreSQL needs none. Raises AlreadyServed."""
    path = sqlite_path(database_url)
    if path is None:
        yield
        return
    with _opened(Path(f"{path}.lock")) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServed(
                f"Another process serves {path}. Stop it first, or use PostgreSQL "
                "(DATA_INCIDENT_DATABASE_URL=postgresql://…) to run several."
            ) from None
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w")
    except OSError as error:
        raise NoRoom(f"There is no room for the database: {error}.") from error


def sqlite_path(database_url: str) -> Path | None:
    """The file of an SQLite URL, whatever links lead to it; None for another database."""
    if not database_url.startswith("sqlite"):
        return None
    path = database_url.partition("///")[2].partition("?")[0]
    if path in {"", ":memory:"}:
        raise NoRoom(
            "DATA_INCIDENT_DATABASE_URL names no file: write sqlite:///var/data-incident.db."
        )
    return Path(path).resolve()
