"""An incident decides: command, severity, title."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ending import resolve
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import TITLE_MAX, Incident, clean_title
from bot.domain.severity import Severity
from bot.domain.status import Status

NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def an_incident(**more: object) -> Incident:
    made = Incident(
        id=7,
        title="Revenue is missing",
        severity=Severity.SEV2,
        declared_by="UDEV",
        declared_at=NOON,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # a test names only what it is about


def test_taking_command_acknowledges_begins_investigating_and_ends_the_asking() -> None:
    incident = an_incident(commander="UBEN", escalate_at=NOON)

    taken, event = incident.take_command(by="UANA", now=NOON)

    assert (taken.commander, taken.commander_took) == ("UANA", True)
    assert (taken.status, taken.acknowledged_at) == (Status.INVESTIGATING, NOON)
    assert taken.escalate_at is None
    assert event.before == "UBEN"


def test_a_clock_that_was_set_back_changes_no_order() -> None:
    incident = an_incident()
    earlier = incident.declared_at - timedelta(hours=1)

    taken, _ = incident.take_command(by="UBEN", now=earlier)
    over = resolve(
        replace(taken, mitigated_at=incident.declared_at + timedelta(minutes=9)),
        safe_at=earlier,
        close_at=None,
        reason="",
        now=earlier,
    )

    assert taken.acknowledged_at == incident.declared_at
    assert over.resolved_at == over.mitigated_at


def test_taking_it_over_later_keeps_status_and_acknowledgement() -> None:
    earlier = datetime(2026, 2, 3, 11, 0, tzinfo=UTC)
    incident = an_incident(
        status=Status.MITIGATED, commander="UBEN", commander_took=True, acknowledged_at=earlier
    )

    taken, _ = incident.take_command(by="UANA", now=NOON)

    assert (taken.status, taken.acknowledged_at) == (Status.MITIGATED, earlier)


def test_an_acting_commander_takes_command_too() -> None:
    taken, _ = an_incident(commander="UANA").take_command(by="UANA", now=NOON)

    assert taken.commander_took


def test_taking_it_twice_changes_nothing() -> None:
    with pytest.raises(NothingToChange):
        an_incident(commander="UANA", commander_took=True).take_command(by="UANA", now=NOON)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.DISMISSED])
def test_what_is_over_has_no_new_commander_and_keeps_its_severity(status: Status) -> None:
    incident = an_incident(status=status)

    with pytest.raises(NotInThisStatus, match="reopen"):
        incident.take_command(by="UANA", now=NOON)
    with pytest.raises(NotInThisStatus):
        incident.change_severity(Severity.SEV1, by="UANA", reason="")


def test_the_severity_remembers_what_it_was() -> None:
    changed, event = an_incident().change_severity(Severity.SEV1, by="UANA", reason="board")

    assert changed.severity is Severity.SEV1
    assert (event.before, event.after, event.reason) == (Severity.SEV2, Severity.SEV1, "board")
    with pytest.raises(NothingToChange):
        changed.change_severity(Severity.SEV1, by="UANA", reason="")


def test_title_and_summary_change_until_it_is_closed() -> None:
    changed, event = an_incident().rename(title=" New\n title ", summary=" x ", by="UANA")

    assert (changed.title, changed.summary, event.before) == (
        "New title",
        "x",
        "Revenue is missing",
    )
    with pytest.raises(NotInThisStatus):
        an_incident(status=Status.CLOSED).rename(title="x", summary="", by="UANA")


@pytest.mark.parametrize("title", ["", "   ", "\n\t", "\u200b", "\u200e\u202e"])
def test_a_title_without_a_visible_character_is_none(title: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean_title(title)

    assert caught.value.field == "title"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("  Revenue\n is   missing ", "Revenue is missing"),
        ("🔥", "🔥"),
        ("الإيرادات مفقودة", "الإيرادات مفقودة"),
        ("👩\u200d🔬 looks", "👩\u200d🔬 looks"),
        ("evil \u202etxt.exe\u202c \u2066x\u2069", "evil txt.exe x"),
        ("<!channel>", "<!channel>"),
    ],
)
def test_a_title_is_one_line_that_cannot_turn_the_text_around_it(typed: str, title: str) -> None:
    assert clean_title(typed) == (title, "")


@pytest.mark.parametrize("length", [149, 150, 151, 3000])
@pytest.mark.parametrize("text", ["x", "word ", "🔥"])
def test_nothing_of_a_long_title_is_lost(text: str, length: int) -> None:
    typed = (text * length)[:length].strip()

    title, summary = clean_title(typed, "and more")

    assert len(title) <= TITLE_MAX
    assert summary == ("and more" if len(typed) <= TITLE_MAX else f"{typed}\n\nand more")
