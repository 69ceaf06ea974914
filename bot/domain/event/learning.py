"""Postmortems and action items."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.event.base import BOTH, CARD, NOBODY, Event


@dataclass(frozen=True, kw_only=True)
class PostmortemDrafted(Event, tells=BOTH):
    short: bool
    questions: int
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PostmortemEdited(Event, tells=NOBODY):
    sections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PostmortemPublished(Event, tells=BOTH):
    version: int


@dataclass(frozen=True, kw_only=True)
class PostmortemWaived(Event, tells=BOTH):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ActionItemFiled(Event, tells=BOTH):
    """`item` is its number within the incident; `permalink` the message it was suggested from."""

    item: int
    text: str
    type: str = ""
    owner: str = ""
    due: date | None = None
    permalink: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemChanged(Event, tells=CARD):
    """`due_before` is the date it had, where that was moved."""

    item: int
    text: str
    type: str = ""
    owner: str = ""
    due: date | None = None
    due_before: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionItemCompleted(Event, tells=BOTH):
    item: int
    text: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemDropped(Event, tells=BOTH):
    item: int
    text: str
    reason: str
