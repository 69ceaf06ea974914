"""What people add to the timeline, and correct in it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event.base import BOTH, NOBODY, Event


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event, tells=BOTH):
    """What somebody adds in their own words; `permalink` is the message it is about, if any."""

    text: str
    permalink: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryStruck(Event, tells=BOTH):
    """A note or captured message was struck; the entry (it said `text`) stays in the record, marked."""

    seq: int
    reason: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryRestored(Event, tells=NOBODY):
    """A struck message was captured once more: its entry counts again."""

    seq: int
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageCaptured(Event, tells=NOBODY):
    """A message put on the timeline by 📌 or the shortcut (`via`), at its own time."""

    channel: str
    ts: str
    author: str
    text: str
    permalink: str
    comment: str = ""
    via: str = "pin"


@dataclass(frozen=True, kw_only=True)
class CapturedEdited(Event, tells=NOBODY):
    seq: int
    text: str


@dataclass(frozen=True, kw_only=True)
class CapturedDeleted(Event, tells=NOBODY):
    seq: int


@dataclass(frozen=True, kw_only=True)
class TimeCorrected(Event, tells=BOTH):
    milestone: str
    before: datetime | None
    after: datetime
