"""How an incident ends, and begins again."""

from dataclasses import dataclass

from bot.domain.event.base import BOTH, Event
from bot.domain.seen_before import SeenBefore


@dataclass(frozen=True, kw_only=True)
class IncidentReopened(Event, tells=BOTH):
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentDismissed(Event, tells=BOTH):
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Event, tells=BOTH):
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecurrenceFound(Event, tells=BOTH):
    """The same trouble again: `earlier` are ids, nearest first, within `days` of their all-clear."""

    earlier: tuple[int, ...]
    days: int
    because: str
    promised: int
    still_open: int
    seen: tuple[SeenBefore, ...] = ()
