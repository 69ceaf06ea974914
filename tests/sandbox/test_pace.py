"""Rate limits: buckets per method by tier, one message a second in a channel."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.pace import POSTS_IN_A_BURST, POSTS_PER_MINUTE_IN_WORKSPACE, Pace


class HandClock:
    """A clock that shows what the test sets."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def burst(pace: Pace, method: str, channel: str | None = None) -> int:
    """How many calls go through at once."""
    count = 0
    while pace.take(method, channel) is None:
        count += 1
        assert count < 10_000, f"{method} is not limited"
    return count


@pytest.mark.parametrize(
    ("method", "per_minute"),
    [
        ("conversations.create", 20),
        ("chat.update", 50),
        ("views.open", 100),
        ("auth.test", 600),
        ("apps.uninstall", 1),
    ],
)
def test_a_method_takes_its_tiers_floor_at_once_and_again_a_minute_later(
    method: str, per_minute: int
) -> None:
    clock = HandClock()
    pace = Pace(clock)

    first = burst(pace, method)
    clock.move(60)
    second = burst(pace, method)

    assert (first, second) == (per_minute, per_minute)


def test_methods_do_not_share_a_bucket() -> None:
    pace = Pace(HandClock())

    burst(pace, "conversations.create")

    assert pace.take("conversations.setTopic") is None


def test_a_channel_takes_a_small_burst_and_then_one_message_a_second() -> None:
    clock = HandClock()
    pace = Pace(clock)

    at_once = burst(pace, "chat.postMessage", "C1")
    elsewhere = pace.take("chat.postMessage", "C2")
    refused = pace.take("chat.postMessage", "C1")
    clock.move(1)
    a_second_later = burst(pace, "chat.postMessage", "C1")

    assert at_once == POSTS_IN_A_BURST
    assert elsewhere is None
    assert refused == 1
    assert a_second_later == 1


def test_the_whole_workspace_has_a_ceiling_for_posts() -> None:
    pace = Pace(HandClock())

    taken = sum(
        pace.take("chat.postMessage", f"C{number}") is None
        for number in range(POSTS_PER_MINUTE_IN_WORKSPACE + 50)
    )

    assert taken == POSTS_PER_MINUTE_IN_WORKSPACE


def test_a_refused_post_uses_up_nothing_of_the_workspaces_ceiling() -> None:
    pace = Pace(HandClock())

    for _ in range(1_000):
        pace.take("chat.postMessage", "C1")
    others = sum(pace.take("chat.postMessage", f"C{n}") is None for n in range(2, 1_000))

    assert others == POSTS_PER_MINUTE_IN_WORKSPACE - POSTS_IN_A_BURST


def test_a_method_without_a_tier_and_one_that_slack_does_not_know_are_not_limited() -> None:
    pace = Pace(HandClock())

    assert all(pace.take("blocks.validate") is None for _ in range(500))
    assert all(pace.take("no.such.method") is None for _ in range(500))


@pytest.mark.parametrize("method", ["apps.uninstall", "conversations.create", "chat.update"])
def test_who_waits_as_long_as_told_goes_through(method: str) -> None:
    clock = HandClock()
    pace = Pace(clock)
    burst(pace, method)
    wait = pace.take(method)

    assert wait is not None
    clock.move(wait)

    assert pace.take(method) is None


@given(st.lists(st.floats(min_value=-7_200, max_value=7_200), max_size=30))
@example([0.0, 1.0, 1.0, 1.0])  # a third of a token three times is not quite one
def test_a_clock_that_jumps_never_locks_a_method_for_longer_than_its_period(
    jumps: list[float],
) -> None:
    clock = HandClock()
    pace = Pace(clock)

    for jump in jumps:
        clock.move(jump)
        pace.take("conversations.create")
    burst(pace, "conversations.create")

    assert pace.take("conversations.create") in (1, 2, 3)


@given(st.floats(min_value=0.001, max_value=100_000))
def test_a_clock_set_back_gives_nothing(seconds: float) -> None:
    clock = HandClock()
    pace = Pace(clock)
    burst(pace, "chat.update")

    clock.move(-seconds)

    assert pace.take("chat.update") is not None


def test_a_long_pause_fills_no_bucket_beyond_one_minute() -> None:
    clock = HandClock()
    pace = Pace(clock)

    clock.move(86_400 * 365)

    assert burst(pace, "chat.update") == 50
