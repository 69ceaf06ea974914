"""What the record wants and what Slack shows, side by side."""

import pytest

from bot.domain.mending import Difference, Lack, Message, Seen, Wanted, differences
from bot.domain.naming import number_in

WANTED = Wanted(
    channel="C1",
    name="di-1",
    announced=True,
    card=True,
    pin=True,
    topic=True,
    bookmarks=(("Status thread", "https://slack/1"),),
    uninvited=frozenset({"UANA"}),
)
THERE = Message(there=True, pinned=True)
WELL = {
    "name": "di-1",
    "topic": "SEV1",
    "announcement": THERE,
    "card": THERE,
    "bookmarks": frozenset({"Status thread"}),
    "members": frozenset({"UANA"}),
}
GONE = Message(there=False)


@pytest.mark.parametrize(
    ("otherwise", "lacks"),
    [
        ({}, []),
        ({"bookmarks": frozenset({"For all", "https://slack/1"})}, []),
        ({"topic": "our own"}, []),
        ({"topic": ""}, [Lack.TOPIC]),
        ({"name": "war-room"}, [Lack.NAME]),
        ({"card": GONE}, [Lack.CARD]),
        ({"card": Message(there=True)}, [Lack.PIN]),
        ({"announcement": GONE}, [Lack.ANNOUNCEMENT]),
        ({"bookmarks": frozenset()}, [Lack.BOOKMARK]),
        ({"members": frozenset({"UBEN"})}, [Lack.PERSON]),
        ({"gone": "archived", "card": GONE}, [Lack.CHANNEL]),
        ({"bookmarks": None, "unseen": ("bookmarks",)}, [Lack.UNSEEN]),
        ({"announcement": None, "card": None, "bookmarks": None, "members": None}, []),
    ],
)
def test_each_lack_is_found_and_nothing_else(
    otherwise: dict[str, object], lacks: list[Lack]
) -> None:
    seen = Seen(**{**WELL, **otherwise})  # type: ignore[arg-type]

    assert [one.lack for one in differences(WANTED, seen)] == lacks


def test_an_incident_in_a_thread_lacks_only_its_announcement() -> None:
    assert differences(Wanted(announced=True), Seen(announcement=GONE)) == [
        Difference(Lack.ANNOUNCEMENT)
    ]


@pytest.mark.parametrize(
    ("pattern", "name", "number"),
    [
        ("di-{id}-{title}", "di-7-revenue", 7),
        ("di-{id}-{title}", "di-7", 7),
        ("di-{id}-{title}", "di-77-7", 77),
        ("di-{id}-{title}", "di-seven", None),
        ("di-{id}-{title}", "studio-7", None),
        ("di-{id}-{title}", "di-7up", None),
        ("Inc-{title}-{id}", "inc-revenue-12", 12),
        ("{title}", "7", None),
    ],
)
def test_the_number_is_read_from_a_name_of_the_policys_form(
    pattern: str, name: str, number: int | None
) -> None:
    assert number_in(pattern, name) == number


def test_a_difference_is_named_in_a_sentence() -> None:
    assert Difference(Lack.CARD).mended
    assert not Difference(Lack.UNSEEN, "bookmarks").mended
    assert Difference(Lack.CARD).words == "its card"
    assert Difference(Lack.BOOKMARK, "Status thread").words == "the link Status thread"
