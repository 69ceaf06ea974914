"""How an incident may end and begin again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import ending
from bot.domain.ending import PostmortemMissing
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.status import OPEN, Status

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
OVER = frozenset({Status.RESOLVED, Status.CLOSED, Status.DISMISSED})


def an_incident(status: Status = Status.RESTORING) -> Incident:
    return Incident(
        id=7,
        title="Revenue is missing",
        severity=Severity.SEV1,
        declared_by="UANA",
        declared_at=NOW - timedelta(hours=3),
        status=status,
        commander="UANA",
        eta=NOW,
        next_update_due=NOW,
        nudge_at=NOW,
        escalate_at=NOW,
        identified_at=NOW - timedelta(hours=1),
    )


def a_resolved_one() -> Incident:
    return ending.resolve(
        an_incident(), safe_at=NOW - timedelta(hours=1), close_at=None, reason="", now=NOW
    )


def closing(incident: Incident, **more: object) -> Incident:
    values = {"reason": "", "bad": (), "postmortem_missing": "", "by": "UANA", "now": NOW, **more}
    return ending.close(incident, **values)[0]  # type: ignore[arg-type]  # a test's shorthand


def test_resolving_dates_it_by_its_evidence_and_leaves_nobody_to_be_reminded() -> None:
    done = a_resolved_one()

    assert (done.status, done.safe_at, done.resolved_at) == (
        Status.RESOLVED,
        NOW - timedelta(hours=1),
        NOW,
    )
    assert done.eta is done.next_update_due is done.nudge_at is done.escalate_at is None


@pytest.mark.parametrize("status", sorted(OVER))
def test_what_is_over_is_not_resolved_again(status: Status) -> None:
    with pytest.raises(NotInThisStatus):
        ending.resolve(an_incident(status), safe_at=NOW, close_at=None, reason="", now=NOW)


@pytest.mark.parametrize("status", sorted(OVER))
def test_reopening_keeps_milestones_and_takes_back_safe(status: Status) -> None:
    over = replace(a_resolved_one(), status=status, closed_at=NOW, close_at=NOW)

    again, event = ending.reopen(over, reason=" Monday \n is empty ", restoring=False, by="UBEN")

    assert again.status is Status.INVESTIGATING
    assert event.reason == "Monday is empty"
    assert again.safe_at is again.closed_at is again.close_at is None
    assert (again.identified_at, again.resolved_at) == (over.identified_at, over.resolved_at)


def test_with_repairs_half_done_it_goes_back_to_restoring() -> None:
    again, _ = ending.reopen(a_resolved_one(), reason="x", restoring=True, by="UBEN")

    assert again.status is Status.RESTORING


@pytest.mark.parametrize("status", sorted(OPEN))
def test_what_is_open_is_not_reopened(status: Status) -> None:
    with pytest.raises(NothingToChange):
        ending.reopen(an_incident(status), reason="x", restoring=False, by="UBEN")


@pytest.mark.parametrize("reason", ["", "  ", "\n", "\u200b\u00a0"])
def test_reopening_and_dismissing_need_a_reason(reason: str) -> None:
    with pytest.raises(InvalidInput) as reopening:
        ending.reopen(a_resolved_one(), reason=reason, restoring=False, by="UBEN")
    with pytest.raises(InvalidInput) as dismissing:
        ending.dismiss(an_incident(), reason=reason, by="UBEN")

    assert reopening.value.field == dismissing.value.field == "reason"


@pytest.mark.parametrize("status", sorted(OPEN))
def test_from_any_open_status_it_can_be_dismissed(status: Status) -> None:
    done, event = ending.dismiss(an_incident(status), reason="It was a filter", by="UBEN")

    assert (done.status, done.reason) == (Status.DISMISSED, "It was a filter")
    assert event.reason == "It was a filter"
    assert done.eta is done.next_update_due is done.nudge_at is done.escalate_at is None


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_had_a_problem_is_not_dismissed(status: Status) -> None:
    with pytest.raises(NotInThisStatus):
        ending.dismiss(an_incident(status), reason="x", by="UBEN")


def test_closing_needs_the_all_clear_first() -> None:
    for status in OPEN | {Status.DISMISSED}:
        with pytest.raises(NotInThisStatus):
            closing(an_incident(status), reason="done")
    with pytest.raises(NothingToChange):
        closing(an_incident(Status.CLOSED), reason="done")


def test_bad_days_forbid_closing_whatever_the_reason() -> None:
    with pytest.raises(NotInThisStatus, match="still has bad ranges: orders 1 Feb"):
        closing(a_resolved_one(), reason="done", bad=["orders 1 Feb"])


def test_a_missing_postmortem_is_waived_by_a_reason_only() -> None:
    with pytest.raises(PostmortemMissing, match="it is a draft"):
        closing(a_resolved_one(), postmortem_missing="it is a draft.")

    done = closing(a_resolved_one(), postmortem_missing="it is a draft.", reason="known outage")

    assert (done.status, done.closed_at) == (Status.CLOSED, NOW)


@pytest.mark.parametrize(("days", "within"), [(0, True), (7, True), (8, False)])
def test_still_wrong_belongs_to_it_for_some_days(days: int, within: bool) -> None:
    assert ending.within_days(NOW - timedelta(days=days), 7, now=NOW) is within


def test_restoring_begins_once() -> None:
    begun, event = ending.begin_restoring(an_incident(Status.IDENTIFIED), by="UANA")

    assert (begun.status, event.before) == (Status.RESTORING, Status.IDENTIFIED)
    with pytest.raises(NothingToChange):
        ending.begin_restoring(begun, by="UANA")


def test_what_is_dismissed_is_not_dismissed_again() -> None:
    over, _ = ending.dismiss(an_incident(), reason="a filter", by="UANA")

    with pytest.raises(NothingToChange):
        ending.dismiss(over, reason="a filter", by="UANA")
