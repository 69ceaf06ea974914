"""What people add to the timeline, and correct in it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event.base import BOTH, CARD, Event


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event, tells=BOTH):
    text: str


@dataclass(frozen=True, kw_only=True)
class EntryStruck(Event, tells=CARD):
    """A note or captured message was struck; the entry stays in the record, marked."""

    seq: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageCaptured(Event, tells=CARD):
    """A message put on the timeline by 📌 or the shortcut, at its own time."""

    channel: str
    ts: str
    author: str
    text: str
    permalink: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class CapturedEdited(Event, tells=CARD):
    seq: int
    text: str


@dataclass(frozen=True, kw_only=True)
class CapturedDeleted(Event, tells=CARD):
    seq: int


@dataclass(frozen=True, kw_only=True)
class TimeCorrected(Event, tells=BOTH):
    milestone: str
    before: datetime | None
    after: datetime
