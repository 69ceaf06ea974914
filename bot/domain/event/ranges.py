"""Bad ranges and the all-clear."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.event.base import BOTH, Event


@dataclass(frozen=True, kw_only=True)
class RangeAdded(Event, tells=BOTH):
    asset: str
    first: date
    last: date
    slice: str = ""
    downstream_of: str = ""


@dataclass(frozen=True, kw_only=True)
class RangeReloaded(Event, tells=BOTH):
    asset: str
    first: date
    last: date
    slice: str = ""


@dataclass(frozen=True, kw_only=True)
class RangeChecked(Event, tells=BOTH):
    asset: str
    first: date
    last: date
    slice: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class RangeWithdrawn(Event, tells=BOTH):
    asset: str
    first: date
    last: date
    slice: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AllClearGiven(Event, tells=BOTH):
    """Data is safe to use again: `assets` are the ones now safe, `whole` when nothing is left."""

    assets: tuple[str, ...]
    whole: bool
    safe_at: datetime
    evidence: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class StillWrongReported(Event, tells=BOTH):
    asset: str
    words: str


@dataclass(frozen=True, kw_only=True)
class LooksRightConfirmed(Event, tells=BOTH):
    """Somebody who uses it looked after the all-clear; `asset` is empty when they named nothing."""

    asset: str
