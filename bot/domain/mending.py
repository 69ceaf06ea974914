"""What the record wants in Slack and what is there, compared: what is mended, what can only be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Lack(StrEnum):
    """One way in which Slack differs from the record; its value names it in a sentence."""

    CHANNEL = "its channel"
    NAME = "its channel's name"
    ANNOUNCEMENT = "its announcement"
    CARD = "its card"
    PIN = "the pin of its card"
    TOPIC = "its channel's topic"
    BOOKMARK = "the link"
    PERSON = "the invitation of"
    UNSEEN = "what the bot may not read:"


@dataclass(frozen=True)
class Message:
    """A message as Slack has it."""

    there: bool
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the record asks for: only what was carried out once, and is not under way just now.

    `channel` is empty for an incident that is worked on in a thread. `uninvited` are people who
    should be in the channel and were never invited: whoever left by themselves stays out.
    """

    channel: str = ""
    name: str = ""
    announced: bool = False
    card: bool = False
    pin: bool = False
    topic: bool = False
    bookmarks: tuple[tuple[str, str], ...] = ()
    uninvited: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What Slack shows; None for what was not looked at. `gone` says why the channel is of no use:
    archived, deleted, or the bot removed. `unseen` names what the bot may not read."""

    gone: str = ""
    name: str = ""
    topic: str = ""
    announcement: Message | None = None
    card: Message | None = None
    bookmarks: frozenset[str] | None = None
    members: frozenset[str] | None = None
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    lack: Lack
    what: str = ""

    @property
    def mended(self) -> bool:
        """Whether the bot mends it by itself; else a person has to know."""
        return self.lack is not Lack.UNSEEN

    @property
    def words(self) -> str:
        """For a line of the self-check."""
        return f"{self.lack} {self.what}".strip()


def differences(wanted: Wanted, seen: Seen) -> list[Difference]:
    """Everything that differs, the worst first; a channel that is gone leaves nothing else to ask."""
    found = [Difference(Lack.UNSEEN, one) for one in seen.unseen]
    if wanted.announced and seen.announcement and not seen.announcement.there:
        found.append(Difference(Lack.ANNOUNCEMENT))
    if not wanted.channel:
        return found
    if seen.gone:
        return [Difference(Lack.CHANNEL, seen.gone), *found]
    return [*found, *_in_channel(wanted, seen)]


def _in_channel(wanted: Wanted, seen: Seen) -> Iterator[Difference]:
    if seen.name and seen.name != wanted.name:
        yield Difference(Lack.NAME, seen.name)
    if wanted.card and seen.card and not seen.card.there:
        yield Difference(Lack.CARD)
    elif wanted.pin and seen.card and not seen.card.pinned:
        yield Difference(Lack.PIN)
    # Only an empty one: people may have written their own, and each change is announced.
    if wanted.topic and not seen.topic:
        yield Difference(Lack.TOPIC)
    yield from _of_people(wanted, seen)


def _of_people(wanted: Wanted, seen: Seen) -> Iterator[Difference]:
    """Links and members, as far as they were looked at."""
    for name, link in wanted.bookmarks:
        if seen.bookmarks is not None and not {name, link} & seen.bookmarks:
            yield Difference(Lack.BOOKMARK, name)
    if seen.members is not None:
        for person in sorted(wanted.uninvited - seen.members):
            yield Difference(Lack.PERSON, person)
