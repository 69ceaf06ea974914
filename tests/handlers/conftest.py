"""A world whose clock stands still until a test moves it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.demo.world import World
from bot.sandbox import Clock

TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
async def tuesday(database_url: str) -> AsyncIterator[World]:
    """A world in which it is Tuesday, until the clock is moved."""
    made = World(database_url, clock=Clock(TUESDAY))
    await made.start()
    yield made
    await made.stop()
