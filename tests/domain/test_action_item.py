"""What is read from one line, what may be done with an item, and when its owner is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.action_item import (
    ActionItem,
    ActionState,
    ActionType,
    Wish,
    check_due,
    clean_text,
    next_reminder,
)
from bot.domain.action_words import read_wish
from bot.domain.errors import BotError, InvalidInput, NothingToChange, NotInThisStatus

NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)  # a Tuesday
TODAY = NOW.date()


def an_item(**changes: object) -> ActionItem:
    made: dict[str, object] = {
        "incident": 7,
        "number": 2,
        "text": "add a not-null test",
        "created_at": NOW,
        "created_by": "UANA",
    }
    return ActionItem(**{**made, **changes})  # type: ignore[arg-type]  # as the case says


@pytest.mark.parametrize(
    ("typed", "text", "due", "kind"),
    [
        ("add a not-null test by Friday", "add a not-null test", date(2026, 2, 6), None),
        ("add a test by friday detect", "add a test", date(2026, 2, 6), "detect"),
        ("add a test by Friday [prevent]", "add a test", date(2026, 2, 6), "prevent"),
        ("add a test [mitigate] by 2026-03-01", "add a test [mitigate]", date(2026, 3, 1), None),
        ("add a test by in 3 days.", "add a test", date(2026, 2, 6), None),
        ("improve the review process", "improve the review process", None, None),
        ("check it by hand", "check it by hand", None, None),
        ("load by hand by tomorrow", "load by hand", date(2026, 2, 4), None),
        ("sort by day by 2w process", "sort by day", date(2026, 2, 17), "process"),
        ("add a test by 2026-13-45", "add a test by 2026-13-45", None, None),
        ("write it down [soon]", "write it down [soon]", None, None),
        ("by Friday", "", date(2026, 2, 6), None),
        ("by", "by", None, None),
        ("", "", None, None),
    ],
)
def test_a_line_is_read_for_what_is_certain_and_nothing_is_lost(
    typed: str, text: str, due: date | None, kind: str | None
) -> None:
    wish = read_wish(typed, today=TODAY)

    assert wish == Wish(text=text, due=due, type=ActionType(kind) if kind else None)


def test_a_long_line_of_bys_is_read_quickly() -> None:
    typed = "by " * 30_000

    assert read_wish(typed, today=TODAY).due is None


def test_an_item_says_what_is_still_missing() -> None:
    whole = an_item(owner="UBEN", type=ActionType.DETECT, due=TODAY)

    assert an_item().missing == ("an owner", "a type", "a due date")
    assert whole.missing == ()


def test_done_keeps_the_note_and_ends_the_reminders() -> None:
    item = an_item(remind_at=NOW)

    ended, event = item.done(note="in the nightly run", by="UBEN", now=NOW)

    assert (ended.state, ended.reason, ended.remind_at) == (
        ActionState.DONE,
        "in the nightly run",
        None,
    )
    assert (event.item, event.note) == (2, "in the nightly run")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_dropping_needs_a_reason(reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        an_item().drop(reason=reason, by="UBEN", now=NOW)

    assert refused.value.field == "reason"


def test_what_has_ended_stays_so() -> None:
    ended, _ = an_item().done(note="", by="UBEN", now=NOW)

    with pytest.raises(NotInThisStatus, match=r"DI-7\.2 is done already"):
        ended.drop(reason="late", by="UBEN", now=NOW)


def test_a_moved_date_says_what_it_was() -> None:
    item = an_item(due=TODAY)

    _, event = item.change(Wish(text=item.text, due=date(2026, 2, 9)), by="UBEN")

    assert (event.due_before, event.due) == (TODAY, date(2026, 2, 9))


def test_changing_nothing_is_said() -> None:
    item = an_item(due=TODAY)

    with pytest.raises(NothingToChange):
        item.change(item.wish, by="UBEN")


@pytest.mark.parametrize("text", ["", "  \n", "\u200f", "\x00", "x" * 3001])
def test_text_that_says_nothing_or_too_much_is_refused_in_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_text(text)

    assert refused.value.field == "text"


def test_what_no_database_takes_is_left_out() -> None:
    assert clean_text("add\x00 a \ud800test 👩‍🔧") == "add a test 👩‍🔧"


@pytest.mark.parametrize("due", [TODAY - timedelta(days=1), TODAY + timedelta(days=800)])
def test_a_date_that_cannot_be_kept_is_refused(due: date) -> None:
    with pytest.raises(BotError):
        check_due(due, today=TODAY)


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        # due on Friday: Thursday at nine
        (date(2026, 2, 6), NOW, datetime(2026, 2, 5, 9, tzinfo=UTC)),
        # due on Monday: the Friday before
        (date(2026, 2, 9), NOW, datetime(2026, 2, 6, 9, tzinfo=UTC)),
        # due today: the next word is that it is late, tomorrow
        (date(2026, 2, 3), NOW, datetime(2026, 2, 4, 9, tzinfo=UTC)),
        # due on Friday and past: Monday, then every week
        (date(2026, 1, 30), datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 2, 9, tzinfo=UTC)),
        (
            date(2026, 1, 30),
            datetime(2026, 2, 2, 9, tzinfo=UTC),
            datetime(2026, 2, 9, 9, tzinfo=UTC),
        ),
        # after a month down: once, then weekly again
        (date(2026, 1, 2), datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 9, 9, tzinfo=UTC)),
    ],
)
def test_owners_are_reminded_on_working_days(due: date, now: datetime, expected: datetime) -> None:
    assert next_reminder(due, timezone="UTC", now=now) == expected


def test_the_morning_is_the_owners_own() -> None:
    reminder = next_reminder(date(2026, 2, 6), timezone="America/New_York", now=NOW)

    assert reminder.astimezone(UTC) == datetime(2026, 2, 5, 14, 0, tzinfo=UTC)


def test_nobody_is_reminded_of_what_has_no_owner_or_date() -> None:
    assert an_item(due=TODAY).reminded(timezone="UTC", now=NOW).remind_at is None
    assert an_item(owner="UBEN").reminded(timezone="UTC", now=NOW).remind_at is None
