"""Days and ranges as people type them."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.bad_range import BadRange, RangeState, missing
from bot.domain.errors import InvalidInput, NotFound, NothingToChange
from bot.domain.range_words import lead_days, named, parse_days, split_days

TODAY = date(2026, 2, 4)  # a Wednesday


def feb(day: int) -> date:
    return date(2026, 2, day)


def a_range(first: int = 1, last: int = 3, **more: object) -> BadRange:
    values = {"incident": 7, "asset": 5, "asset_name": "mart.orders", "id": 12, **more}
    return BadRange(first=feb(first), last=feb(last), **values)  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    ("line", "name", "days", "part"),
    [
        ("mart.orders 2026-02-01..2026-02-03", "mart.orders", (1, 3), ""),
        ("mart.orders 2026-02-01 .. 2026-02-03 region = EU", "mart.orders", (1, 3), "region = EU"),
        ("mart.orders 2026-02-01 to 2026-02-03", "mart.orders", (1, 3), ""),
        ("mart.orders 2026-02-01…2026-02-03", "mart.orders", (1, 3), ""),
        ("mart.orders mon..tue", "mart.orders", (2, 3), ""),
        ("mart.orders yesterday EU", "mart.orders", (3, 3), "EU"),
        ("Executive revenue dashboard 2026-02-01", "Executive revenue dashboard", (1, 1), ""),
    ],
)
def test_a_line_is_read_as_asset_days_and_part(
    line: str, name: str, days: tuple[int, int], part: str
) -> None:
    assert split_days(line, today=TODAY) == (name, (feb(days[0]), feb(days[1])), part)


@pytest.mark.parametrize("line", ["mart.orders", "mart.orders region = EU", "", "🙈 <!channel>"])
def test_a_line_without_days_has_none(line: str) -> None:
    assert split_days(line, today=TODAY) == (line, None, "")


def test_days_in_a_sentence_are_no_days_of_the_range() -> None:
    assert lead_days("it was right today", today=TODAY) == (None, "it was right today")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-03..2026-02-01", "ends (2026-02-01) before it begins"),
        ("2026-03-01", "still to come"),
        ("2026-02-01..2027-02-01", "still to come"),
        ("2016-02-01..2026-02-01", "3,654 days"),
        ("2026-02-31", "is no day"),
        ("2026-2-1", "is no day"),
        ("1026-02-01", "is no day"),
        ("<!channel>", "is no day"),
        ("2026-02-01..", "is no range"),
        ("..", "is no range"),
    ],
)
def test_days_that_cannot_be_are_answered_with_what_is_wrong(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_days(typed, today=TODAY)

    assert sentence in str(refused.value)
    assert refused.value.field == "days"
    assert "<" not in str(refused.value)


def test_tomorrow_is_taken_since_somewhere_it_has_begun() -> None:
    assert parse_days("2026-02-05", today=TODAY) == (feb(5), feb(5))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("all", ""),
        ("#12 because", "because"),
        ("mart.orders 2026-02-01 counts match", "2026-02-01 counts match"),
        ("`mart.orders`", ""),
        ("MART.ORDERS x", "x"),
        ("orders x", "x"),
    ],
)
def test_ranges_are_meant_by_all_number_or_name(text: str, rest: str) -> None:
    assert named([a_range()], text) == ([a_range()], rest)


@pytest.mark.parametrize("text", ["mart.order", "#13", "<!channel>", "orders_old", ""])
def test_an_unknown_range_is_answered_with_what_there_is(text: str) -> None:
    with pytest.raises(NotFound, match=r"ranges of: mart\.orders"):
        named([a_range()], text)


@pytest.mark.parametrize(
    ("known", "left"),
    [
        ([], [(2, 6)]),
        ([a_range(1, 3)], [(4, 6)]),
        ([a_range(3, 4)], [(2, 2), (5, 6)]),
        ([a_range(1, 4), a_range(5, 9)], []),
        ([a_range(1, 9, asset=6)], [(2, 6)]),
        ([a_range(1, 9, slice="EU")], [(2, 6)]),
        ([a_range(1, 9, state=RangeState.RELOADED)], [(2, 6)]),
        ([a_range(1, 9, state=RangeState.WITHDRAWN)], [(2, 6)]),
    ],
)
def test_only_days_that_are_not_listed_yet_are_added(
    known: list[BadRange], left: list[tuple[int, int]]
) -> None:
    parts = missing(a_range(2, 6, id=0), known)

    assert [(one.first.day, one.last.day) for one in parts] == left


def test_a_range_without_a_part_covers_every_part() -> None:
    assert missing(a_range(2, 3, slice="EU"), [a_range(1, 3)]) == []


def test_a_part_is_carved_out_and_the_rest_kept() -> None:
    inside, rest = a_range(1, 9).carve(feb(3), feb(4))

    assert inside is not None
    assert (inside.id, inside.first, inside.last) == (12, feb(3), feb(4))
    assert [(one.id, one.first.day, one.last.day) for one in rest] == [(0, 1, 2), (0, 5, 9)]


def test_days_outside_leave_it_as_it_is() -> None:
    assert a_range(1, 3).carve(feb(5), feb(6)) == (None, [a_range(1, 3)])


def test_what_is_checked_is_neither_reloaded_nor_checked_again() -> None:
    now = datetime(2026, 2, 4, tzinfo=UTC)
    done = a_range().reload(now=now).check(evidence="counts match", now=now)

    assert not done.is_bad
    with pytest.raises(NothingToChange):
        done.reload(now=now)
    with pytest.raises(NothingToChange):
        done.check(evidence="", now=now)
