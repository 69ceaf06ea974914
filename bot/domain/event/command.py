"""Declaring and command: who is in charge, and how bad it is."""

from dataclasses import dataclass

from bot.domain.event.base import BOTH, CARD, NOBODY, Event
from bot.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class IncidentDeclared(Event, tells=CARD):
    title: str
    severity: Severity
    why: str = ""
    source_link: str = ""
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class CommanderAsked(Event, tells=CARD):
    """Somebody became acting commander and was asked to take command; step 0 is the first asked."""

    person: str
    step: int
    why: str


@dataclass(frozen=True, kw_only=True)
class NobodyTookCommand(Event, tells=BOTH):
    """Everybody in line was asked; the last one asked stays in charge."""

    asked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommandTaken(Event, tells=BOTH):
    before: str


@dataclass(frozen=True, kw_only=True)
class CommandHandedOver(Event, tells=BOTH):
    before: str
    person: str


@dataclass(frozen=True, kw_only=True)
class RoleAssigned(Event, tells=BOTH):
    person: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SeverityChanged(Event, tells=BOTH):
    before: Severity
    after: Severity
    reason: str


@dataclass(frozen=True, kw_only=True)
class DetailsChanged(Event, tells=CARD):
    before: str
    title: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class ChannelOpened(Event, tells=CARD):
    channel: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event, tells=NOBODY):
    person: str
