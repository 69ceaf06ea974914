"""What is affected, and what monitors say of it."""

from dataclasses import dataclass

from bot.domain.event.base import BOTH, Event


@dataclass(frozen=True, kw_only=True)
class AssetsLinked(Event, tells=BOTH):
    """`suggested` is the severity that these assets suggest, and why, when it is worse than the present."""

    assets: tuple[str, ...]
    suggested: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AssetUnlinked(Event, tells=BOTH):
    asset: str


@dataclass(frozen=True, kw_only=True)
class OriginMarked(Event, tells=BOTH):
    asset: str


@dataclass(frozen=True, kw_only=True)
class AlertLinked(Event, tells=BOTH):
    """`more` were linked with it and have entries of their own."""

    alert: int
    title: str
    asset: str
    detail: str = ""
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class AlertHealed(Event, tells=BOTH):
    """A monitor is green again; that never resolves an incident by itself.

    `passing` of all `of` checks that are part of the incident pass now.
    """

    alert: int
    title: str
    asset: str
    passing: int = 1
    of: int = 1
