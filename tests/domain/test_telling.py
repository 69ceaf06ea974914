"""What may be told as an update, and what it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import event as events
from bot.domain.errors import InvalidInput, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status
from bot.domain.telling import Said, checked, statuses, told

NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
DI_7 = Incident(
    id=7,
    title="Revenue is missing",
    severity=Severity.SEV1,
    status=Status.INVESTIGATING,
    declared_by="UANA",
    declared_at=NOW,
)
SAID = Said(status=Status.INVESTIGATING, words="We are looking")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, words="  \n"), "words"),
        (replace(SAID, words="\u200b\u2060"), "words"),
        (replace(SAID, words="x" * 3001), "words"),
        (replace(SAID, eta=NOW - timedelta(days=900)), "eta"),
        (replace(SAID, next_due=NOW), "next"),
        (replace(SAID, status=Status.RESOLVED), "status"),
        (replace(SAID, status=Status.RESTORING), "status"),
        (replace(SAID, status=Status.DISMISSED), "status"),
    ],
)
def test_what_cannot_be_told_names_its_field(said: Said, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(said, DI_7, now=NOW)

    assert refused.value.field == field


def test_safe_again_is_left_to_the_all_clear_and_the_sentence_says_so() -> None:
    with pytest.raises(InvalidInput, match="DI-7 safe"):
        checked(replace(SAID, status=Status.RESOLVED), DI_7, now=NOW)


@pytest.mark.parametrize("over", [Status.RESOLVED, Status.CLOSED, Status.DISMISSED])
def test_nothing_is_told_of_what_is_over(over: Status) -> None:
    with pytest.raises(NotInThisStatus, match="reopen"):
        checked(SAID, replace(DI_7, status=over), now=NOW)


def test_an_eta_that_was_told_before_may_be_told_again_after_it_passed() -> None:
    late = replace(DI_7, eta=NOW - timedelta(hours=1))

    assert checked(replace(SAID, eta=late.eta), late, now=NOW).eta == late.eta


def test_statuses_that_people_set_by_hand_and_the_present_one_are_offered() -> None:
    restoring = replace(DI_7, status=Status.RESTORING)

    assert statuses(DI_7) == [Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED]
    assert Status.RESTORING in statuses(restoring)


def test_the_first_update_and_a_status_set_their_milestones_once() -> None:
    said = replace(SAID, status=Status.IDENTIFIED, cause=CauseClass.NOT_KNOWN)

    first, _ = told(DI_7, said, by="UANA", origin="", now=NOW)
    again, _ = told(first, said, by="UANA", origin="", now=NOW + timedelta(hours=1))

    assert first.first_update_at == first.identified_at == NOW
    assert (again.first_update_at, again.identified_at) == (NOW, NOW)


def test_identified_says_the_status_and_the_cause() -> None:
    said = replace(
        SAID,
        status=Status.IDENTIFIED,
        cause=CauseClass.CODE_CHANGE,
        confirmed=True,
        origin=3,
    )

    changed, happened = told(DI_7, said, by="UANA", origin="stg_orders", now=NOW)

    assert [type(one) for one in happened] == [events.StatusChanged, events.CauseIdentified]
    assert (changed.cause, changed.cause_confirmed, changed.origin) == ("code_change", True, 3)


def test_a_cause_that_is_the_same_is_not_told_again() -> None:
    known = replace(DI_7, status=Status.IDENTIFIED, cause=CauseClass.CAPACITY, origin=3)
    said = replace(SAID, status=Status.IDENTIFIED, cause=CauseClass.CAPACITY)

    changed, happened = told(known, said, by="UANA", origin="", now=NOW)

    assert happened == []
    assert changed.origin == 3
