"""What could not be delivered is called by words that people know."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import templates
from bot.domain.notice import AFTERWARDS, DeadLetter, Notice, Way
from bot.ui import undelivered
from bot.ui.messages import headline
from bot.ui.undelivered import WORDS, addressee, called

NOTICES = sorted((Path(templates.__path__[0]) / "notices").glob("*.j2"))
QUEUED = datetime(2026, 3, 3, 9, tzinfo=UTC)


def letters(*names: str, kind: str = "update_told", first: int = 1) -> list[DeadLetter]:
    return [
        DeadLetter(
            id=number,
            notice=Notice(way=Way.POST, kind=kind, to=f"person:{name}", incident=7),
            error="restricted_action",
            created_at=QUEUED,
        )
        for number, name in enumerate(names, start=first)
    ]


def words(found: list[DeadLetter]) -> list[str]:
    return [str(block) for block in undelivered.rows(found)]


def test_every_notice_and_every_act_has_a_name() -> None:
    names = [template.stem for template in NOTICES]

    assert "update_told" in names
    assert [name for name in names if name not in WORDS] == []
    assert [way for way in {*AFTERWARDS, Way.INVITE} - {Way.UPLOAD} if way not in WORDS] == []


def test_an_event_is_quoted_by_its_kind() -> None:
    assert called("severity_changed") == "“severity changed”"


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("person:U024BE7LH", "<@U024BE7LH>"),
        ("C024BE7LR", "<#C024BE7LR>"),
        ("channel:7", "the channel of DI-7"),
        ("announcement:7", "the status thread of DI-7"),
        ("announce", "the channel of announcements"),
        ("alerts", "the channel of alerts"),
        ("#finance", "#finance"),
        ("DI-7", "DI-7"),
        ("<!channel>", "&lt;!channel&gt;"),
    ],
)
def test_an_address_is_said_as_people_know_the_place(to: str, shown: str) -> None:
    assert addressee(to) == shown


def test_people_are_named_up_to_three_and_then_counted() -> None:
    (few,) = words(letters("U1A", "U2A", "U3A"))
    (more,) = words(letters("U1A", "U2A", "U3A", "U4A", "U5A"))
    (many,) = words(letters(*(f"U{number}A" for number in range(24))))

    assert "the update, for <@U1A>, <@U2A> and <@U3A> (restricted_action)" in few
    assert "<@U3A> and 2 others" in more
    assert "<@U2A> and more than 20 others" in many


def test_what_failed_for_many_reasons_is_cut_and_counted() -> None:
    kinds = ("briefing", "duties", "update_told", "word_due", "safe_again")
    several = [
        one for number, kind in enumerate(kinds) for one in letters("U1A", kind=kind, first=number)
    ]

    *shown, last = words(several)

    assert len(shown) == 3
    assert "2 more could not be delivered." in last


def test_entries_of_before_are_still_read() -> None:
    facts = {"what": "update_told", "to": "person:U1A", "by": "U2A"}

    assert headline("delivery_retried", facts) == "Sent again: the update, for <@U1A>"
    assert headline("delivery_retried", {**facts, "others": 3}).endswith("<@U1A> and 3 others")
