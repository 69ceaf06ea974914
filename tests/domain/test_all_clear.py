"""The checklist before an all-clear: what it asks, for whom, and since when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.all_clear import Checklist, Item, dated, ready, still_open
from bot.domain.asset import Asset, AssetKind, Lineage
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.domain.severity import Severity

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_asset(number: int) -> Asset:
    return Asset(key=f"k{number}", name=f"asset {number}", kind=AssetKind.MODEL, id=number)


def an_item(key: str, *assets: int, done: bool = True, at: datetime | None = NOW) -> Item:
    return Item(key=key, words=f"{key} is right", done=done, assets=frozenset(assets), at=at)


def a_checklist(*items: Item, cleared: frozenset[int] = frozenset()) -> Checklist:
    return Checklist(
        affected=(an_asset(1), an_asset(2)), cleared=cleared, ready=frozenset(), items=items
    )


def test_a_partial_one_asks_only_for_what_speaks_of_its_assets() -> None:
    found = a_checklist(an_item("one", 1), an_item("both", 1, 2), an_item("everything"))

    assert [one.key for one in found.within({1})] == ["one"]
    assert [one.key for one in found.within({1, 2})] == ["one", "both", "everything"]


def test_the_last_one_asks_for_all_that_is_left() -> None:
    found = a_checklist(an_item("both", 1, 2), an_item("everything"), cleared=frozenset({1}))

    assert found.left == {2}
    assert found.is_whole({2})
    assert [one.key for one in found.within({2})] == ["both", "everything"]


def test_it_is_dated_by_its_last_evidence_when_all_is_done() -> None:
    found = a_checklist(an_item("one", 1, at=NOW - 2 * HOUR), an_item("two", 2, at=NOW - HOUR))

    assert found.dated({1, 2}, NOW) == NOW - HOUR
    assert found.dated({1}, NOW) == NOW - 2 * HOUR


def test_with_something_undone_it_is_dated_now() -> None:
    found = a_checklist(an_item("one", 1, at=NOW - HOUR), an_item("two", 2, done=False, at=None))

    assert found.dated({1, 2}, NOW) == NOW


def test_what_reads_something_bad_is_not_ready() -> None:
    lineage = Lineage.of([(1, 2), (3, 4)])

    assert ready([1, 2, 3, 4], cleared=[4], troubled=[1], lineage=lineage) == {3}


def test_something_open_needs_a_reason() -> None:
    items = [an_item("one", 1), an_item("two", 2)]

    with pytest.raises(InvalidInput, match="Not ticked: two is right") as refused:
        still_open(items, {"one"}, reason="")

    assert refused.value.field == "reason"
    assert still_open(items, {"one"}, reason="nobody uses it") == ("two is right",)
    assert still_open(items, {"one", "two"}, reason="") == ()


def an_incident(started: datetime | None = None) -> Incident:
    return Incident(
        title="x",
        severity=Severity.SEV1,
        declared_by="U1",
        declared_at=NOW - HOUR,
        started_at=started,
    )


@pytest.mark.parametrize(
    ("started", "said", "meant"),
    [
        (None, NOW, NOW),
        (None, NOW - HOUR, NOW - HOUR),
        (NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - 2 * HOUR),
        (NOW - HOUR + timedelta(seconds=40), NOW - HOUR, NOW - HOUR + timedelta(seconds=40)),
    ],
)
def test_evidence_is_from_between_the_beginning_and_now(
    started: datetime | None, said: datetime, meant: datetime
) -> None:
    assert dated(an_incident(started), said, now=NOW) == meant


@pytest.mark.parametrize(
    ("said", "sentence"),
    [(NOW + HOUR, "still to come"), (NOW - 2 * HOUR, "before the trouble began")],
)
def test_other_evidence_is_refused(said: datetime, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refused:
        dated(an_incident(), said, now=NOW)

    assert refused.value.field == "at"
