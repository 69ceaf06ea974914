"""Waiting until an instant by a clock that is set back, or forward."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.clock import ahead

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "waits"),
    [
        (None, False),
        (NOON - MINUTE, False),
        (NOON, False),
        (NOON + timedelta(seconds=1), True),
        (NOON + MINUTE, True),
        (NOON + MINUTE + timedelta(seconds=1), False),
    ],
)
def test_nothing_waits_longer_than_it_was_to_wait(moment: datetime | None, waits: bool) -> None:
    assert ahead(moment, longest=MINUTE, now=NOON) is waits
