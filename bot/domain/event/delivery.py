"""What could not be delivered, or perhaps was twice."""

from dataclasses import dataclass

from bot.domain.event.base import CARD, NOBODY, Event


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event, tells=CARD):
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
class DeliveryRetried(Event, tells=CARD):
    """Somebody asked for what could not be delivered to be sent again."""

    what: str
    to: str
