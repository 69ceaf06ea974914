"""A claim: since when it may have been tried, by clocks that are set back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.notice import Claim, Notice, Way

NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
CLAIM = Claim(
    id=1,
    key="k",
    notice=Notice(way=Way.POST, kind="note", to="C1"),
    attempts=2,
    fence=2,
    created_at=NOON,
    first_sent_at=NOON + timedelta(minutes=5),
    lease_until=NOON + timedelta(minutes=6),
)


def test_an_attempt_is_looked_for_from_when_it_was_made() -> None:
    later = NOON + timedelta(hours=1)

    assert CLAIM.tried_since(later) == NOON + timedelta(minutes=5)
    assert replace(CLAIM, first_sent_at=None).tried_since(later) == NOON


def test_by_a_clock_that_was_set_back_it_was_made_just_now() -> None:
    earlier = NOON - timedelta(hours=1)

    assert CLAIM.tried_since(earlier) == earlier
