"""When a promise wakes somebody, and when it is late."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.promise import Promise, PromiseKind

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def promised(
    minutes: int, *, kind: PromiseKind = PromiseKind.NEXT_UPDATE, nudged: bool = False
) -> Promise:
    return Promise(
        incident=1,
        kind=kind,
        due=NINE + timedelta(minutes=minutes),
        made_at=NINE,
        nudged_at=NINE if nudged else None,
    )


@pytest.mark.parametrize(
    ("promise", "minutes"),
    [
        (promised(30), 25),
        (promised(240), 235),
        (promised(9), 6),
        (promised(30, nudged=True), 33),
        (promised(60, kind=PromiseKind.ETA), 66),
    ],
)
def test_a_word_wakes_before_it_is_due_and_then_once_it_is_late(
    promise: Promise, minutes: int
) -> None:
    assert promise.wakes_at(grace=0.1) == NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (30, False), (33, False), (34, True)])
def test_a_word_within_the_grace_is_kept(minutes: int, late: bool) -> None:
    assert promised(30).is_late(NINE + timedelta(minutes=minutes), grace=0.1) is late


def test_without_grace_the_minute_itself_is_still_in_time() -> None:
    promise = promised(30)

    assert not promise.is_late(promise.due, grace=0)
    assert promise.is_late(promise.due + timedelta(seconds=1), grace=0)
