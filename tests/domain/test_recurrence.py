"""Which incidents are the same trouble: by keys, within windows, never by text."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.alert import Alert, AlertState
from bot.domain.asset import FailureMode
from bot.domain.incident import Incident
from bot.domain.recurrence import Traits, because, kinship, traits, window
from bot.domain.seen_before import ordinal
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status

NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
ORDERS, RAW = 1, 2
CODE, LATE = CauseClass.CODE_CHANGE, CauseClass.LATE_ARRIVAL


def an_incident(number: int, **changes: object) -> Incident:
    made: dict[str, object] = {
        "id": number,
        "title": "Revenue is missing",
        "severity": Severity.SEV2,
        "declared_by": "UANA",
        "declared_at": NOW,
    }
    return Incident(**{**made, **changes})  # type: ignore[arg-type]  # as the case says


def an_alert(asset: int = ORDERS, check: str = "not_null_id", mode: str = "quality") -> Alert:
    return Alert(
        id=1,
        source="dbt",
        key="k",
        run="r",
        asset=asset,
        check=check,
        failure_mode=FailureMode(mode),
        state=AlertState.FIRING,
        title="",
        detail="",
        started_at=NOW,
    )


def earlier(days: float, *, alerts: tuple[Alert, ...] = (an_alert(),), **changes: Any) -> Traits:
    """An incident whose all-clear is dated so many days before now."""
    made: dict[str, object] = {"status": Status.CLOSED, "safe_at": NOW - timedelta(days=days)}
    return traits(an_incident(1, **{**made, **changes}), alerts, [ORDERS, RAW])


def later(*alerts: Alert, **changes: object) -> Traits:
    return traits(an_incident(2, **changes), alerts, [ORDERS, RAW])


@pytest.mark.parametrize(
    ("days", "expected"), [(0.1, 30), (23, 30), (30, 30), (30.1, 60), (60, 60), (60.1, None)]
)
def test_windows_count_from_the_all_clear(days: float, expected: int | None) -> None:
    assert window(later(), earlier(days), (30, 60)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"drill": True},
        {"status": Status.DISMISSED},
        {"status": Status.INVESTIGATING},
        {"status": Status.RESTORING},
        {"safe_at": None},
        {"safe_at": NOW + timedelta(hours=1)},
        {"safe_at": NOW},
        {"id": 2},
    ],
)
def test_what_is_no_earlier_incident(changes: dict[str, Any]) -> None:
    assert window(later(), earlier(5, **changes), (30, 60)) is None


@pytest.mark.parametrize("changes", [{"drill": True}, {"status": Status.DISMISSED}])
def test_a_drill_or_dismissed_one_recurs_from_nothing(changes: dict[str, Any]) -> None:
    assert window(later(**changes), earlier(5), (30, 60)) is None


def test_trouble_that_began_before_the_all_clear_is_not_new_trouble() -> None:
    began = NOW - timedelta(days=6)

    assert window(later(started_at=began), earlier(5), (30, 60)) is None


def test_the_same_check_on_the_same_asset_links() -> None:
    found = kinship(later(an_alert()), earlier(5))

    assert found is not None
    assert because(found, "marts.orders") == (
        "the same check failed on marts.orders: not_null_id (quality)"
    )


@pytest.mark.parametrize(
    "alert",
    [an_alert(asset=RAW), an_alert(check="unique_id"), an_alert(mode="freshness")],
    ids=["another asset", "another check", "another failure mode"],
)
def test_one_key_that_differs_links_nothing(alert: Alert) -> None:
    assert kinship(later(alert), earlier(5)) is None


def test_the_same_words_link_nothing() -> None:
    assert kinship(later(), earlier(5, alerts=())) is None


def test_an_alert_on_an_asset_that_was_unlinked_does_not_count() -> None:
    one = traits(an_incident(2), [an_alert(asset=9)], [ORDERS])

    assert one.checks == frozenset()
    assert one.modes == frozenset()


def test_a_chosen_failure_mode_stands_above_the_alerts() -> None:
    now = later(an_alert(mode="quality"), failure_mode=FailureMode.VOLUME)

    assert kinship(now, earlier(5)) is None
    assert kinship(now, earlier(5, failure_mode=FailureMode.VOLUME)) is not None


def test_causes_that_differ_speak_against_the_same_check() -> None:
    now = later(an_alert(), cause=CODE, cause_confirmed=True)

    assert kinship(now, earlier(5, cause=LATE, cause_confirmed=True)) is None
    assert kinship(now, earlier(5, cause=LATE, cause_confirmed=False)) is not None
    assert kinship(now, earlier(5, cause=CODE, cause_confirmed=True)) is not None


def test_the_same_place_mode_and_confirmed_cause_link_without_any_monitor() -> None:
    known: dict[str, Any] = {
        "origin": RAW,
        "cause": LATE,
        "cause_confirmed": True,
        "failure_mode": FailureMode.FRESHNESS,
    }

    found = kinship(later(**known), earlier(5, alerts=(), **known))

    assert found is not None
    assert because(found, "raw.orders") == (
        "it began in raw.orders again, in the same way (freshness) and from the same cause: "
        "data that arrived late"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": ORDERS},
        {"origin": None},
        {"cause_confirmed": False},
        {"cause": CODE},
        {"cause": CauseClass.NOT_KNOWN},
        {"failure_mode": FailureMode.VOLUME},
        {"failure_mode": None},
    ],
)
def test_a_place_and_cause_link_only_when_all_of_it_is_known_and_equal(
    changes: dict[str, Any],
) -> None:
    known: dict[str, Any] = {
        "origin": RAW,
        "cause": LATE,
        "cause_confirmed": True,
        "failure_mode": FailureMode.FRESHNESS,
    }

    assert kinship(later(**{**known, **changes}), earlier(5, alerts=(), **known)) is None


def test_the_failure_mode_comes_from_the_alerts_when_nobody_chose_one() -> None:
    known: dict[str, Any] = {"origin": RAW, "cause": LATE, "cause_confirmed": True}
    now = later(an_alert(check="new", mode="freshness"), **known)
    before = earlier(5, alerts=(an_alert(check="old", mode="freshness"),), **known)

    found = kinship(now, before)

    assert found is not None
    assert found.mode is FailureMode.FRESHNESS


@pytest.mark.parametrize(
    ("number", "word"), [(2, "second"), (3, "third"), (11, "11th"), (21, "21st"), (112, "112th")]
)
def test_how_often_is_said_in_words(number: int, word: str) -> None:
    assert ordinal(number) == word
