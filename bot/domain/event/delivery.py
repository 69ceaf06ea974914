"""What could not be delivered, or perhaps was twice; channels and people that went away."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.event.base import BOTH, NOBODY, Event


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event, tells=NOBODY):
    """A message could not be delivered; a person was told."""

    what: str
    to: str
    error: str


@dataclass(frozen=True, kw_only=True)
class DeliveryDoubtful(Event, tells=NOBODY):
    """Nobody can be certain how often a message was seen: Slack did not say, and nothing could tell."""

    what: str
    to: str
    doubt: str


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event, tells=NOBODY):
    """Somebody asked for what could not be delivered to be sent again, with `others` that failed
    together with it."""

    what: str
    to: str
    others: int = 0


class Loss(StrEnum):
    """Why an incident's channel cannot be used any more."""

    ARCHIVED = "archived"
    DELETED = "deleted"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class ChannelLost(Event, tells=BOTH):
    """The channel was archived or deleted, or the bot was removed from it: the work moves."""

    channel: str
    why: Loss


@dataclass(frozen=True, kw_only=True)
class ChannelRegained(Event, tells=BOTH):
    """The channel is there again: somebody brought it, or the bot, back."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelRenamed(Event, tells=NOBODY):
    before: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RoleVacated(Event, tells=BOTH):
    """Somebody's account was closed: their role is open again."""

    person: str
    role: str
