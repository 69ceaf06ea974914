"""Times and days as people type them: tables of cases."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidInput
from bot.domain.when import day_of, parse_day, parse_moment, split_moment

NOW = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)  # a Tuesday; 10:30 in Paris, 04:30 in New York
PARIS, NEW_YORK, KOLKATA = "Europe/Paris", "America/New_York", "Asia/Kolkata"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "past", "future"),
    [
        ("14:05", "UTC", "2026-02-02T14:05", "2026-02-03T14:05"),
        ("9:05", "UTC", "2026-02-03T09:05", "2026-02-04T09:05"),
        ("10:00", PARIS, "2026-02-03T09:00", "2026-02-04T09:00"),
        ("23:00", NEW_YORK, "2026-02-03T04:00", "2026-02-04T04:00"),
        ("00:10", KOLKATA, "2026-02-02T18:40", "2026-02-03T18:40"),
        ("30m", PARIS, "2026-02-03T09:00", "2026-02-03T10:00"),
        ("2h", PARIS, "2026-02-03T07:30", "2026-02-03T11:30"),
        ("1h30m", PARIS, "2026-02-03T08:00", "2026-02-03T11:00"),
        ("90 min", PARIS, "2026-02-03T08:00", "2026-02-03T11:00"),
        ("in 2h", PARIS, "2026-02-03T11:30", "2026-02-03T11:30"),
        ("2h ago", PARIS, "2026-02-03T07:30", "2026-02-03T07:30"),
        ("now", PARIS, "2026-02-03T09:30", "2026-02-03T09:30"),
        ("2026-01-31", PARIS, "2026-01-30T23:00", "2026-01-31T08:00"),
        ("2026-01-31 14:05", PARIS, "2026-01-31T13:05", "2026-01-31T13:05"),
        ("2026-01-31T14:05", PARIS, "2026-01-31T13:05", "2026-01-31T13:05"),
        ("2026-01-31T14:05Z", PARIS, "2026-01-31T14:05", "2026-01-31T14:05"),
        ("2026-01-31T14:05+05:30", PARIS, "2026-01-31T08:35", "2026-01-31T08:35"),
        ("yesterday 14:05", PARIS, "2026-02-02T13:05", "2026-02-02T13:05"),
        ("today 14:05", PARIS, "2026-02-03T13:05", "2026-02-03T13:05"),
        ("Tomorrow 09:00", PARIS, "2026-02-04T08:00", "2026-02-04T08:00"),
        ("tue 10:00", PARIS, "2026-02-03T09:00", "2026-02-10T09:00"),
        ("Tuesday 14:00", PARIS, "2026-01-27T13:00", "2026-02-03T13:00"),
        ("fri 09:00", PARIS, "2026-01-30T08:00", "2026-02-06T08:00"),
        ("thurs", PARIS, "2026-01-28T23:00", "2026-02-05T08:00"),
        ("tuesday", PARIS, "2026-01-26T23:00", "2026-02-10T08:00"),
    ],
)
def test_a_time_is_read_in_the_persons_zone_and_the_nearest_sensible_direction(
    typed: str, zone: str, past: str, future: str
) -> None:
    assert parse_moment(typed, now=NOW, timezone=zone, past=True) == utc(past)
    assert parse_moment(typed, now=NOW, timezone=zone) == utc(future)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "10",
        "24:00",
        "12:60",
        "2pm",
        "01/02/2026",
        "2026-02-30",
        "2026-W05-1",
        "0001-01-01",
        "9999-12-31 23:59",
        "99999h",
        "noon",
        "mo 10:00",
        "friday at ten",
        "٣:٠٠",
        "14:05\x00",
        "<!channel>",
        "{{ 7*7 }}",
        "x" * 3000,
    ],
)
def test_anything_looser_is_refused_with_what_is_allowed(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_moment(typed, now=NOW, timezone=PARIS, field="at")

    assert refused.value.field == "at"
    assert "`14:05`" in str(refused.value)
    assert "<!" not in str(refused.value)
    assert len(str(refused.value)) < 250


def test_an_hour_left_out_in_spring_is_what_a_clock_not_put_forward_shows() -> None:
    now = utc("2026-03-29T12:00")

    read = parse_moment("02:30", now=now, timezone=PARIS, past=True)

    assert read == utc("2026-03-29T01:30")  # 03:30 on the clocks of Paris


@pytest.mark.parametrize(
    ("now", "past", "read"),
    [
        ("2026-10-25T00:10", True, "2026-10-24T00:30"),  # 02:10 in Paris, summer time
        ("2026-10-25T00:40", True, "2026-10-25T00:30"),  # 02:40, still summer time
        ("2026-10-25T01:40", True, "2026-10-25T01:30"),  # 02:40 for the second time
        ("2026-10-25T00:10", False, "2026-10-25T00:30"),
        ("2026-10-25T00:40", False, "2026-10-25T01:30"),
        ("2026-10-25T01:40", False, "2026-10-26T01:30"),
    ],
)
def test_an_hour_that_comes_twice_is_the_nearest_of_the_two(
    now: str, past: bool, read: str
) -> None:
    assert parse_moment("02:30", now=utc(now), timezone=PARIS, past=past) == utc(read)


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert parse_moment("08:00", now=NOW, timezone="Mars/Olympus", past=True) == utc(
        "2026-02-03T08:00"
    )


@pytest.mark.parametrize(
    ("typed", "past", "at", "rest"),
    [
        ("14:05 restarted the loader", True, "2026-02-02T14:05", "restarted the loader"),
        ("08:05, restarted", True, "2026-02-03T08:05", "restarted"),
        ("yesterday 14:05 saw it first", True, "2026-02-02T14:05", "saw it first"),
        ("2026-02-01 14:05 saw it", True, "2026-02-01T14:05", "saw it"),
        ("2026-02-01T14:05 saw it", True, "2026-02-01T14:05", "saw it"),
        ("mon 14:05 saw it", True, "2026-02-02T14:05", "saw it"),
        ("30m ago restarted", True, "2026-02-03T09:00", "restarted"),
        ("30m nothing new", False, "2026-02-03T10:00", "nothing new"),
        ("14:05", True, "2026-02-02T14:05", ""),
        ("30m rows are missing", True, None, "30m rows are missing"),
        ("today we saw it", True, None, "today we saw it"),
        ("2026-02-01 was reloaded", True, None, "2026-02-01 was reloaded"),
        ("2 tests failed", False, None, "2 tests failed"),
        ("monthly 14:05", True, None, "monthly 14:05"),
        ("restarted at 14:05", True, None, "restarted at 14:05"),
        ("", True, None, ""),
    ],
)
def test_a_leading_time_is_split_off_and_sentences_stay_whole(
    typed: str, past: bool, at: str | None, rest: str
) -> None:
    found = split_moment(typed, now=NOW, timezone="UTC", past=past)

    assert found == (utc(at) if at else None, rest)


def test_a_leading_time_that_is_none_is_refused_not_swallowed() -> None:
    with pytest.raises(InvalidInput):
        split_moment("25:05 restarted", now=NOW, timezone="UTC", past=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-02-03"),
        ("Tomorrow", "2026-02-04"),
        ("friday", "2026-02-06"),
        ("tue", "2026-02-10"),
        ("mon", "2026-02-09"),
        ("3d", "2026-02-06"),
        ("in 3 days", "2026-02-06"),
        ("in 2 weeks", "2026-02-17"),
        ("2026-02-28", "2026-02-28"),
    ],
)
def test_a_day_to_come_is_read(typed: str, day: str) -> None:
    assert parse_day(typed, today=date(2026, 2, 3)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", "2026-02-02"),
        ("mon", "2026-02-02"),
        ("tue", "2026-01-27"),
        ("3d", "2026-01-31"),
    ],
)
def test_a_day_gone_by_is_read(typed: str, day: str) -> None:
    assert parse_day(typed, today=date(2026, 2, 3), past=True) == date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["", "soon", "02/03/2026", "2026-13-01", "9999d", "next week"])
def test_a_day_that_is_none_is_refused_with_what_is_allowed(typed: str) -> None:
    with pytest.raises(InvalidInput, match="`friday`"):
        parse_day(typed, today=date(2026, 2, 3))


def test_what_day_it_is_depends_on_where_one_is() -> None:
    late = utc("2026-02-03T20:00")

    assert day_of(late, NEW_YORK) == date(2026, 2, 3)
    assert day_of(late, KOLKATA) == date(2026, 2, 4)


@given(st.text(max_size=40), st.booleans())
def test_whatever_is_typed_is_read_or_refused(typed: str, past: bool) -> None:
    try:
        read = parse_moment(typed, now=NOW, timezone=PARIS, past=past)
    except InvalidInput:
        return

    assert read.tzinfo is UTC
