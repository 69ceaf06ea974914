"""A fleet of bots beside the workspace; each of these tests needs real seconds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.processes.fleet import Fleet

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("processes")


@pytest.fixture
async def fleet(database_url: str) -> AsyncIterator[Fleet]:
    """No bot runs yet."""
    made = Fleet(database_url)
    await made.open()
    yield made
    await made.close()
