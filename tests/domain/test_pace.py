"""Buckets and pauses: what is kept between two looks, and clocks that jump."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.pace import Pace, Rate

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def rates(name: str) -> Rate | None:
    return Rate(burst=2, per_second=0.5) if name == "create" else None


def a_pace(kept: dict[str, Any] | None = None, *, after: float = 0) -> Pace:
    return Pace(rates, kept or {}, now=NINE + timedelta(seconds=after))


def what_is_kept(pace: Pace) -> tuple[Any, Any]:
    kept = pace.kept()
    return kept["buckets"], kept["pauses"]


def test_a_bucket_is_full_at_first_and_gains_with_time() -> None:
    pace = a_pace()
    pace.take(["create", "create"])
    later = a_pace(pace.kept(), after=1)
    full = a_pace(pace.kept(), after=60)

    assert pace.wait("create") == 2
    assert later.wait("create") == 1
    full.take(["create", "create"])
    assert full.wait("create") == 2


def test_what_has_no_rate_is_never_waited_for() -> None:
    pace = a_pace()
    pace.take(["permalink"] * 1000)

    assert pace.wait("permalink") == 0
    assert not pace.changed


def test_a_pause_is_kept_and_ends_by_itself() -> None:
    pace = a_pace()
    pace.pause("create", until=NINE + timedelta(seconds=30))

    assert a_pace(pace.kept(), after=10).wait("create") == 20
    assert a_pace(pace.kept(), after=30).wait("create") == 0
    assert what_is_kept(a_pace(pace.kept(), after=31)) == ({}, {})


def test_the_longer_of_two_pauses_stays() -> None:
    pace = a_pace()
    pace.pause("create", until=NINE + timedelta(seconds=30))
    pace.pause("create", until=NINE + timedelta(seconds=5))

    assert pace.wait("create") == 30


def test_who_took_too_much_waits_longer() -> None:
    pace = a_pace()
    pace.take(["create"] * 4)

    assert pace.wait("create") == 6


def test_a_clock_set_back_gives_and_takes_nothing() -> None:
    pace = a_pace()
    pace.take(["create"])
    back = a_pace(pace.kept(), after=-86_400)

    assert back.wait("create") == 0
    back.take(["create"])
    assert back.wait("create") == 2


def test_a_pause_is_no_longer_for_a_clock_that_was_set_back() -> None:
    pace = a_pace()
    pace.pause("create", until=NINE + timedelta(seconds=30))
    back = a_pace(pace.kept(), after=-3595)

    assert back.wait("create") == 30
    assert a_pace(back.kept(), after=-3565).wait("create") == 0


def test_a_bucket_gains_at_once_by_a_clock_that_was_set_back() -> None:
    pace = a_pace()
    pace.take(["create", "create"])
    back = a_pace(pace.kept(), after=-86_400)

    assert back.changed
    assert a_pace(back.kept(), after=-86_399).wait("create") == 1
    assert a_pace(back.kept(), after=-86_398).wait("create") == 0


def test_the_clocks_of_replicas_may_differ_a_little() -> None:
    pace = a_pace()
    pace.take(["create", "create"])
    pace.pause("permalink", until=NINE + timedelta(seconds=30))
    behind = a_pace(pace.kept(), after=-5)

    assert not behind.changed
    assert (behind.wait("create"), behind.wait("permalink")) == (2, 35)


def test_what_was_kept_before_times_were_is_read() -> None:
    pace = a_pace({"buckets": {"create": [0.0, NINE.timestamp()]}, "pauses": {}}, after=1)

    assert pace.wait("create") == 1


def test_what_was_taken_or_paused_is_to_be_kept_and_a_look_is_not() -> None:
    looked, taken, paused = a_pace(), a_pace(), a_pace()
    looked.wait("create")
    taken.take(["create"])
    paused.pause("permalink", until=NINE + timedelta(seconds=1))

    assert (looked.changed, taken.changed, paused.changed) == (False, True, True)
    assert what_is_kept(looked) == ({}, {})  # a full bucket is as none


def test_a_pause_of_an_hour_is_the_longest() -> None:
    pace = a_pace()
    pace.pause("create", until=NINE + timedelta(hours=1))

    assert a_pace(pace.kept()).wait("create") == 3600
    assert a_pace(pace.kept(), after=-1).wait("create") == 0


def test_a_pause_ends_at_its_very_instant() -> None:
    pace = a_pace()
    pace.pause("create", until=NINE + timedelta(seconds=30))

    assert a_pace(pace.kept(), after=29).paused("cre") == ["create"]
    assert a_pace(pace.kept(), after=30).paused("cre") == []


def test_a_part_of_a_call_that_was_gained_is_kept() -> None:
    pace = a_pace()
    pace.take(["create", "create"])
    later = a_pace(pace.kept(), after=1)

    assert a_pace(later.kept(), after=1).wait("create") == 1
    assert later.kept()["buckets"]["create"][0] == 0.5


def test_less_than_a_clock_can_tell_is_not_waited_for() -> None:
    pace = a_pace()
    pace.take(["create", "create"])

    assert a_pace(pace.kept(), after=1.999999).wait("create") == 0
    assert a_pace(pace.kept(), after=1.99999).wait("create") > 0
