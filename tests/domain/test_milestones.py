"""The times an incident is measured by: a table of corrections."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.incident import Incident, Milestone
from bot.domain.milestones import correct_times, read_milestone
from bot.domain.severity import Severity


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-02-03T{clock}").replace(tzinfo=UTC)


NOW = at("12:00")
INCIDENT = Incident(
    id=7,
    title="Revenue is missing",
    severity=Severity.SEV1,
    declared_by="UANA",
    declared_at=at("09:00:30"),
    detected_at=at("09:00:30"),
    acknowledged_at=at("09:04"),
    mitigated_at=at("11:00"),
)


@pytest.mark.parametrize(
    ("which", "to"),
    [
        (Milestone.STARTED, "05:00"),
        (Milestone.STARTED, "09:00"),
        (Milestone.DETECTED, "08:30"),
        (Milestone.ACKNOWLEDGED, "09:10"),
        (Milestone.MITIGATED, "10:30"),
        (Milestone.MITIGATED, "12:00:30"),
    ],
)
def test_a_time_is_corrected_and_the_correction_says_what_was_before(
    which: Milestone, to: str
) -> None:
    changed, (event,) = correct_times(INCIDENT, {which: at(to)}, by="UANA", now=NOW)

    assert changed.milestone(which) == at(to)
    assert (event.before, event.after) == (INCIDENT.milestone(which), at(to))


@pytest.mark.parametrize(
    ("which", "to", "says"),
    [
        (Milestone.STARTED, "09:30", "“Impact started” cannot be after “Detected”"),
        (Milestone.STARTED, "12:30", "cannot be in the future"),
        (Milestone.DETECTED, "09:30", "“Detected” cannot be after “Declared”"),
        (Milestone.ACKNOWLEDGED, "08:00", "“Command taken” cannot be before “Declared”"),
        (Milestone.IDENTIFIED, "10:00", "has not come to “Cause known” yet"),
        (Milestone.SAFE, "10:00", "has not come to “Safe to use” yet"),
        (Milestone.DECLARED, "08:00", "what the bot recorded"),
        (Milestone.RESOLVED, "11:00", "what the bot recorded"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_for_its_own_field(
    which: Milestone, to: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        correct_times(INCIDENT, {which: at(to)}, by="UANA", now=NOW)

    assert refused.value.field == which


def test_several_times_are_checked_against_each_other_as_they_will_be() -> None:
    times = {Milestone.STARTED: at("08:30"), Milestone.DETECTED: at("08:45")}

    changed, events = correct_times(INCIDENT, times, by="UANA", now=NOW)

    assert changed.started_at == at("08:30")
    assert len(events) == 2
    with pytest.raises(InvalidInput, match="cannot be after"):
        correct_times(
            INCIDENT,
            {Milestone.STARTED: at("08:50"), Milestone.DETECTED: at("08:45")},
            by="UANA",
            now=NOW,
        )


def test_a_picker_left_alone_changes_nothing() -> None:
    with pytest.raises(NothingToChange):
        correct_times(INCIDENT, {Milestone.DETECTED: at("09:00")}, by="UANA", now=NOW)


@pytest.mark.parametrize(
    ("word", "which"),
    [
        ("started", Milestone.STARTED),
        ("Start", Milestone.STARTED),
        ("detected", Milestone.DETECTED),
        ("mitigated", Milestone.MITIGATED),
    ],
)
def test_a_milestone_is_read_by_its_word(word: str, which: Milestone) -> None:
    assert read_milestone(word) is which


@pytest.mark.parametrize("word", ["", "07:30", "ended", "<!channel>"])
def test_an_unknown_milestone_is_refused_with_those_there_are(word: str) -> None:
    with pytest.raises(InvalidInput, match="`started`, `detected`"):
        read_milestone(word)
