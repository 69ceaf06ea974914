"""What a signal is beside the latest alert on the same asset and check."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alert import Alert, AlertState, Signal, Verdict, fold, judge
from bot.domain.asset import FailureMode

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def a_signal(*, failing: bool = True, hours: float = 1, key: str = "run-2:test") -> Signal:
    return Signal(
        source="dbt",
        key=key,
        run="run-2",
        asset="model.shop.orders",
        check="enough_rows",
        failing=failing,
        failure_mode=FailureMode.VOLUME,
        at=NINE + timedelta(hours=hours),
        title="too few rows",
    )


FIRING = Alert(
    id=1,
    source="dbt",
    key="run-1:test",
    run="run-1",
    asset=7,
    check="enough_rows",
    failure_mode=FailureMode.VOLUME,
    state=AlertState.FIRING,
    title="too few rows",
    detail="",
    started_at=NINE,
    seen_at=NINE,
)
HEALED = FIRING.heal(NINE + timedelta(minutes=30))
DISMISSED = FIRING.dismiss(by="UANA", reason="expected")
LINKED = replace(FIRING, incident=7)


@pytest.mark.parametrize(
    ("latest", "signal", "verdict"),
    [
        (None, a_signal(), Verdict.NEW),
        (None, a_signal(failing=False), Verdict.NOTHING),
        (FIRING, a_signal(), Verdict.STILL),
        (FIRING, a_signal(failing=False), Verdict.HEALS),
        (FIRING, a_signal(key="run-1:test"), Verdict.KNOWN),
        (FIRING, a_signal(hours=-1), Verdict.KNOWN),
        (FIRING, a_signal(failing=False, hours=-1), Verdict.NOTHING),
        (HEALED, a_signal(), Verdict.NEW),
        (HEALED, a_signal(hours=0.25), Verdict.KNOWN),
        (HEALED, a_signal(failing=False), Verdict.NOTHING),
        (DISMISSED, a_signal(), Verdict.STILL),
        (DISMISSED, a_signal(failing=False), Verdict.HEALS),
        (DISMISSED, a_signal(hours=24), Verdict.NEW),
        (LINKED, a_signal(), Verdict.STILL),
    ],
)
def test_a_signal_is_judged_by_what_came_before(
    latest: Alert | None, signal: Signal, verdict: Verdict
) -> None:
    assert judge(latest, signal) is verdict


def test_a_failure_after_the_incidents_end_is_asked_about_again() -> None:
    assert judge(LINKED, a_signal(), incident_is_over=True) is Verdict.NEW


def test_a_dismissed_alert_that_heals_stays_dismissed() -> None:
    healed = DISMISSED.heal(NINE + timedelta(hours=2))

    assert (healed.state, healed.is_over) == (AlertState.DISMISSED, True)


def test_of_two_checks_with_one_name_the_failing_one_counts() -> None:
    passing, failing = a_signal(failing=False, key="run-2:a"), a_signal(key="run-2:b")

    assert fold([passing, failing]) == fold([failing, passing]) == [failing]
