"""Handlers meet the database through services and storage, each of whose tests runs on both kinds; so
of these every one runs on SQLite and one in three on PostgreSQL too, always the same (`--both`: all)."""

from pathlib import Path
from zlib import crc32

import pytest

HERE = Path(__file__).parent
ONE_IN = 3


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--both"):
        return
    known = {item.nodeid for item in items}
    left = [item for item in items if HERE in item.path.parents and _is_left(item.nodeid, known)]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = {item.nodeid for item in left}
        items[:] = [item for item in items if item.nodeid not in gone]


def _is_left(name: str, known: set[str]) -> bool:
    """A test on PostgreSQL that runs on SQLite as well."""
    on_sqlite = name.replace("[postgres", "[sqlite", 1)
    return on_sqlite != name and on_sqlite in known and crc32(name.encode()) % ONE_IN != 0
